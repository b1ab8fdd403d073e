using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// Each channel on its own: the look-back is read a segment at a time, and the segments of the horizon are decoded side
/// by side from the state after it.
/// </summary>
/// <remarks>
/// Lin and others 2023, "SegRNN": few, long steps make a look-back of hundreds of rows as cheap as one of a few. One
/// cell reads and decodes.
/// </remarks>
internal sealed class SegmentNetwork : ForecastNetwork
{
    private readonly int _segmentsAhead;
    private readonly Dense _embed;
    private readonly Stack _cell;
    private readonly Embedding _position;
    private readonly Embedding _channel;
    private readonly Dropout _dropout;
    private readonly Dense _output;
    private readonly Dictionary<int, Tables> _tables = [];

    public SegmentNetwork(ForecastDesign design)
        : base(design)
    {
        _segmentsAhead = design.Horizon / design.Segment;
        int half = design.Hidden / 2;
        _embed = AddLayer("embed", new Dense(design.Segment, design.Hidden));
        _cell = AddLayer("cell", CellStack.Make(design.Recurrent, design.Hidden));
        _position = AddLayer("position", new Embedding(_segmentsAhead, design.Hidden - half));
        _channel = AddLayer("channel", new Embedding(design.TargetCount, half));
        _dropout = AddLayer("dropout", new Dropout(design.Hidden, (float)design.Dropout));
        Baseline = design.HasBaseline ? new BaselineOutput(design, design.Hidden) : null;
        _output = AddLayer(
            "output",
            new Dense(
                design.Hidden + BaselineWidth, design.Segment * design.OutputsPerStep, initializer: Baseline));
    }

    public override int ForecastsPerRow => Design.Segment;

    /// <summary>The baseline's forecasts of a segment stand behind what the cell gives.</summary>
    private int BaselineWidth => Design.HasBaseline ? Design.Segment : 0;

    public override Dense Output => _output;

    public override Stack Reader => _cell;

    public override long MultiplyAdds
    {
        get
        {
            int steps = (Design.Lookback / Design.Segment) + _segmentsAhead;
            long perChannel = (steps * CellStack.MultiplyAdds(Design.Recurrent, Design.Hidden))
                + ((long)Design.Lookback * Design.Hidden)
                + ((long)_segmentsAhead * _output.InputSize * _output.OutputSize);
            return perChannel * Design.TargetCount;
        }
    }

    public override int Place(int windows, int window, int step, int target) =>
        (((((window * Design.TargetCount) + target) * _segmentsAhead) + (step / Design.Segment)) * Design.Segment)
            + (step % Design.Segment);

    /// <inheritdoc/>
    public override IReadOnlyList<GraphValue> Inputs(INetworkGraph graph, PortableInput past, PortableInput ahead)
    {
        GraphAxis[] channels = [GraphAxis.Batch, new GraphAxis("channels")], rows = [GraphAxis.Ahead, .. channels];
        PortableValue[] segment =
        [
            .. Enumerable.Range(1, Design.Segment)
                .Select(
                    s =>
                        new PortableValue(FormattableString.Invariant(
                            $"row {s} of the segment, scaled as the channel"))),
        ];
        return
        [
            graph.Numbers("past", [new GraphAxis("segments"), .. channels], PortableInput.OfValues(segment)),
            graph.Symbols(
                "position", rows,
                PortableInput.OfSymbols(
                    "segment ahead",
                    [.. Enumerable.Range(0, _segmentsAhead).Select(s => FormattableString.Invariant($"{s}"))],
                    PortableUnits.None)),
            graph.Symbols("channel", rows, PortableInput.OfSymbols("channel", Design.Targets, PortableUnits.None)),
            .. Optional.Of(
                Design.HasBaseline ? graph.Numbers("rival", rows, PortableInput.OfValues(
                    [.. segment.Select(s => new PortableValue($"{s.Name}, by ridge regression"))])) : null),
        ];
    }

    /// <inheritdoc/>
    public override GraphValue Draw(INetworkGraph graph, IReadOnlyList<GraphValue> given)
    {
        GraphState read = graph.Run(
            _cell, graph.Activate(ElementwiseFunction.Relu, graph.Apply(_embed, given[0]))).Final;
        GraphValue places = graph.Concatenate(graph.Apply(_position, given[1]), graph.Apply(_channel, given[2]));
        var state = new GraphState([.. read.Cells.Select(c => graph.Repeat(c, places))]);
        GraphValue hidden = graph.Step(_cell, places, state).Output;
        return graph.Apply(_output, Design.HasBaseline ? graph.Concatenate(hidden, given[3]) : hidden);
    }

    public override Variable ReadPast(Tape tape, WindowBatch batch) =>
        _cell.ForwardToEnd(tape, Embedded(tape, batch), TablesOf(batch.Count * Design.TargetCount).Past);

    public override Variable Decode(Tape tape, WindowBatch batch, Variable state) =>
        Decode(tape, batch, TablesOf(batch.Count * Design.TargetCount), state);

    /// <summary>
    /// The channels are read on their own, all by one cell: a sequence of <see cref="Reader"/> is the first target.
    /// </summary>
    public override Variable ForecastFrom(Tape tape, WindowBatch batch, Variable state) =>
        Decode(tape, batch, new Tables(Design, batch.Count, _segmentsAhead, channels: 1), state);

    public override int PlaceFrom(int windows, int window, int step, int target) => (window * Design.Horizon) + step;

    public override int TargetsFrom => 1;

    public override int RowsPerStep => Design.Segment;

    public override IReadOnlyList<string> InputNames => [];

    private Variable Decode(Tape tape, WindowBatch batch, Tables tables, Variable state)
    {
        var rows = new Shape(tables.Ahead.Rows, 1);
        Packing ahead = tables.Ahead;
        Variable position = _position.Forward(tape, tape.Input(tables.Positions, rows), ahead).Hidden;
        Variable channel = _channel.Forward(tape, tape.Input(tables.Channels, rows), ahead).Hidden;
        Variable hidden = _cell.Forward(
            tape, tape.Concatenate(position, channel), ahead, GatherOp.Apply(tape, state, tables.SequenceOfRow)).Hidden;
        hidden = _dropout.Forward(tape, hidden, ahead).Hidden;
        if (Design.HasBaseline)
        {
            tables.FillBaseline(batch);
            hidden = tape.Concatenate(
                hidden, tape.Input(tables.Baseline, new Shape(tables.Ahead.Rows, Design.Segment)));
        }

        return _output.Forward(tape, hidden, ahead).Hidden;
    }

    /// <inheritdoc/>
    public override float[] ReaderInput(Backend backend, ForecastData data, Window window)
    {
        WindowBatch batch = Batch(data, window);
        float[] embedded = Inference.Run(backend, tape => Embedded(tape, batch));
        int width = Design.Hidden;
        return
        [
            .. Enumerable.Range(0, Design.Lookback / Design.Segment)
                .SelectMany(s => embedded.AsSpan(s * Design.TargetCount * width, width).ToArray()),
        ];
    }

    /// <summary>What the cell reads of the look-back: [L/S·B·K, H].</summary>
    private Variable Embedded(Tape tape, WindowBatch batch)
    {
        Tables tables = TablesOf(batch.Count * Design.TargetCount);
        FillSegments(batch, tables.Segments);
        Variable past = tape.Input(tables.Segments, new Shape(tables.Past.Rows, Design.Segment));
        return tape.Relu(_embed.Forward(tape, past, tables.Past).Hidden);
    }

    /// <summary>Tables for a number of sequences; those of each number met are kept.</summary>
    private Tables TablesOf(int sequences)
    {
        if (!_tables.TryGetValue(sequences, out Tables? tables))
        {
            tables = new Tables(Design, sequences, _segmentsAhead, Design.TargetCount);
            _tables.Add(sequences, tables);
        }

        return tables;
    }

    /// <summary>From [L·B, Fe], whose first columns are the targets, to [L/S·B·K, S].</summary>
    private void FillSegments(WindowBatch batch, float[] destination)
    {
        int targets = Design.TargetCount, length = Design.Segment;
        int width = batch.Encoder.FeatureSize;
        ReadOnlySpan<float> values = batch.Encoder.Values;
        for (int s = 0; s < Design.Lookback / length; s++)
        {
            for (int b = 0; b < batch.Count; b++)
            {
                for (int k = 0; k < targets; k++)
                {
                    int to = ((s * batch.Count * targets) + (b * targets) + k) * length;
                    for (int j = 0; j < length; j++)
                    {
                        destination[to + j] = values[(((((s * length) + j) * batch.Count) + b) * width) + k];
                    }
                }
            }
        }
    }

    /// <summary>Values that depend only on the number of sequences, and buffers for their segments.</summary>
    private sealed class Tables(ForecastDesign design, int sequences, int segmentsAhead, int channels)
    {
        private readonly int _rows = sequences * segmentsAhead;
        private readonly int _baselineColumn = design.HasBaseline ? design.BaselineColumn(0) : 0;

        /// <summary>[L/S·sequences, S]: to be filled.</summary>
        public float[] Segments { get; } = new float[design.Lookback * sequences];

        /// <summary>[rows, S]: what the baseline forecasts of each segment.</summary>
        public float[] Baseline { get; } = new float[design.HasBaseline ? design.Horizon * sequences : 0];

        /// <summary>Copies the baseline's forecasts from the decoder's features.</summary>
        public void FillBaseline(WindowBatch batch)
        {
            int length = design.Segment;
            for (int i = 0; i < Baseline.Length; i++)
            {
                int row = i / length, sequence = row / segmentsAhead;
                int step = (row % segmentsAhead * length) + (i % length);
                Baseline[i] = batch.Decoder.Step(sequence / channels, step)[_baselineColumn + (sequence % channels)];
            }
        }

        public Packing Past { get; } = new([.. Enumerable.Repeat(design.Lookback / design.Segment, sequences)]);

        /// <summary>Each segment of the horizon is a sequence of one step.</summary>
        public Packing Ahead { get; } = new([.. Enumerable.Repeat(1, sequences * segmentsAhead)]);

        public int[] SequenceOfRow => field ??= [.. Enumerable.Range(0, _rows).Select(row => row / segmentsAhead)];

        public float[] Positions =>
            field ??= [.. Enumerable.Range(0, _rows).Select(row => (float)(row % segmentsAhead))];

        public float[] Channels =>
            field ??= [.. Enumerable.Range(0, _rows).Select(row => (float)(row / segmentsAhead % channels))];
    }
}
