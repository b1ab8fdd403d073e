namespace Carousel.Kernels;

/// <summary>
/// Sizes of a convolution over the steps of sequences, and which steps a step sees. Stride 1; steps outside the
/// sequence count as zeros, so there are as many outputs as inputs.
/// </summary>
internal sealed record SequenceConvolutionSize
{
    /// <summary>States the sizes.</summary>
    /// <param name="inputs">I: features of a step's input.</param>
    /// <param name="outputs">O: features of a step's output.</param>
    /// <param name="kernelSize">K: how many steps are seen; odd unless causal.</param>
    /// <param name="dilation">Steps from one seen step to the next.</param>
    /// <param name="isCausal">False to see as many steps before as after; true to see only the step and those before
    /// it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or larger than memory can
    /// hold.</exception>
    /// <exception cref="ArgumentException">The kernel size is even where it has to have a middle.</exception>
    public SequenceConvolutionSize(int inputs, int outputs, int kernelSize, int dilation = 1, bool isCausal = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kernelSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dilation);
        const int most = 1 << 24;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kernelSize, most / Math.Max(inputs, outputs));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dilation, most / kernelSize / inputs);
        if (!isCausal && kernelSize % 2 == 0)
        {
            throw new ArgumentException(
                $"A kernel over {kernelSize} steps has no middle: take an odd size, or a causal convolution.",
                nameof(kernelSize));
        }

        (Inputs, Outputs, KernelSize, Dilation, IsCausal) = (inputs, outputs, kernelSize, dilation, isCausal);
    }

    /// <summary>I: features of a step's input.</summary>
    public int Inputs { get; }

    /// <summary>O: features of a step's output.</summary>
    public int Outputs { get; }

    /// <summary>K: how many steps are seen.</summary>
    public int KernelSize { get; }

    /// <summary>Steps from one seen step to the next.</summary>
    public int Dilation { get; }

    /// <summary>Whether a step sees no later ones.</summary>
    public bool IsCausal { get; }

    /// <summary>K·I: what one output is a product of.</summary>
    public int Patch => KernelSize * Inputs;

    /// <summary>From a step back to the first that it sees.</summary>
    public int Before => (IsCausal ? KernelSize - 1 : KernelSize / 2) * Dilation;

    /// <summary>
    /// Values of the state of one sequence: the inputs of its last (K − 1)·dilation steps, the oldest first; 0 where
    /// later steps are seen, which can't step.
    /// </summary>
    public int StateSize => IsCausal ? Before * Inputs : 0;
}
