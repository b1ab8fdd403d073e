using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Layers;

namespace Carousel.Anomalies;

/// <summary>
/// Forecasts each row from the row before, its own place in day and week, and the state: a Student t distribution for
/// each channel.
/// </summary>
internal sealed class ChannelNetwork : Layer
{
    /// <summary>Outputs for each channel of a row.</summary>
    public const int OutputsPerChannel = 3;

    public ChannelNetwork(ChannelDesign design)
    {
        Design = design;
        Reader = AddLayer("reader", CellStack.Make(design.Cells, design.InputSize));
        Output = AddLayer("output", new Dense(design.Cells.OutputSize, OutputsPerChannel * design.Channels.Count));
        Steps = new Stack(Reader, Output);
    }

    /// <summary>Sizes and channels.</summary>
    public ChannelDesign Design { get; }

    /// <summary>The recurrent layers that read the rows.</summary>
    public Stack Reader { get; }

    /// <summary>Gives the outputs.</summary>
    public Dense Output { get; }

    /// <summary>From the inputs of a row to its outputs, for rows one by one.</summary>
    public Stack Steps { get; }

    /// <summary>Multiply-adds of a row.</summary>
    public long MultiplyAdds =>
        CellStack.MultiplyAdds(Design.Cells, Design.InputSize) + ((long)Output.InputSize * Output.OutputSize);

    /// <summary>Fills a batch with pieces of rows as the network reads them.</summary>
    /// <param name="batch">Filled.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="pieces">The pieces.</param>
    public static void Fill(SequenceBatch batch, ChannelRows rows, IReadOnlyList<RowRange> pieces)
    {
        batch.Begin([.. pieces.Select(p => p.Length)]);
        for (int b = 0; b < pieces.Count; b++)
        {
            for (int row = pieces[b].Start; row < pieces[b].End; row++)
            {
                Span<float> input = batch.Step(b, row - pieces[b].Start);
                rows.Filled(row - 1).CopyTo(input);
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
        Variable input = tape.Input(batch);
        return Output.Apply(tape, Reader.Forward(tape, input, batch.Packing).Hidden, batch.Packing);
    }
}
