using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Tasks.Forecasting.Networks;

/// <summary>Each channel on its own: the look-back is read a segment at a time, and the segments of the horizon are decoded side by side from the state after it.</summary>
/// <remarks>Lin and others 2023, "SegRNN": few, long steps make a look-back of hundreds of rows as cheap as one of a few. One cell reads and decodes.</remarks>
internal sealed class SegmentNetwork : ForecastNetwork
{
    private readonly int _segmentsAhead;
    private readonly Dense _embed;
    private readonly Stack _cell;
    private readonly Embedding _position;
    private readonly Embedding _channel;
    private readonly Dropout _dropout;
    private readonly Dense _output;
    private readonly Packing _packing = new();
    private readonly Packing _packingAhead = new();
    private float[] _segments = [];
    private float[] _positions = [];
    private float[] _channels = [];
    private int[] _sequenceOfRow = [];
    private int[] _lengths = [];

    public SegmentNetwork(ForecastDesign design)
        : base(design)
    {
        _segmentsAhead = design.Horizon / design.Segment;
        int half = design.Hidden / 2;
        _embed = AddLayer("embed", new Dense(design.Segment, design.Hidden));
        _cell = AddLayer("cell", RecurrentStack.Make(design, design.Hidden));
        _position = AddLayer("position", new Embedding(_segmentsAhead, design.Hidden - half));
        _channel = AddLayer("channel", new Embedding(design.TargetCount, half));
        _dropout = AddLayer("dropout", new Dropout(design.Hidden, (float)design.Dropout));
        _output = AddLayer("output", new Dense(design.Hidden, design.Segment * design.OutputsPerStep));
    }

    public override int ForecastsPerRow => Design.Segment;

    public override Stack Reader => _cell;

    public override long MultiplyAdds
    {
        get
        {
            int steps = (Design.Lookback / Design.Segment) + _segmentsAhead;
            long perChannel = (steps * RecurrentStack.MultiplyAdds(Design, Design.Hidden))
                + ((long)Design.Lookback * Design.Hidden) + ((long)_segmentsAhead * Design.Hidden * _output.OutputSize);
            return perChannel * Design.TargetCount;
        }
    }

    public override int Place(int windows, int window, int step, int target) =>
        (((((window * Design.TargetCount) + target) * _segmentsAhead) + (step / Design.Segment)) * Design.Segment) + (step % Design.Segment);

    public override Variable Forward(Tape tape, WindowBatch batch)
    {
        int sequences = batch.Count * Design.TargetCount;
        int segments = Design.Lookback / Design.Segment;
        Prepare(sequences, segments);
        FillSegments(batch, segments);
        Variable past = tape.Input(_segments.AsSpan(0, Design.Lookback * sequences), new Shape(segments * sequences, Design.Segment));
        Variable read = tape.Relu(_embed.Forward(tape, past, _packing).Hidden);
        Variable state = _cell.Forward(tape, read, _packing).FinalState;

        int rows = sequences * _segmentsAhead;
        Variable position = _position.Forward(tape, tape.Input(_positions.AsSpan(0, rows), new Shape(rows, 1)), _packingAhead).Hidden;
        Variable channel = _channel.Forward(tape, tape.Input(_channels.AsSpan(0, rows), new Shape(rows, 1)), _packingAhead).Hidden;
        Variable hidden = _cell.Forward(tape, tape.Concatenate(position, channel), _packingAhead, GatherOp.Apply(tape, state, _sequenceOfRow)).Hidden;
        hidden = _dropout.Forward(tape, hidden, _packingAhead).Hidden;
        return _output.Forward(tape, hidden, _packingAhead).Hidden;
    }

    /// <inheritdoc/>
    public override float[] ReaderInput(Backend backend, ForecastData data, Window window)
    {
        WindowBatch batch = Batch(data, window);
        int segments = Design.Lookback / Design.Segment;
        Prepare(Design.TargetCount, segments);
        FillSegments(batch, segments);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        float[] embedded = tape.Relu(_embed.Forward(tape, tape.Input(_segments, new Shape(segments * Design.TargetCount, Design.Segment)), _packing).Hidden).Value.ToArray();
        int width = Design.Hidden;
        return [.. Enumerable.Range(0, segments).SelectMany(s => embedded.AsSpan(s * Design.TargetCount * width, width).ToArray())];
    }

    /// <summary>The tables that depend on the number of sequences alone.</summary>
    private void Prepare(int sequences, int segments)
    {
        int rows = sequences * _segmentsAhead;
        if (_sequenceOfRow.Length == rows)
        {
            return;
        }

        _sequenceOfRow = [.. Enumerable.Range(0, rows).Select(row => row / _segmentsAhead)];
        _positions = [.. Enumerable.Range(0, rows).Select(row => (float)(row % _segmentsAhead))];
        _channels = [.. Enumerable.Range(0, rows).Select(row => (float)(row / _segmentsAhead % Design.TargetCount))];
        _lengths = new int[rows];
        Array.Fill(_lengths, segments);
        _packing.Set(_lengths.AsSpan(0, sequences));
        Array.Fill(_lengths, 1);
        _packingAhead.Set(_lengths);
        _segments = new float[Design.Lookback * sequences];
    }

    /// <summary>From [L·B, Fe], whose first columns are the targets, to [L/S·B·K, S].</summary>
    private void FillSegments(WindowBatch batch, int segments)
    {
        int targets = Design.TargetCount, length = Design.Segment;
        int width = batch.Encoder.FeatureSize;
        ReadOnlySpan<float> values = batch.Encoder.Values;
        for (int s = 0; s < segments; s++)
        {
            for (int b = 0; b < batch.Count; b++)
            {
                for (int k = 0; k < targets; k++)
                {
                    int to = ((s * batch.Count * targets) + (b * targets) + k) * length;
                    for (int j = 0; j < length; j++)
                    {
                        _segments[to + j] = values[(((((s * length) + j) * batch.Count) + b) * width) + k];
                    }
                }
            }
        }
    }
}
