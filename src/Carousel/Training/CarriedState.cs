using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>The state that one batch leaves to the next, as values in separate storage.</summary>
internal sealed class CarriedState(Backend backend) : IDisposable
{
    private TensorStorage? _storage;

    /// <summary>The state; no tensor where none was left.</summary>
    public Tensor Values { get; private set; }

    /// <summary>Keeps a copy of a state of the present step.</summary>
    public void Keep(Tensor state)
    {
        if (state.IsNone)
        {
            Values = default;
            return;
        }

        Reserve(state.Shape);
        backend.Copy(state, Values);
    }

    /// <summary>Makes room for a state; its values are undefined.</summary>
    public void Reserve(Shape shape)
    {
        if (_storage is null || _storage.Length < shape.Length)
        {
            _storage?.Dispose();
            _storage = backend.Allocate(shape.Length);
        }

        Values = new Tensor(_storage, 0, shape);
    }

    /// <summary>Forgets the state.</summary>
    public void Clear() => Values = default;

    public void Dispose() => _storage?.Dispose();
}
