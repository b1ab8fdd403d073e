using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>A second set of values for all parameters of a model.</summary>
internal sealed class ParameterCopy : IDisposable
{
    private readonly Backend _backend;
    private readonly Parameter[] _parameters;
    private readonly TensorStorage[] _storage;

    public ParameterCopy(Backend backend, Parameter[] parameters)
    {
        (_backend, _parameters) = (backend, parameters);
        _storage = [.. parameters.Select(parameter => backend.Allocate(parameter.Shape.Length))];
        Values = [.. parameters.Select((parameter, i) => new Tensor(_storage[i], 0, parameter.Shape))];
    }

    /// <summary>The values, in the order of the parameters.</summary>
    public Tensor[] Values { get; }

    /// <summary>False until <see cref="Take"/>.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Copies the parameters' values here.</summary>
    public void Take()
    {
        for (int i = 0; i < _parameters.Length; i++)
        {
            _backend.Copy(_parameters[i].Value, Values[i]);
        }

        IsTaken = true;
    }

    /// <summary>Copies the values back, if any were taken.</summary>
    public void GiveBack()
    {
        if (IsTaken)
        {
            for (int i = 0; i < _parameters.Length; i++)
            {
                _backend.Copy(Values[i], _parameters[i].Value);
                _parameters[i].MarkChanged();
            }
        }
    }

    public void Dispose()
    {
        foreach (TensorStorage storage in _storage)
        {
            storage.Dispose();
        }
    }
}
