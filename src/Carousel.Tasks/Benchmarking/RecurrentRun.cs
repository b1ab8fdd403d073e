using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Streaming;

namespace Carousel.Tasks.Benchmarking;

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
    private readonly StreamingSession _session;
    private readonly float[] _stepInput;
    private readonly float[] _stepOutput;

    public RecurrentRun(CpuBackend backend, BenchmarkCell cell, BenchmarkShape shape, BenchmarkPrecision precision = BenchmarkPrecision.Full)
    {
        SequenceLayer[] layers = [.. Enumerable.Range(0, shape.Layers).Select(l => Make(cell, l == 0 ? shape.Inputs : shape.Hidden, shape.Hidden))];
        _backend = backend;
        _layer = layers.Length == 1 ? layers[0] : new Stack(layers);
        _layer.Build(backend, Seed);
        if (precision == BenchmarkPrecision.EightBits)
        {
            _layer.Quantise();
        }

        _parameters = [.. _layer.Parameters];
        int[] lengths = new int[shape.Batch];
        Array.Fill(lengths, shape.Steps);
        _packing = new Packing(lengths);
        (_data, _step) = (new Arena(backend, blockLength: 1), new Arena(backend));
        _tape = new Tape(backend, _step);
        _input = BenchmarkValues.Draw(_data, _packing.Rows, shape.Inputs, "input");
        _outputGradient = BenchmarkValues.Draw(_data, _packing.Rows, shape.Hidden, "gradient");
        _session = new StreamingSession(backend, _layer);
        (_stepInput, _stepOutput) = (_input.Rows(0, 1).ToArray(), new float[shape.Hidden]);
    }

    /// <summary>Forward passes over whole sequences, without a tape.</summary>
    public void Forward(int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            _tape.Begin(TapeMode.Inference);
            _layer.Forward(_tape, _tape.Constant(_input), _packing);
        }
    }

    /// <summary>Training steps but for the optimiser: new weights, forward, backward, the gradients of weights and input from cleared ones.</summary>
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
            Variable input = _tape.Watch(_input);
            Variable hidden = _layer.Forward(_tape, input, _packing).Hidden;
            _tape.SetGradient(hidden, _outputGradient);
            _tape.Propagate();
            InputGradient = _tape.Gradient(input);
        }
    }

    /// <summary>∂loss/∂x of the last training step.</summary>
    public Tensor InputGradient { get; private set; }

    /// <summary>The gradients of the weights of the last training step.</summary>
    public IEnumerable<Tensor> WeightGradients => _parameters.Select(p => p.Gradient);

    /// <summary>Steps of one sequence.</summary>
    public void Stream(int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            _session.Step(_stepInput, _stepOutput);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _step.Dispose();
        _data.Dispose();
    }

    private static SequenceLayer Make(BenchmarkCell cell, int inputs, int hidden) => cell switch
    {
        BenchmarkCell.Lstm => new Lstm(inputs, hidden),
        BenchmarkCell.Gru => new Gru(inputs, hidden),
        _ => new Elman(inputs, hidden),
    };
}
