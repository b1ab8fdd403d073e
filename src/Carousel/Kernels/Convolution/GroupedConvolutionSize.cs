namespace Carousel.Kernels;

/// <summary>
/// Sizes of a causal convolution whose features see only those of the same group. Groups of one are a depthwise
/// convolution; a kernel of one step is a linear map in blocks, and with groups of one a factor for each feature.
/// </summary>
internal sealed record GroupedConvolutionSize
{
    /// <summary>States the sizes.</summary>
    /// <param name="features">F: features of a step, in and out.</param>
    /// <param name="width">G: features of a group.</param>
    /// <param name="kernelSize">K: how many steps are seen, the last of them the step itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or larger than memory can
    /// hold.</exception>
    /// <exception cref="ArgumentException">The features can't be divided into groups.</exception>
    public GroupedConvolutionSize(int features, int width, int kernelSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        Steps = new SequenceConvolutionSize(features, features, kernelSize, isCausal: true);
        if (features % width != 0)
        {
            throw new ArgumentException(
                $"{features} features can't be divided into groups of {width}.", nameof(width));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, (1 << 28) / Steps.Patch);
        Width = width;
    }

    /// <summary>Which steps a step sees.</summary>
    public SequenceConvolutionSize Steps { get; }

    /// <summary>F: features of a step.</summary>
    public int Features => Steps.Inputs;

    /// <summary>G: features of a group.</summary>
    public int Width { get; }

    /// <summary>K: how many steps are seen.</summary>
    public int KernelSize => Steps.KernelSize;

    /// <summary>K·G: weights of an output, by seen step, the earliest first, then by feature of its group.</summary>
    public int Terms => KernelSize * Width;
}
