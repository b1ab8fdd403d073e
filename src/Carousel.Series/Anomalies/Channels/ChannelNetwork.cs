using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Graphs;
using Carousel.Kernels.Elementwise;
using Carousel.Kernels.Sequences;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Anomalies.Channels;

/// <summary>What scores rows: it forecasts each from those before, or rebuilds a piece from a summary of it.</summary>
internal abstract class ChannelNetwork : Layer
{
    protected ChannelNetwork(ChannelDesign design, int outputsPerChannel)
    {
        (Design, OutputsPerChannel) = (design, outputsPerChannel);
        Reader = AddLayer("reader", CellStack.Make(design.Cells, design.InputSize));
    }

    /// <summary>Sizes and channels.</summary>
    public ChannelDesign Design { get; }

    /// <summary>Outputs for each channel of a row.</summary>
    public int OutputsPerChannel { get; }

    /// <summary>The recurrent layers that read the rows.</summary>
    public Stack Reader { get; }

    /// <summary>Gives the outputs.</summary>
    public abstract Dense Output { get; }

    /// <summary>Multiply-adds of a row.</summary>
    public virtual long MultiplyAdds =>
        CellStack.MultiplyAdds(Design.Cells, Design.InputSize) + ((long)Output.InputSize * Output.OutputSize);

    /// <summary>Values of the recurrent state.</summary>
    public virtual int StateSize => Reader.StateSize;

    /// <summary>The network of a design, not yet built.</summary>
    public static ChannelNetwork Make(ChannelDesign design) =>
        design.IsForecast ? new ChannelForecastNetwork(design) : new ChannelAutoencoder(design);

    /// <summary>Fills a batch with pieces of rows as the network reads them.</summary>
    /// <param name="batch">Filled.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="pieces">The pieces.</param>
    public void Fill(SequenceBatch batch, ChannelRows rows, IReadOnlyList<RowRange> pieces)
    {
        batch.Begin([.. pieces.Select(p => p.Length)]);
        for (int b = 0; b < pieces.Count; b++)
        {
            for (int row = pieces[b].Start; row < pieces[b].End; row++)
            {
                Span<float> input = batch.Step(b, row - pieces[b].Start);
                rows.Filled(row - Design.Lag).CopyTo(input);
                rows.Phase(row).CopyTo(input[rows.Channels..]);
            }
        }
    }

    /// <summary>The outputs of every row.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">The pieces.</param>
    /// <returns>[N, C · OutputsPerChannel].</returns>
    public Variable Forward(Tape tape, SequenceBatch batch)
    {
        Variable input = tape.Input(batch.Values, new Shape(batch.Packing.Rows, batch.FeatureSize));
        return OutputsOf(tape, Reader.Forward(tape, input, batch.Packing).Hidden, input, batch.Packing);
    }

    /// <summary>From what <see cref="Reader"/> gives to the outputs of every row.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="hidden">[N, O].</param>
    /// <param name="input">[N, I], what was read.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <returns>[N, C · OutputsPerChannel].</returns>
    public abstract Variable OutputsOf(Tape tape, Variable hidden, Variable input, Packing packing);

    /// <summary>How odd a value is beside its outputs.</summary>
    /// <param name="truth">z of the value; NaN for a gap.</param>
    /// <param name="outputs">[OutputsPerChannel].</param>
    public abstract double Score(float truth, ReadOnlySpan<float> outputs);

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="input">[time, batch, I].</param>
    /// <returns>[time, batch, C · OutputsPerChannel].</returns>
    public abstract GraphValue Draw(INetworkGraph graph, GraphValue input);
}

/// <summary>
/// Forecasts each row from the row before, its own place in day and week, and the state: a Student t distribution for
/// each channel.
/// </summary>
internal sealed class ChannelForecastNetwork : ChannelNetwork
{
    public ChannelForecastNetwork(ChannelDesign design)
        : base(design, outputsPerChannel: 3)
    {
        Output = AddLayer("output", new Dense(design.Cells.OutputSize, OutputsPerChannel * design.Channels.Count));
        Steps = new Stack(Reader, Output);
    }

    public override Dense Output { get; }

    /// <summary>From what is read of a row to its outputs, for rows that come one by one.</summary>
    public Stack Steps { get; }

    public override Variable OutputsOf(Tape tape, Variable hidden, Variable input, Packing packing) =>
        Output.Apply(tape, hidden, packing);

    public override double Score(float truth, ReadOnlySpan<float> outputs) =>
        ChannelForecast.Of(truth, outputs).Surprise;

    public override GraphValue Draw(INetworkGraph graph, GraphValue input) =>
        graph.Apply(Output, graph.Read(Reader, input));
}

/// <summary>
/// Reads a piece into the state after its last row, and rebuilds all its rows from that state and their places in day
/// and week.
/// </summary>
internal sealed class ChannelAutoencoder : ChannelNetwork
{
    private readonly Dense _summary;
    private readonly Stack _writer;

    public ChannelAutoencoder(ChannelDesign design)
        : base(design, outputsPerChannel: 1)
    {
        int summary = Math.Max(2, design.Cells.Hidden / 2);
        _summary = AddLayer("summary", new Dense(design.Cells.OutputSize, summary));
        _writer = AddLayer("writer", CellStack.Make(design.Cells, summary + CalendarPhase.Count));
        Output = AddLayer("output", new Dense(design.Cells.OutputSize, design.Channels.Count));
    }

    public override Dense Output { get; }

    public override long MultiplyAdds => base.MultiplyAdds + CellStack.MultiplyAdds(Design.Cells, _writer.InputSize);

    public override int StateSize => base.StateSize + _writer.StateSize;

    public override Variable OutputsOf(Tape tape, Variable hidden, Variable input, Packing packing)
    {
        Variable last = tape.LastRows(hidden, packing);
        Variable summary = tape.RepeatRows(tape.Tanh(_summary.Apply(tape, last)), packing);
        Variable places = tape.SliceColumns(input, Design.Channels.Count, CalendarPhase.Count);
        return Output.Apply(tape, _writer.Forward(tape, tape.Concatenate(summary, places), packing).Hidden, packing);
    }

    public override double Score(float truth, ReadOnlySpan<float> outputs) => Math.Abs(truth - outputs[0]);

    public override GraphValue Draw(INetworkGraph graph, GraphValue input)
    {
        GraphValue last = graph.Pool(new Pooling(Reader.OutputSize, PoolingKind.Last), graph.Run(Reader, input).Output);
        GraphValue summary = graph.Repeat(graph.Activate(ElementwiseFunction.Tanh, graph.Apply(_summary, last)), input);
        GraphValue places = graph.Slice(input, Design.Channels.Count, CalendarPhase.Count);
        return graph.Apply(Output, graph.Run(_writer, graph.Concatenate(summary, places)).Output);
    }
}
