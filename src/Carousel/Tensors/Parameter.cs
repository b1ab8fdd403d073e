namespace Carousel.Tensors;

/// <summary>Overwrites the values of a parameter.</summary>
/// <param name="values">All of them, row-major.</param>
internal delegate void ParameterFill(Span<float> values);

/// <summary>A trained tensor with a name, its gradient, and a version that every update raises.</summary>
/// <remarks>
/// It may hold its values in 8 bits (<see cref="Quantize"/>): then inference of recurrent and dense layers reads those,
/// and the float values, scale·q, are made only on a call of
/// <see cref="Value"/>. A change of the values ends the 8 bits: training continues from scale·q in float32.
/// </remarks>
/// <param name="name">Name inside the layer, such as <c>weight</c>; the model's path is put in front of it.</param>
/// <param name="shape">The sizes.</param>
public sealed class Parameter(string name, Shape shape)
{
    private static readonly float[] _zeros = new float[4096];

    private readonly Lock _gate = new();
    private ITensorAllocator? _allocator;
    private TensorStorage? _storage;
    private TensorStorage? _gradients;
    private Tensor _value;
    private Tensor _gradient;
    private object? _floatCache;
    private object? _quantizedCache;

    /// <summary>Full name in the model, such as <c>encoder.0.weight</c>.</summary>
    public string Name { get; internal set; } = name;

    /// <summary>The sizes.</summary>
    public Shape Shape { get; } = shape;

    /// <summary>
    /// Raised by every change of the values; packed copies are made again when it differs from theirs.
    /// </summary>
    public int Version { get; private set; }

    /// <summary>True if training does not change the values.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>Factor on the optimiser's learning rate for this parameter.</summary>
    public float LearningRateScale { get; set; } = 1;

    /// <summary>True where weight decay applies: on matrices, not on biases and gains.</summary>
    public bool Decays { get; init; } = shape.Rank > 1;

    /// <summary>The values in 8 bits; <c>null</c> where they are float32.</summary>
    internal QuantizedMatrix? Quantized { get; private set; }

    /// <summary>
    /// The values. They are made at the first call where <see cref="Set"/> was not called: zero, or those of a
    /// quantised parameter.
    /// </summary>
    /// <exception cref="InvalidOperationException">The model was not built yet.</exception>
    public Tensor Value => Volatile.Read(ref _storage) is null ? MadeValue() : _value;

    /// <summary>
    /// ∂loss/∂value, added to by every backward pass and cleared by the trainer. Made, zero, at the first call.
    /// </summary>
    /// <exception cref="InvalidOperationException">The model was not built yet.</exception>
    public Tensor Gradient => Volatile.Read(ref _gradients) is null ? MadeGradient() : _gradient;

    /// <summary>True once storage exists, or can be made on demand.</summary>
    public bool IsBuilt => _allocator is not null;

    /// <summary>
    /// Says where value and gradient will live, both zero. They take memory when they are first needed: a model that
    /// only answers has no gradient.
    /// </summary>
    /// <param name="allocator">The backend.</param>
    public void Allocate(ITensorAllocator allocator)
    {
        ArgumentNullException.ThrowIfNull(allocator);
        (_allocator, _storage, _gradients, Quantized) = (allocator, null, null, null);
        Version++;
    }

    /// <summary>To be called after every change of the values. They are float32 from then on.</summary>
    public void MarkChanged()
    {
        Quantized = null;
        Version++;
    }

    /// <summary>
    /// Takes values in 8 bits and gives up the float32 ones, with their gradient. Tensors taken from
    /// <see cref="Value"/> before are of the old values.
    /// </summary>
    /// <param name="matrix">As many rows as the first axis has, and columns as the others together.</param>
    /// <exception cref="InvalidOperationException">The model was not built yet.</exception>
    /// <exception cref="ArgumentException">The matrix has other sizes.</exception>
    internal void Quantize(QuantizedMatrix matrix)
    {
        if (_allocator is null)
        {
            throw NotBuilt();
        }

        if (Shape.Rank < 2 || matrix.Rows != Shape[0] || (long)matrix.Rows * matrix.Columns != Shape.Length)
        {
            throw new ArgumentException(
                $"A matrix of {matrix.Rows} × {matrix.Columns} does not fit the parameter {this}.", nameof(matrix));
        }

        (Quantized, _storage, _gradients) = (matrix, null, null);
        (_floatCache, _quantizedCache) = (null, null);
        Version++;
    }

    /// <summary>Goes back to float32, from scale·q; nothing happens where the values are float32.</summary>
    public void Dequantize()
    {
        if (Quantized is not null)
        {
            _ = Value;
            MarkChanged();
        }
    }

    /// <summary>Sets the values and raises the version.</summary>
    /// <param name="values">[Shape.Length].</param>
    /// <exception cref="ShapeException">The span has another length.</exception>
    public void Set(ReadOnlySpan<float> values)
    {
        if (_storage is null && values.Length == Shape.Length)
        {
            Hold(values);
        }
        else
        {
            Value.Write(values);
        }

        MarkChanged();
    }

    /// <summary>
    /// Overwrites the values in place, so that in host memory no second copy is needed, and raises
    /// the version.
    /// </summary>
    /// <param name="fill">Overwrites all values, [Shape.Length]. If it throws, the values written so far stay in
    /// host memory, under a new version; in other memory nothing is changed.</param>
    /// <exception cref="InvalidOperationException">The model was not built yet.</exception>
    internal void Fill(ParameterFill fill)
    {
        Tensor value = Value;
        if (value.Storage is HostStorage host)
        {
            try
            {
                host.Fill(value.Offset, Shape.Length, fill);
            }
            finally
            {
                // Also if it throws: the copies of backends were made from the values before.
                MarkChanged();
            }
        }
        else
        {
            var values = new float[Shape.Length];
            fill(values);
            Set(values);
        }
    }

    /// <summary>Name and shape.</summary>
    /// <returns>Such as <c>encoder.0.weight [256, 64]</c>.</returns>
    public override string ToString() => $"{Name} {Shape}";

    /// <summary>
    /// What a backend keeps for this parameter, such as packed panels, with the version it was made from.
    /// </summary>
    /// <param name="quantized">Of the values in 8 bits, else of the float values.</param>
    internal ref object? BackendCache(bool quantized) => ref quantized ? ref _quantizedCache : ref _floatCache;

    private Tensor MadeValue()
    {
        lock (_gate)
        {
            if (_storage is null)
            {
                var values = new float[Quantized is null ? 0 : Shape.Length];
                Quantized?.Write(values);
                Hold(values);
            }

            return _value;
        }
    }

    private Tensor MadeGradient()
    {
        lock (_gate)
        {
            if (_gradients is null)
            {
                TensorStorage storage = Zeros();
                _gradient = new Tensor(storage, 0, Shape);
                Volatile.Write(ref _gradients, storage);
            }

            return _gradient;
        }
    }

    /// <summary>Takes memory for the values and writes them; zeros for none.</summary>
    private void Hold(ReadOnlySpan<float> values)
    {
        TensorStorage storage = values.IsEmpty ? Zeros() : Room();
        storage.Write(0, values);
        _value = new Tensor(storage, 0, Shape);

        // Last: who finds it reads the value without the lock.
        Volatile.Write(ref _storage, storage);
    }

    private TensorStorage Room() => (_allocator ?? throw NotBuilt()).Allocate(Shape.Length);

    private TensorStorage Zeros()
    {
        TensorStorage storage = Room();
        for (int done = 0; done < Shape.Length; done += _zeros.Length)
        {
            storage.Write(done, _zeros.AsSpan(0, Math.Min(_zeros.Length, Shape.Length - done)));
        }

        return storage;
    }

    private InvalidOperationException NotBuilt() =>
        new($"The parameter '{Name}' has no values yet: call Build on its model first.");
}
