using System.Runtime.InteropServices;

namespace Carousel.Tensors;

/// <summary>
/// Storage in the memory of the host: contiguous float32, aligned to 64 bytes, outside the managed heap.
/// </summary>
internal sealed unsafe class HostStorage : TensorStorage
{
    private const int Alignment = 64;

    private static long _liveBytes;

    private float* _values;
    private bool _isDisposed;

    /// <summary>
    /// Who needs the block: its owner, until it is disposed, and each <see cref="Fill"/> while it runs.
    /// </summary>
    private int _holders = 1;

    /// <summary>A new block; its values are undefined.</summary>
    /// <param name="length">How many values, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The machine has no more memory.</exception>
    public HostStorage(int length)
        : base(length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _values = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1) * sizeof(float), Alignment);
        Interlocked.Add(ref _liveBytes, Bytes);
    }

    /// <summary>Bytes of all blocks of the process that are not freed.</summary>
    public static long LiveBytes => Interlocked.Read(ref _liveBytes);

    /// <summary>Frees the block if it was not disposed.</summary>
    ~HostStorage()
    {
        Dispose(disposing: false);
    }

    /// <inheritdoc/>
    public override void Read(int offset, Span<float> destination)
    {
        Span(offset, destination.Length).CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public override void Write(int offset, ReadOnlySpan<float> source)
    {
        source.CopyTo(Span(offset, source.Length));
        GC.KeepAlive(this);
    }

    /// <summary>Where the values lie: tells blocks apart that are there at the same time.</summary>
    internal nint Address => (nint)_values;

    /// <summary>The whole block, as a span.</summary>
    internal Span<float> Span() => Span(0, Length);

    /// <summary>The values themselves.</summary>
    /// <param name="offset">Index of the first.</param>
    /// <param name="length">How many.</param>
    /// <returns>
    /// A window on the block, valid until the block is disposed or, without references, finalised.
    /// The user of the window must keep a reference to the block.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The block was disposed.</exception>
    internal Span<float> Span(int offset, int length)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)offset, (uint)Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(Length - offset));
        return new Span<float>(_values + offset, length);
    }

    /// <summary>
    /// Hands out the values to be overwritten. If the block is disposed meanwhile, it is freed afterwards.
    /// </summary>
    /// <param name="offset">Index of the first.</param>
    /// <param name="length">How many.</param>
    /// <param name="fill">Overwrites them.</param>
    /// <exception cref="ObjectDisposedException">The block was disposed.</exception>
    internal void Fill(int offset, int length, ParameterFill fill)
    {
        Interlocked.Increment(ref _holders);
        try
        {
            fill(Span(offset, length));
        }
        finally
        {
            Release();
        }
    }

    private long Bytes => (long)Math.Max(Length, 1) * sizeof(float);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            Release();
        }
    }

    private void Release()
    {
        // None where the constructor threw.
        if (Interlocked.Decrement(ref _holders) == 0 && _values is not null)
        {
            NativeMemory.AlignedFree(_values);
            _values = null;
            Interlocked.Add(ref _liveBytes, -Bytes);
        }
    }
}
