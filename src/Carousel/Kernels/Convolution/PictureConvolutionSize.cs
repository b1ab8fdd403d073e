namespace Carousel.Kernels;

/// <summary>Sizes of a convolution over pictures with a square kernel.</summary>
internal sealed record PictureConvolutionSize
{
    /// <summary>States the sizes.</summary>
    /// <param name="input">H, W and C of the input.</param>
    /// <param name="outputs">O: channels that come out.</param>
    /// <param name="kernelSize">K: the kernel sees K·K places.</param>
    /// <param name="stride">Places from one output to the next, in both directions.</param>
    /// <param name="padding">Rows and columns of zeros on every side, fewer than K.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, the kernel larger than the padded picture,
    /// or all of it larger than memory can hold.</exception>
    public PictureConvolutionSize(PictureSize input, int outputs, int kernelSize, int stride = 1, int padding = 0)
    {
        input.Require();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kernelSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(padding, kernelSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kernelSize, Math.Min(input.Height, input.Width) + (2 * padding));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (long)kernelSize * kernelSize * input.Channels, 1 << 20, nameof(kernelSize));
        (Input, KernelSize, Stride, Padding) = (input, kernelSize, stride, padding);
        Output = new PictureSize(Along(input.Height), Along(input.Width), outputs);
        Output.Require();
    }

    /// <summary>What is seen: H, W and C.</summary>
    public PictureSize Input { get; }

    /// <summary>What comes out: its height and width, and O channels.</summary>
    public PictureSize Output { get; }

    /// <summary>K: the kernel sees K·K places.</summary>
    public int KernelSize { get; }

    /// <summary>Places from one output to the next.</summary>
    public int Stride { get; }

    /// <summary>Rows and columns of zeros on every side.</summary>
    public int Padding { get; }

    /// <summary>K·K·C: what one output is a product of.</summary>
    public int Patch => KernelSize * KernelSize * Input.Channels;

    private int Along(int length) => ((length + (2 * Padding) - KernelSize) / Stride) + 1;
}
