using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels.Elementwise;
using Carousel.Kernels.Sequences;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Graphs;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>What scores rows: it forecasts each from those before, or rebuilds a piece from a summary of it.</summary>
internal abstract class ChannelNetwork(ChannelDesign design) : Layer
{
    /// <summary>Sizes and channels.</summary>
    public ChannelDesign Design { get; } = design;

    /// <summary>Outputs for each channel of a row.</summary>
    public abstract int OutputsPerChannel { get; }

    /// <summary>The network of a design, not yet built.</summary>
    public static ChannelNetwork Make(ChannelDesign design) =>
        design.Score == ChannelScoreKind.Forecast ? new ChannelForecastNetwork(design) : new ChannelAutoencoder(design);

    /// <summary>Sets a piece of rows as the network reads it.</summary>
    /// <param name="batch">Filled.</param>
    /// <param name="piece">Which piece of the batch.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="first">The first row of the piece.</param>
    /// <param name="length">How many.</param>
    public abstract void Set(SequenceBatch batch, int piece, ChannelRows rows, int first, int length);

    /// <summary>The outputs of every row.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">The pieces.</param>
    /// <returns>[N, C · OutputsPerChannel].</returns>
    public Variable Forward(Tape tape, SequenceBatch batch)
    {
        Variable input = tape.Input(batch.Values, new Shape(batch.Packing.Rows, batch.FeatureSize));
        return OutputsOf(tape, Reader.Forward(tape, input, batch.Packing).Hidden, input, batch.Packing);
    }

    /// <summary>The recurrent layers that read the rows.</summary>
    public abstract Stack Reader { get; }

    /// <summary>From what <see cref="Reader"/> gives to the outputs of every row.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="hidden">[N, O].</param>
    /// <param name="input">[N, I], what was read.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[N, C · OutputsPerChannel].</returns>
    public abstract Variable OutputsOf(Tape tape, Variable hidden, Variable input, Packing packing);

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="input">[time, batch, I].</param>
    /// <returns>[time, batch, C · OutputsPerChannel].</returns>
    public abstract GraphValue Draw(INetworkGraph graph, GraphValue input);

    /// <summary>Multiply-adds of a row.</summary>
    public abstract long MultiplyAdds { get; }

    /// <summary>Values of the recurrent state.</summary>
    public abstract int StateSize { get; }
}

/// <summary>Forecasts each row from the row before, its own place in day and week, and the state: a Student t distribution for each channel.</summary>
internal sealed class ChannelForecastNetwork : ChannelNetwork
{
    private readonly Stack _reader;
    private readonly Dense _output;

    public ChannelForecastNetwork(ChannelDesign design)
        : base(design)
    {
        _reader = AddLayer("reader", CellStack.Make(design.Cells, design.InputSize));
        _output = AddLayer("output", new Dense(design.Cells.OutputSize, OutputsPerChannel * design.Channels.Count));
    }

    /// <summary>From the states to three numbers a channel.</summary>
    public Dense Output => _output;

    public override int OutputsPerChannel => 3;

    public override long MultiplyAdds => CellStack.MultiplyAdds(Design.Cells, Design.InputSize) + ((long)_output.InputSize * _output.OutputSize);

    public override int StateSize => _reader.StateSize;

    public override void Set(SequenceBatch batch, int piece, ChannelRows rows, int first, int length)
    {
        for (int t = 0; t < length; t++)
        {
            Span<float> input = batch.Step(piece, t);
            if (first + t > 0)
            {
                rows.Filled(first + t - 1).CopyTo(input);
            }
            else
            {
                input[..rows.Channels].Clear();
            }

            rows.Phase(first + t).CopyTo(input[rows.Channels..]);
        }
    }

    public override Stack Reader => _reader;

    public override Variable OutputsOf(Tape tape, Variable hidden, Variable input, Packing packing) => _output.Apply(tape, hidden, packing);

    public override GraphValue Draw(INetworkGraph graph, GraphValue input) => graph.Apply(_output, graph.Read(_reader, input));
}

/// <summary>Reads a piece into the state after its last row, and rebuilds all its rows from that state and their places in day and week.</summary>
internal sealed class ChannelAutoencoder : ChannelNetwork
{
    private readonly Stack _reader;
    private readonly Dense _summary;
    private readonly Stack _writer;
    private readonly Dense _output;

    public ChannelAutoencoder(ChannelDesign design)
        : base(design)
    {
        int summary = Math.Max(2, design.Cells.Hidden / 2);
        _reader = AddLayer("reader", CellStack.Make(design.Cells, design.InputSize));
        _summary = AddLayer("summary", new Dense(design.Cells.OutputSize, summary));
        _writer = AddLayer("writer", CellStack.Make(design.Cells, summary + CalendarPhase.Count));
        _output = AddLayer("output", new Dense(design.Cells.OutputSize, design.Channels.Count));
    }

    public override int OutputsPerChannel => 1;

    public override long MultiplyAdds =>
        CellStack.MultiplyAdds(Design.Cells, Design.InputSize) + CellStack.MultiplyAdds(Design.Cells, _writer.InputSize) + ((long)_output.InputSize * _output.OutputSize);

    public override int StateSize => _reader.StateSize + _writer.StateSize;

    public override void Set(SequenceBatch batch, int piece, ChannelRows rows, int first, int length)
    {
        for (int t = 0; t < length; t++)
        {
            Span<float> input = batch.Step(piece, t);
            rows.Filled(first + t).CopyTo(input);
            rows.Phase(first + t).CopyTo(input[rows.Channels..]);
        }
    }

    public override Stack Reader => _reader;

    public override Variable OutputsOf(Tape tape, Variable hidden, Variable input, Packing packing)
    {
        Variable last = tape.LastRows(hidden, packing);
        Variable summary = tape.RepeatRows(tape.Tanh(_summary.Apply(tape, last)), packing);
        Variable places = tape.SliceColumns(input, Design.Channels.Count, CalendarPhase.Count);
        return _output.Apply(tape, _writer.Forward(tape, tape.Concatenate(summary, places), packing).Hidden, packing);
    }

    public override GraphValue Draw(INetworkGraph graph, GraphValue input)
    {
        GraphValue last = graph.Pool(new Pooling(_reader.OutputSize, PoolingKind.Last), graph.Run(_reader, input).Output);
        GraphValue summary = graph.Repeat(graph.Activate(ElementwiseFunction.Tanh, graph.Apply(_summary, last)), input);
        GraphValue places = graph.Slice(input, Design.Channels.Count, CalendarPhase.Count);
        return graph.Apply(_output, graph.Run(_writer, graph.Concatenate(summary, places)).Output);
    }
}
