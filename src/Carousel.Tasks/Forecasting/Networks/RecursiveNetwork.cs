using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Forecasting.Networks;

/// <summary>One network forecasts the next step from the last value. In training it is fed the true values, in use its own medians.</summary>
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
    public override Variable Forward(Tape tape, WindowBatch batch)
    {
        Variable state = Read(tape, batch);
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

    /// <inheritdoc/>
    public override Variable Forecast(Tape tape, WindowBatch batch)
    {
        Variable state = Read(tape, batch);
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
                    double median = NetworkQuantiles.Point(Design, outputs.AsSpan((b * width) + (k * Design.OutputsPerStep), Design.OutputsPerStep));
                    row[k] = batch.InputOf(b, k, median);
                }
            }

            (Variable rows, state) = Run(tape, _ahead, state);
            ForecastRunner.Scaled(tape, Design, rows).Value.Read(outputs);
            tape.Backend.Copy(rows.Value, all.Rows(t * batch.Count, batch.Count));
        }

        return tape.Constant(all);
    }

    /// <summary>Runs over the look-back; the state after its last value has been read.</summary>
    private Variable Read(Tape tape, WindowBatch batch)
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

        Variable input = tape.Input(_past.Values, new Shape(_past.Packing.Rows, _past.FeatureSize));
        return _stack.Forward(tape, input, _past.Packing).FinalState;
    }

    /// <summary>What is known of a step ahead; before the horizon's first value the last of the look-back stands, here as zeros, since the state has read it.</summary>
    private static Span<float> FillKnown(WindowBatch batch, int window, int step, Span<float> row)
    {
        row[..batch.Encoder.FeatureSize].Clear();
        batch.Decoder.Step(window, step).CopyTo(row[batch.Encoder.FeatureSize..]);
        return row;
    }

    private (Variable Rows, Variable State) Run(Tape tape, SequenceBatch input, Variable state)
    {
        Variable rows = tape.Input(input.Values, new Shape(input.Packing.Rows, input.FeatureSize));
        (Variable hidden, Variable final) = _stack.Forward(tape, rows, input.Packing, state);
        hidden = _dropout.Forward(tape, hidden, input.Packing).Hidden;
        return (_output.Forward(tape, hidden, input.Packing).Hidden, final);
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
