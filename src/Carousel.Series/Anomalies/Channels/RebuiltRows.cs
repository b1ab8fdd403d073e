using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;

namespace Carousel.Anomalies.Channels;

/// <summary>What a network that rebuilds windows makes of rows.</summary>
internal static class RebuiltRows
{
    private static readonly ExampleBatches _answering = new(MostExamples: 32);

    /// <summary>Rebuilds rows, each in the last window that has it.</summary>
    /// <param name="tape">Where it computes.</param>
    /// <param name="network">The network.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[n][C].</returns>
    public static ChannelLook[][] Of(
        Tape tape, ChannelNetwork network, ChannelRows rows, CancellationToken cancellation)
    {
        int window = network.Design.Window, width = rows.Channels;
        var batch = new SequenceBatch(network.Design.InputSize);
        RowRange[] pieces = [.. Enumerable.Range(0, (rows.Count + window - 1) / window).Select(Piece)];
        float[][] outputs = _answering.Answer(tape, pieces, p => p.Length, some =>
        {
            network.Fill(batch, rows, some);
            float[] output = network.Forward(tape, batch).Value.ToArray();
            return some.Select((piece, b) => Judged(piece).SelectMany(r =>
                new ArraySegment<float>(output, batch.Packing.Row(b, r - piece.Start) * width, width)).ToArray());
        }, cancellation);
        return
        [
            .. Enumerable.Range(0, rows.Count).Select(r => Enumerable.Range(0, width)
                .Select(c => new ChannelLook(outputs[r / window][(r % window * width) + c], 1)).ToArray()),
        ];

        IEnumerable<int> Judged(RowRange piece)
        {
            int first = (piece.End - 1) / window * window;
            return Enumerable.Range(first, piece.End - first);
        }

        RowRange Piece(int piece)
        {
            int end = Math.Min(rows.Count, (piece + 1) * window);
            return new RowRange(Math.Max(0, end - window), end);
        }
    }
}
