namespace Carousel.Memory;

/// <summary>Memory of one step: handed out in order, given up all at once. It grows by new blocks, never by moving.</summary>
/// <remarks>Not thread-safe: one trainer, one arena. After a few steps it allocates nothing: the blocks of earlier steps are used again.</remarks>
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
    private Arena? _inner;

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

    /// <summary>Memory inside this step that is given up more often: for the segments of a step. Its bytes count here, and it ends with this arena.</summary>
    internal Arena Inner => _inner ??= new Arena(_allocator, _blockLength);

    /// <summary>A tensor of this step. Its values are undefined.</summary>
    /// <param name="shape">The sizes.</param>
    /// <returns>A tensor that may be used until <see cref="Reset"/>.</returns>
    public Tensor Allocate(Shape shape)
    {
        int length = shape.Length;
        while (true)
        {
            if (_block == _blocks.Count)
            {
                int size = Math.Max(_blockLength, length);
                _blocks.Add(_allocator.Allocate(size));
                _ownBytes += (long)size * sizeof(float);
            }

            TensorStorage storage = _blocks[_block];
            if (storage.Length - _used >= length)
            {
                var tensor = new Tensor(storage, _used, shape);
                int end = _used + length + Alignment - 1;
                _used = Math.Min(end - (end % Alignment), storage.Length);
                return tensor;
            }

            _block++;
            _used = 0;
        }
    }

    /// <summary>Gives up all tensors of the step: using one from here on throws.</summary>
    public void Reset()
    {
        foreach (TensorStorage block in _blocks)
        {
            block.Invalidate();
        }

        (_block, _used) = (0, 0);
        _inner?.Reset();
    }

    /// <summary>Frees all blocks.</summary>
    public void Dispose()
    {
        foreach (TensorStorage block in _blocks)
        {
            block.Dispose();
        }

        _blocks.Clear();
        (_block, _used, _ownBytes) = (0, 0, 0);
        _inner?.Dispose();
    }
}
