using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Graphs;
using Carousel.Jobs.Portable;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Forecasting.Networks;

/// <summary>
/// One network forecasts the next step from the last value. In training it is fed the true values, in use its own
/// medians.
/// </summary>
internal sealed class RecursiveNetwork : ForecastNetwork
{
    private readonly Stack _stack;
    private readonly Dropout _dropout;
    private readonly Dense _output;
    private readonly SequenceBatch _past;
    private readonly SequenceBatch _ahead;
    private int[] _lengths = [];

    public RecursiveNetwork(ForecastDesign design)
        : base(design)
    {
        int inputs = design.EncoderFeatures.Count + design.DecoderFeatures.Count;
        _past = new SequenceBatch(inputs);
        _ahead = new SequenceBatch(inputs);
        _stack = AddLayer("recurrent", CellStack.Make(design.Recurrent, inputs));
        _dropout = AddLayer("dropout", new Dropout(design.Hidden, (float)design.Dropout));
        _output = AddLayer("output", new Dense(design.Hidden, design.TargetCount * design.OutputsPerStep));
    }

    public override int ForecastsPerRow => Design.TargetCount;

    public override Dense Output => _output;

    public override Stack Reader => _stack;

    public override long MultiplyAdds =>
        ((Design.Lookback + Design.Horizon) * CellStack.MultiplyAdds(Design.Recurrent, _stack.InputSize))
        + (Design.Horizon * (long)_output.InputSize * _output.OutputSize);

    /// <inheritdoc/>
    public override float[] ReaderInput(Backend backend, ForecastData data, Window window)
    {
        WindowBatch batch = Batch(data, window);
        int known = batch.Encoder.FeatureSize;
        var input = new float[Design.Lookback * _stack.InputSize];
        for (int t = 0; t < Design.Lookback; t++)
        {
            batch.Encoder.Step(0, t).CopyTo(input.AsSpan(t * _stack.InputSize, known));
        }

        return input;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<GraphValue> Inputs(INetworkGraph graph, PortableInput past, PortableInput ahead) =>
        [
            graph.Numbers(
                "input", GraphAxis.Sequences,
                PortableInput.OfValues(
                    [.. past.Values, .. ahead.Values.Select(v => v with { Name = $"{v.Name} (ahead)" })])),
        ];

    /// <inheritdoc/>
    public override GraphValue Draw(INetworkGraph graph, IReadOnlyList<GraphValue> given) =>
        graph.Apply(_output, graph.Read(_stack, given[0]));

    /// <inheritdoc/>
    public override Variable Decode(Tape tape, WindowBatch batch, Variable state)
    {
        Begin(_ahead, batch.Count, Design.Horizon);
        for (int t = 0; t < Design.Horizon; t++)
        {
            for (int b = 0; b < batch.Count; b++)
            {
                Span<float> row = FillKnown(batch, b, t, _ahead.Step(b, t));
                if (t > 0)
                {
                    batch.InputsAt(b, t - 1).CopyTo(row);
                }
            }
        }

        return Run(tape, _ahead, state).Rows;
    }

    /// <summary>As <see cref="Forecast"/>, but the medians that are fed back stay on the tape.</summary>
    /// <exception cref="NotSupportedException">Counts are forecast, whose medians are whole numbers without a
    /// slope.</exception>
    public override Variable ForecastFrom(Tape tape, WindowBatch batch, Variable state)
    {
        if (Design.IsCount)
        {
            throw new NotSupportedException("Counts that are fed back have no slope.");
        }

        var rows = new Variable[Design.Horizon];
        int K = Design.TargetCount;
        int[] forecasts = [.. Enumerable.Range(0, batch.Count * K)];
        for (int t = 0; t < rows.Length; t++)
        {
            Begin(_ahead, batch.Count, 1);
            for (int b = 0; b < batch.Count; b++)
            {
                FillKnown(batch, b, t, _ahead.Step(b, 0));
            }

            Variable input = InputOf(tape, _ahead);
            if (t > 0)
            {
                Variable before = tape.Reshape(rows[t - 1], new Shape(rows[t - 1].Value.Length, 1));
                Variable medians = GatherOp.Apply(
                    tape, before, NetworkQuantiles.MiddlePlaces(Design, before.Value.ToArray(), forecasts));
                input = tape.Concatenate(
                    tape.Reshape(medians, new Shape(batch.Count, K)),
                    tape.SliceColumns(input, K, _ahead.FeatureSize - K));
            }

            (rows[t], state) = Run(tape, input, _ahead.Packing, state);
        }

        return tape.Concatenate(rows);
    }

    /// <inheritdoc/>
    public override int PlaceFrom(int windows, int window, int step, int target) =>
        (((window * Design.Horizon) + step) * Design.TargetCount) + target;

    /// <inheritdoc/>
    public override IReadOnlyList<string> InputNames =>
        [.. Design.EncoderFeatures, .. Design.DecoderFeatures.Select(f => $"{f} (ahead)")];

    /// <inheritdoc/>
    public override Variable Forecast(Tape tape, WindowBatch batch)
    {
        Variable state = ReadPast(tape, batch);
        int width = Design.TargetCount * Design.OutputsPerStep;
        Tensor all = tape.Arena.Allocate(new Shape(Design.Horizon * batch.Count, width));
        var outputs = new float[batch.Count * width];
        for (int t = 0; t < Design.Horizon; t++)
        {
            Begin(_ahead, batch.Count, 1);
            for (int b = 0; b < batch.Count; b++)
            {
                Span<float> row = FillKnown(batch, b, t, _ahead.Step(b, 0));
                for (int k = 0; t > 0 && k < Design.TargetCount; k++)
                {
                    double median = NetworkQuantiles.Point(
                        Design, outputs.AsSpan((b * width) + (k * Design.OutputsPerStep), Design.OutputsPerStep));
                    row[k] = batch.InputOf(b, k, median);
                }
            }

            (Variable rows, state) = Run(tape, _ahead, state);
            Scaled(tape, rows).Value.Read(outputs);
            tape.Backend.Copy(rows.Value, all.Rows(t * batch.Count, batch.Count));
        }

        return tape.Constant(all);
    }

    /// <summary>Runs over the look-back; the state after its last value has been read.</summary>
    public override Variable ReadPast(Tape tape, WindowBatch batch)
    {
        Begin(_past, batch.Count, Design.Lookback);
        for (int t = 0; t < Design.Lookback; t++)
        {
            for (int b = 0; b < batch.Count; b++)
            {
                batch.Encoder.Step(b, t).CopyTo(_past.Step(b, t));
                _past.Step(b, t)[batch.Encoder.FeatureSize..].Clear();
            }
        }

        return _stack.ForwardToEnd(tape, InputOf(tape, _past), _past.Packing);
    }

    /// <summary>
    /// What is known of a step ahead; before the horizon's first value the last of the look-back stands, here as zeros,
    /// since the state has read it.
    /// </summary>
    private static Span<float> FillKnown(WindowBatch batch, int window, int step, Span<float> row)
    {
        row[..batch.Encoder.FeatureSize].Clear();
        batch.Decoder.Step(window, step).CopyTo(row[batch.Encoder.FeatureSize..]);
        return row;
    }

    private (Variable Rows, Variable State) Run(Tape tape, SequenceBatch input, Variable state) =>
        Run(tape, InputOf(tape, input), input.Packing, state);

    private (Variable Rows, Variable State) Run(Tape tape, Variable input, Packing packing, Variable state)
    {
        (Variable hidden, Variable final) = _stack.Forward(tape, input, packing, state);
        hidden = _dropout.Forward(tape, hidden, packing).Hidden;
        return (_output.Forward(tape, hidden, packing).Hidden, final);
    }

    private void Begin(SequenceBatch sequences, int windows, int steps)
    {
        if (_lengths.Length < windows)
        {
            _lengths = new int[windows];
        }

        Array.Fill(_lengths, steps, 0, windows);
        sequences.Begin(_lengths.AsSpan(0, windows));
    }
}
