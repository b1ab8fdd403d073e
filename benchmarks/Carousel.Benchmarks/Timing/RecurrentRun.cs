using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Timing;

/// <summary>Layers of one shape with all that a forward pass, a training step and a streamed step need.</summary>
internal sealed class RecurrentRun : IDisposable
{
    private const ulong Seed = 1;

    private readonly CpuBackend _backend;
    private readonly SequenceLayer _layer;
    private readonly Parameter[] _parameters;
    private readonly Arena _data;
    private readonly Arena _step;
    private readonly Tape _tape;
    private readonly Packing _packing;
    private readonly Tensor _input;
    private readonly Tensor _outputGradient;
    private readonly float[] _stepInput;
    private readonly float[] _stepOutput;
    private StreamingSession? _session;

    /// <summary>Layers of one kind.</summary>
    public RecurrentRun(
        CpuBackend backend, CellKind cell, BenchmarkShape shape, BenchmarkPrecision precision = BenchmarkPrecision.Full)
        : this(backend, Layers(cell, shape) is [var one] ? one : new Stack(Layers(cell, shape)), shape)
    {
        if (precision == BenchmarkPrecision.EightBits)
        {
            _layer.Quantize();
        }
    }

    /// <summary>A network that reads the shape's inputs.</summary>
    public RecurrentRun(CpuBackend backend, SequenceLayer network, BenchmarkShape shape)
    {
        (_backend, _layer) = (backend, network);
        _layer.Build(backend, Seed);
        _parameters = [.. _layer.Parameters];
        _packing = BenchmarkValues.Alike(shape.Batch, shape.Steps);
        (_data, _step) = (new Arena(backend, blockLength: 1), new Arena(backend));
        _tape = new Tape(backend, _step);
        _input = BenchmarkValues.Draw(_data, _packing.Rows, shape.Inputs, "input");
        _outputGradient = BenchmarkValues.Draw(_data, _packing.Rows, _layer.OutputSize, "gradient");
        (_stepInput, _stepOutput) = (_input.Rows(0, 1).ToArray(), new float[_layer.OutputSize]);
    }

    /// <summary>Whether segments of time are run again on the way back, and no step is kept.</summary>
    public bool Recomputes { init => _tape.Recomputes = value; }

    /// <summary>Whether training steps give the gradient of the input too.</summary>
    public bool WatchesInput { get; init; } = true;

    /// <summary>Bytes of the tensors of a training step.</summary>
    public long TensorBytes => _step.CapacityBytes;

    /// <summary>Layers on top of each other, not yet built.</summary>
    public static SequenceLayer[] Layers(CellKind cell, BenchmarkShape shape) =>
        [
            .. Enumerable.Range(0, shape.Layers)
                .Select(l => cell.ToCell().Make(new(l == 0 ? shape.Inputs : shape.Hidden, shape.Hidden))),
        ];

    /// <summary>Forward passes over whole sequences, without a tape.</summary>
    public void Forward(int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            _tape.Begin(TapeMode.Inference);
            _layer.Forward(_tape, _tape.Constant(_input), _packing);
        }
    }

    /// <summary>
    /// Training steps but for the optimiser: new weights, forward, backward, the gradients of weights and input from
    /// cleared ones.
    /// </summary>
    public void Train(int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            foreach (Parameter parameter in _parameters)
            {
                parameter.MarkChanged();
                _backend.Clear(parameter.Gradient);
            }

            _tape.Begin(TapeMode.Training, Seed);
            Variable input = WatchesInput ? _tape.Watch(_input) : _tape.Constant(_input);
            Variable hidden = _layer.Forward(_tape, input, _packing).Hidden;
            _tape.SetGradient(hidden, _outputGradient);
            _tape.Propagate();
            InputGradient = WatchesInput ? _tape.Gradient(input) : default;
        }
    }

    /// <summary>∂loss/∂x of the last training step.</summary>
    public Tensor InputGradient { get; private set; }

    /// <summary>The gradients of the weights of the last training step.</summary>
    public IEnumerable<Tensor> WeightGradients => _parameters.Select(p => p.Gradient);

    /// <summary>Steps of one sequence.</summary>
    public void Stream(int calls)
    {
        _session ??= new StreamingSession(_backend, _layer);
        for (int i = 0; i < calls; i++)
        {
            _session.Step(_stepInput, _stepOutput);
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _step.Dispose();
        _data.Dispose();
    }
}
