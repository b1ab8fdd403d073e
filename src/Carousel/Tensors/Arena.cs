namespace Carousel.Tensors;

/// <summary>
/// Memory of one step: handed out in order, given up all at once. It grows by new blocks, never by moving.
/// </summary>
/// <remarks>
/// Not thread-safe: one trainer, one arena. After a few steps it allocates nothing: the block of earlier steps is used
/// again.
/// </remarks>
public sealed class Arena : IDisposable
{
    /// <summary>Values between starts: 64 bytes, so that every tensor is aligned for the widest vector.</summary>
    private const int Alignment = 16;

    private readonly ITensorAllocator _allocator;
    private readonly List<TensorStorage> _blocks = [];
    private readonly int _blockLength;
    private int _block;
    private int _used;
    private long _ownBytes;
    private long _stepBytes;
    private long _largestStepBytes;
    private Arena? _inner;
    private bool _isDisposed;

    /// <summary>An empty arena; blocks are made when first needed.</summary>
    /// <param name="allocator">The backend whose memory it hands out.</param>
    /// <param name="blockLength">Values in a block, unless one tensor needs more.</param>
    public Arena(ITensorAllocator allocator, int blockLength = 1 << 18)
    {
        ArgumentNullException.ThrowIfNull(allocator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockLength);
        (_allocator, _blockLength) = (allocator, blockLength);
    }

    /// <summary>Bytes of all blocks: the high-water mark, flat once every kind of step has run.</summary>
    public long CapacityBytes => _ownBytes + (_inner?.CapacityBytes ?? 0);

    /// <summary>
    /// Memory inside this step that is given up more often: for the segments of a step. Its bytes count here, and it
    /// ends with this arena.
    /// </summary>
    internal Arena Inner => _inner ??= new Arena(_allocator, _blockLength);

    /// <summary>Bytes of the largest step so far, all its tensors together.</summary>
    public long LargestStepBytes => _largestStepBytes + (_inner?.LargestStepBytes ?? 0);

    /// <summary>A tensor of this step. Its values are undefined.</summary>
    /// <param name="shape">The sizes.</param>
    /// <returns>A tensor that may be used until <see cref="Reset"/>.</returns>
    /// <exception cref="ObjectDisposedException">The arena has ended.</exception>
    public Tensor Allocate(Shape shape)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int length = shape.Length;
        long whole = (length + Alignment - 1L) / Alignment * Alignment;
        _stepBytes += whole * sizeof(float);
        _largestStepBytes = Math.Max(_largestStepBytes, _stepBytes);
        while (true)
        {
            if (_block == _blocks.Count)
            {
                Add(Math.Max(_blockLength, length));
            }

            TensorStorage storage = _blocks[_block];
            if (storage.Length - _used >= length)
            {
                var tensor = new Tensor(storage, _used, shape);
                _used = (int)Math.Min(_used + whole, storage.Length);
                return tensor;
            }

            _block++;
            _used = 0;
        }
    }

    /// <summary>
    /// Makes room beforehand for the largest step of another arena, so that the same step need not grow this one.
    /// </summary>
    /// <param name="other">Perhaps on a backend without memory.</param>
    internal void ReserveAs(Arena other)
    {
        if (other._largestStepBytes > _ownBytes && other._largestStepBytes / sizeof(float) <= int.MaxValue)
        {
            Free();
            Add((int)Math.Max(_blockLength, other._largestStepBytes / sizeof(float)));
        }

        if (other._inner is { } inner)
        {
            Inner.ReserveAs(inner);
        }
    }

    /// <summary>Gives up all tensors of the step: using one from here on throws.</summary>
    /// <remarks>
    /// A step that took several blocks leaves one of their size together: steps of other sizes would fit into the
    /// pieces badly.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The arena has ended.</exception>
    public void Reset()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_blocks.Count > 1 && _largestStepBytes / sizeof(float) <= int.MaxValue)
        {
            Free();
            Add((int)Math.Max(_blockLength, _largestStepBytes / sizeof(float)));
        }

        foreach (TensorStorage block in _blocks)
        {
            block.Invalidate();
        }

        (_block, _used, _stepBytes) = (0, 0, 0);
        _inner?.Reset();
    }

    /// <summary>
    /// As <see cref="Reset"/>, and gives the memory back: for work between two steps that needs much. The next step
    /// takes memory again.
    /// </summary>
    internal void Release()
    {
        Free();
        (_block, _used, _stepBytes) = (0, 0, 0);
        _inner?.Release();
    }

    /// <summary>Frees all blocks.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Release();
        _inner?.Dispose();
    }

    private void Add(int length)
    {
        _blocks.Add(_allocator.Allocate(length));
        _ownBytes += (long)length * sizeof(float);
    }

    private void Free()
    {
        foreach (TensorStorage block in _blocks)
        {
            block.Dispose();
        }

        _blocks.Clear();
        _ownBytes = 0;
    }
}
