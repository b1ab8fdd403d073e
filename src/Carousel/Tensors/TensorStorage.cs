namespace Carousel.Tensors;

/// <summary>A block of float32 values that a backend made. Tensors are windows on it.</summary>
/// <param name="length">How many values it holds.</param>
internal abstract class TensorStorage(int length) : IDisposable
{
    /// <summary>How many values the block holds.</summary>
    public int Length { get; } = length;

    /// <summary>
    /// Raised whenever the values are given up: a tensor of an older generation may no longer be used.
    /// </summary>
    public int Generation { get; private set; }

    /// <summary>Copies values out.</summary>
    /// <param name="offset">Index of the first value.</param>
    /// <param name="destination">[n], overwritten.</param>
    public abstract void Read(int offset, Span<float> destination);

    /// <summary>Copies values in.</summary>
    /// <param name="offset">Index of the first value.</param>
    /// <param name="source">[n].</param>
    public abstract void Write(int offset, ReadOnlySpan<float> source);

    /// <summary>Gives up all values: every tensor on this block throws from here on.</summary>
    public void Invalidate() => Generation++;

    /// <inheritdoc/>
    public void Dispose()
    {
        Invalidate();
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the block.</summary>
    /// <param name="disposing">False when called by the finaliser.</param>
    protected abstract void Dispose(bool disposing);
}
