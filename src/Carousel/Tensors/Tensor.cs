namespace Carousel.Tensors;

/// <summary>A shape and a window on a block of float32 values. A value type: making one allocates nothing.</summary>
/// <remarks>
/// Not an owner. A tensor of an arena may be used until the arena is reset; after that every access throws, in every
/// build.
/// </remarks>
public readonly struct Tensor
{
    private readonly TensorStorage? _storage;
    private readonly int _offset;
    private readonly int _generation;

    /// <summary>A window on a block.</summary>
    /// <param name="storage">The block.</param>
    /// <param name="offset">Index of the first value.</param>
    /// <param name="shape">The sizes; their product must fit into the block after <paramref name="offset"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is not inside the block.</exception>
    internal Tensor(TensorStorage storage, int offset, Shape shape)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shape.Length, storage.Length - offset, nameof(shape));
        (_storage, _offset, _generation, Shape) = (storage, offset, storage.Generation, shape);
    }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>How many values.</summary>
    public int Length => Shape.Length;

    /// <summary>True for <c>default</c>: the absence of a tensor, where one is optional.</summary>
    public bool IsNone => _storage is null;

    /// <summary>The block, for backends.</summary>
    /// <exception cref="InvalidOperationException">The tensor is <c>default</c>, or its values were given
    /// up.</exception>
    internal TensorStorage Storage
    {
        get
        {
            ThrowIfGone();
            return _storage!;
        }
    }

    /// <summary>Index of the first value in the block, for backends.</summary>
    internal int Offset => _offset;

    /// <summary>Copies all values out.</summary>
    /// <param name="destination">[Length], overwritten.</param>
    /// <exception cref="ShapeException">The span has another length.</exception>
    /// <exception cref="InvalidOperationException">The tensor's arena was reset.</exception>
    public void Read(Span<float> destination)
    {
        ThrowIfGone();
        ShapeException.Require(destination, Length);
        _storage!.Read(_offset, destination);
    }

    /// <summary>Copies all values in.</summary>
    /// <param name="source">[Length].</param>
    /// <exception cref="ShapeException">The span has another length.</exception>
    /// <exception cref="InvalidOperationException">The tensor's arena was reset.</exception>
    public void Write(ReadOnlySpan<float> source)
    {
        ThrowIfGone();
        ShapeException.Require(source, Length);
        _storage!.Write(_offset, source);
    }

    /// <summary>The values as a new array.</summary>
    /// <returns>[Length].</returns>
    /// <exception cref="InvalidOperationException">The tensor's arena was reset.</exception>
    public float[] ToArray()
    {
        var values = new float[Length];
        Read(values);
        return values;
    }

    /// <summary>The same values under another shape of equal length.</summary>
    /// <param name="shape">The new sizes.</param>
    /// <returns>A window on the same values.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="InvalidOperationException">The tensor's arena was reset.</exception>
    public Tensor Reshape(Shape shape)
    {
        ThrowIfGone();
        return shape.Length == Length
            ? new Tensor(_storage!, _offset, shape)
            : throw new ArgumentException(
                $"A tensor of shape {Shape} has {Length} values and can't be read as {shape}.", nameof(shape));
    }

    /// <summary>Some rows of a matrix [R, F], without copying.</summary>
    /// <param name="first">Index of the first row.</param>
    /// <param name="count">How many rows.</param>
    /// <returns>[count, F], a window on the same values.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rows are not all inside.</exception>
    /// <exception cref="InvalidOperationException">The tensor's arena was reset, or it is not a matrix.</exception>
    public Tensor Rows(int first, int count)
    {
        ThrowIfGone();
        if (Shape.Rank != 2)
        {
            throw new InvalidOperationException($"Rows needs a matrix, but the tensor's shape is {Shape}.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Shape[0] - first);
        return new Tensor(_storage!, _offset + (first * Shape[1]), new Shape(count, Shape[1]));
    }

    /// <summary>The shape, for messages.</summary>
    /// <returns>Such as <c>Tensor [32, 64]</c>.</returns>
    public override string ToString() => IsNone ? "no tensor" : $"Tensor {Shape}";

    private void ThrowIfGone()
    {
        if (_storage is null)
        {
            throw new InvalidOperationException("This tensor was never created.");
        }

        if (_storage.Generation != _generation)
        {
            throw new InvalidOperationException(
                $"This tensor {Shape} belongs to a step that has ended: its arena was reset. Read it, or Detach it, "
                + $"before the step ends.");
        }
    }
}
