using Carousel.Autograd;
using Carousel.Execution;
using Carousel.Kernels.Elementwise;
using Carousel.Kernels.Sequences;
using Carousel.Layers;
using Carousel.Layers.Initialisers;
using Carousel.Memory;

namespace Carousel.Forecasting.Beside;

/// <summary>
/// Exponential smoothing whose coefficients are learned for each series, and on what it leaves dilated LSTM layers that
/// all series share: level + seasons + network.
/// </summary>
/// <remarks>After Smyl 2020, the winner of the M4 competition; docs/derivations/smoothing.md.</remarks>
internal sealed class SmoothedNetwork : Layer
{
    private const int Units = 40;
    private const float Noise = 0.03f;

    // Coefficients of 0.38, 0.18 and 0.27 to begin with; ten times as fast as weights, of which each row changes in
    // few steps.
    private static readonly float[] _first = [-0.5f, -1.5f, -1];
    private const float CoefficientRate = 10;

    private readonly SmoothingForm _form;
    private readonly DilatedLstm[] _layers;
    private readonly Dense _mix;
    private readonly Dense _output;
    private readonly Parameter _coefficients;
    private readonly Dictionary<int, SmoothingSize> _sizes = [];
    private float[] _offsets = [];
    private float[] _noise = [];

    /// <summary>A network.</summary>
    /// <param name="form">The sizes.</param>
    /// <param name="sequences">Sequences with coefficients of their own.</param>
    public SmoothedNetwork(SmoothingForm form, int sequences)
    {
        _form = form;
        _coefficients = AddParameter("coefficients", new Shape(sequences, 3), Constant.Zero);
        _coefficients.LearningRateScale = CoefficientRate;
        _layers =
        [
            .. form.Dilations.Select((dilation, i) => AddLayer(
                $"layer.{i}", new DilatedLstm(i == 0 ? form.Recent + 2 : Units, Units, dilation))),
        ];
        _mix = AddLayer("mix", new Dense(Units, Units, activation: ElementwiseFunction.Tanh));
        _output = AddLayer("output", new Dense(Units, form.Ahead, initialiser: Constant.Zero));
    }

    /// <summary>Forecasts from every row of a batch.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="rows">For each sequence the row of its coefficients; −1 for those to begin with. Kept until the
    /// step ends.</param>
    /// <param name="random">Noise on what the network reads; null for none.</param>
    /// <param name="step">Which noise.</param>
    /// <returns>[T·B, H], in the scale of the values.</returns>
    public Variable Forward(Tape tape, SmoothingBatch batch, int[] rows, CounterRandom? random = null, uint step = 0)
    {
        int B = batch.Count;
        if (!_sizes.TryGetValue(B, out SmoothingSize? size))
        {
            size = new SmoothingSize(_form.Span, B, _form.First, _form.Second, _form.Recent, _form.Ahead);
            _sizes.Add(B, size);
            _offsets = B * _first.Length <= _offsets.Length
                ? _offsets
                : [.. Enumerable.Range(0, B).SelectMany(_ => _first)];
        }

        Variable coefficients = tape.Logistic(tape.Add(
            GatherOp.Apply(tape, tape.Use(_coefficients), rows, B),
            tape.Input(_offsets.AsSpan(0, B * _first.Length), new Shape(B, _first.Length))));
        (Variable seen, Variable ahead) = SmoothingOp.Apply(
            tape, size, tape.Input(batch.Values, new Shape(size.Rows, 1)),
            tape.Input(batch.Start, new Shape(B, size.Start)), coefficients);
        if (random is { } numbers)
        {
            seen = tape.Add(seen, tape.Input(Draw(size, numbers, step), seen.Shape));
        }

        // The first two layers feed those of the seasons, which add to them.
        Variable x = tape.Concatenate(seen, tape.Input(batch.Changes, new Shape(size.Rows, 1)));
        Variable below = _layers[1].Forward(tape, _layers[0].Forward(tape, x, B), B);
        Variable seasonal = below;
        for (int i = 2; i < _layers.Length; i++)
        {
            seasonal = _layers[i].Forward(tape, seasonal, B);
        }

        return tape.Add(ahead, _output.Apply(tape, _mix.Apply(tape, tape.Add(seasonal, below))));
    }

    private ReadOnlySpan<float> Draw(SmoothingSize size, CounterRandom random, uint step)
    {
        int columns = size.Seen, length = size.Rows * columns;
        Room.Grow(ref _noise, length + 3);
        for (int i = 0; i < length; i += 4)
        {
            (uint w0, uint w1, uint w2, uint w3) = random.Block((uint)i, step, 0, 0);
            (_noise[i], _noise[i + 1], _noise[i + 2], _noise[i + 3]) = (Even(w0), Even(w1), Even(w2), Even(w3));
        }

        for (int i = columns - 1; i < length; i += columns)
        {
            _noise[i] = 0;
        }

        return _noise.AsSpan(0, length);
    }

    /// <summary>Evenly spread, with the standard deviation that is asked for.</summary>
    private static float Even(uint word) => ((2 * CounterRandom.ToUniform(word)) - 1) * (Noise * 1.7320508f);
}
