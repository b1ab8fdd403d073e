using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

/// <summary>A whole training loop over the public surface: batch, forward, backward, clipping, Adam.</summary>
internal sealed class Loop
{
    private readonly LoopData _data = new();
    private readonly Network _network;
    private readonly Tape _tape;
    private readonly GradientGuard _gradients;
    private readonly Optimizer _optimizer;
    private readonly Packing _packing;
    private readonly float[] _input, _target, _values;
    private readonly Tensor _state;
    private readonly bool _isLanguage;

    public Loop(string kind, int threads)
    {
        _isLanguage = kind == "language";
        var backend = new CpuBackend(threads);
        _network = new Network(_isLanguage);
        _network.Build(backend, seed: 1);
        Parameter[] parameters = [.. _network.Parameters];
        _tape = new Tape(backend, new Arena(backend));
        _gradients = new GradientGuard(backend, parameters);
        _optimizer = new AdamOptions().Create(backend, parameters);
        int steps = _isLanguage ? LoopData.Characters : LoopData.Lookback;
        _packing = new Packing([.. Enumerable.Repeat(steps, LoopData.Batch)]);
        _input = new float[LoopData.Batch * steps];
        _target = new float[LoopData.Batch * (_isLanguage ? steps : LoopData.Horizon)];
        _state = new Arena(backend, blockLength: 1).Allocate(new Shape(LoopData.Batch, _network.Lstm.StateSize));
        _values = new float[_state.Length];
    }

    public ulong Run(string part, int times)
    {
        for (int i = 0; i < times; i++)
        {
            _tape.Begin(TapeMode.Training);
            Variable loss = _isLanguage ? Language() : Forecast();
            _gradients.Clear();
            _tape.Backward(loss);
            _gradients.ClipNorm(_gradients.Norm(), LoopData.LongestGradient);
            _optimizer.Step(_isLanguage ? 2e-3 : 1e-3);
        }

        return 0;
    }

    private Variable Language()
    {
        bool isFirst = _data.Read(_input, _target);
        Variable target = _tape.Input(_target, new Shape(_target.Length, 1));
        SequenceOutput run = _network.Lstm.Forward(
            _tape, _network.Embedding!, _tape.Input(_input, new Shape(_input.Length, 1)), _packing,
            isFirst ? default : _tape.Constant(_state));
        run.FinalState.Value.Read(_values);
        _state.Write(_values.AsSpan());
        return Loss.CrossEntropy().Apply(_tape, _network.Output.Apply(_tape, run.Hidden, _packing), target.Value);
    }

    private Variable Forecast()
    {
        _data.Draw(_input, _target);
        Variable target = _tape.Input(_target, new Shape(LoopData.Batch, LoopData.Horizon));
        Variable past = _tape.Input(_input, new Shape(_input.Length, 1));
        Variable state = _network.Lstm.Forward(_tape, past, _packing).FinalState;
        Variable hidden = _tape.SliceColumns(state, 0, LoopData.ForecastUnits);
        return Loss.Squared.Apply(_tape, _network.Output.Apply(_tape, hidden), target.Value);
    }

    private sealed class Network : Layer
    {
        public Network(bool isLanguage)
        {
            int units = isLanguage ? LoopData.LanguageUnits : LoopData.ForecastUnits;
            Embedding = isLanguage ? AddLayer("embedding", new Embedding(LoopData.Symbols, units)) : null;
            Lstm = AddLayer("lstm", new Lstm(isLanguage ? units : 1, units));
            Output = AddLayer("output", new Dense(units, isLanguage ? LoopData.Symbols : LoopData.Horizon));
        }

        public Embedding? Embedding { get; }

        public Lstm Lstm { get; }

        public Dense Output { get; }
    }
}
