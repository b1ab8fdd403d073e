namespace Carousel.Memory;

/// <summary>A trained tensor with a name, its gradient, and a version that every update raises.</summary>
/// <param name="name">Name inside the layer, such as <c>weight</c>; the model's path is put in front of it.</param>
/// <param name="shape">The sizes.</param>
public sealed class Parameter(string name, Shape shape)
{
    private TensorStorage? _storage;

    /// <summary>Full name in the model, such as <c>encoder.0.weight</c>.</summary>
    public string Name { get; internal set; } = name;

    /// <summary>The sizes.</summary>
    public Shape Shape { get; } = shape;

    /// <summary>Raised by every change of the values; packed copies are made anew when it differs from theirs.</summary>
    public int Version { get; private set; }

    /// <summary>True where training leaves the values as they are.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>Factor on the optimiser's learning rate for this parameter.</summary>
    public float LearningRateScale { get; set; } = 1;

    /// <summary>True where weight decay applies: on matrices, not on biases and gains.</summary>
    public bool Decays { get; init; } = shape.Rank > 1;

    /// <summary>The values.</summary>
    /// <exception cref="InvalidOperationException">The model was not built yet.</exception>
    public Tensor Value { get => Built(field); private set; }

    /// <summary>∂loss/∂value, added to by every backward pass and cleared by the trainer.</summary>
    /// <exception cref="InvalidOperationException">The model was not built yet.</exception>
    public Tensor Gradient { get => Built(field); private set; }

    /// <summary>True once storage exists.</summary>
    public bool IsBuilt => _storage is not null;

    /// <summary>What a backend keeps for this parameter, such as packed panels, with the version it was made from.</summary>
    internal object? BackendCache { get; set; }

    /// <summary>Makes the storage of value and gradient, both zero.</summary>
    /// <param name="allocator">The backend.</param>
    public void Allocate(ITensorAllocator allocator)
    {
        ArgumentNullException.ThrowIfNull(allocator);
        int stride = (Shape.Length + 15) / 16 * 16;
        _storage = allocator.Allocate(2 * stride);
        _storage.Write(0, new float[2 * stride]);
        Value = new Tensor(_storage, 0, Shape);
        Gradient = new Tensor(_storage, stride, Shape);
        MarkChanged();
    }

    /// <summary>To be called by whoever changes the values.</summary>
    public void MarkChanged() => Version++;

    /// <summary>Sets the values and raises the version.</summary>
    /// <param name="values">[Shape.Length].</param>
    /// <exception cref="ShapeException">The span has another length.</exception>
    public void Set(ReadOnlySpan<float> values)
    {
        Value.Write(values);
        MarkChanged();
    }

    /// <summary>Name and shape.</summary>
    /// <returns>Such as <c>encoder.0.weight [256, 64]</c>.</returns>
    public override string ToString() => $"{Name} {Shape}";

    private Tensor Built(Tensor tensor) => tensor.IsNone
        ? throw new InvalidOperationException($"The parameter '{Name}' has no values yet: call Build on its model first.")
        : tensor;
}
