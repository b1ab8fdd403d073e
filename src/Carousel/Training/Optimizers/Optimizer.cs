using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>Changes parameters by their gradients. Owns what it remembers of each parameter.</summary>
public abstract class Optimizer : IDisposable
{
    private readonly TensorStorage[] _storage;
    private readonly Memory[] _memories;

    /// <summary>An optimiser whose memory is zero.</summary>
    /// <param name="backend">Where the parameters live.</param>
    /// <param name="parameters">Built parameters; those in 8 bits become float32.</param>
    /// <param name="names">What it remembers of each parameter, such as <c>velocity</c>; one or two names.</param>
    protected Optimizer(Backend backend, IReadOnlyList<Parameter> parameters, params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(names);
        Backend = backend;
        _storage = new TensorStorage[parameters.Count];
        _memories = new Memory[parameters.Count];
        for (int i = 0; i < parameters.Count; i++)
        {
            Parameter parameter = parameters[i];

            // Training continues in float32 from the values of the 8 bits.
            parameter.Dequantize();
            int stride = (parameter.Shape.Length + 15) / 16 * 16;
            _storage[i] = backend.Allocate(names.Count * stride);
            backend.Clear(new Tensor(_storage[i], 0, new Shape(names.Count * stride)));
            _memories[i] = new Memory(
                parameter,
                new Tensor(_storage[i], 0, parameter.Shape),
                names.Count > 1 ? new Tensor(_storage[i], stride, parameter.Shape) : default);
        }

        Names = names;
    }

    /// <summary>How many steps were made.</summary>
    public long Steps { get; internal set; }

    /// <summary>What is remembered, by name: for checkpoints.</summary>
    public IEnumerable<(string Name, Tensor Values)> State
    {
        get
        {
            foreach (Memory memory in _memories)
            {
                yield return ($"{Names[0]}/{memory.Parameter.Name}", memory.First);
                if (Names.Count > 1)
                {
                    yield return ($"{Names[1]}/{memory.Parameter.Name}", memory.Second);
                }
            }
        }
    }

    /// <summary>Where the parameters live.</summary>
    protected Backend Backend { get; }

    private IReadOnlyList<string> Names { get; }

    /// <summary>Changes all parameters that are not frozen by their gradients.</summary>
    /// <param name="learningRate">The rate; it is multiplied by the factor of each parameter.</param>
    public void Step(double learningRate)
    {
        Steps++;
        Prepare();
        foreach (ref readonly Memory memory in _memories.AsSpan())
        {
            if (!memory.Parameter.IsFrozen)
            {
                Update(memory, learningRate * memory.Parameter.LearningRateScale);
                memory.Parameter.MarkChanged();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the memory.</summary>
    /// <param name="disposing">False when called by a finaliser.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (TensorStorage storage in _storage)
            {
                storage.Dispose();
            }
        }
    }

    /// <summary>Computes what all updates of a step share; <see cref="Steps"/> counts this step already.</summary>
    protected virtual void Prepare()
    {
    }

    /// <summary>Changes one parameter.</summary>
    /// <param name="memory">The parameter and its optimiser state.</param>
    /// <param name="rate">Its learning rate.</param>
    protected abstract void Update(in Memory memory, double rate);

    /// <summary>A parameter and its optimiser state.</summary>
    /// <param name="Parameter">The parameter.</param>
    /// <param name="First">As the parameter.</param>
    /// <param name="Second">As the parameter; no tensor where one is enough.</param>
    protected readonly record struct Memory(Parameter Parameter, Tensor First, Tensor Second);
}
