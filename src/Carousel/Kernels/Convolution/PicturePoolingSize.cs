namespace Carousel.Kernels;

/// <summary>
/// Sizes of a pooling over pictures: a square of K·K places becomes one, without padding; rows and columns that fill no
/// square are left out.
/// </summary>
internal sealed record PicturePoolingSize
{
    /// <summary>States the sizes.</summary>
    /// <param name="input">H, W and C of the input.</param>
    /// <param name="kernelSize">K.</param>
    /// <param name="stride">Places from one square to the next; null for K, so that squares neither overlap nor leave
    /// gaps.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range, or the square larger than the
    /// picture.</exception>
    public PicturePoolingSize(PictureSize input, int kernelSize, int? stride = null)
    {
        input.Require();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kernelSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kernelSize, Math.Min(input.Height, input.Width));
        int step = stride ?? kernelSize;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step, nameof(stride));
        (Input, KernelSize, Stride) = (input, kernelSize, step);
        Output = input with
        {
            Height = ((input.Height - kernelSize) / Stride) + 1,
            Width = ((input.Width - kernelSize) / Stride) + 1,
        };
    }

    /// <summary>What is seen: H, W and C.</summary>
    public PictureSize Input { get; }

    /// <summary>What comes out.</summary>
    public PictureSize Output { get; }

    /// <summary>K: a square of K·K places becomes one.</summary>
    public int KernelSize { get; }

    /// <summary>Places from one square to the next.</summary>
    public int Stride { get; }
}
