using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;

namespace Carousel.Anomalies.Channels;

/// <summary>What a network says to rows, before any threshold.</summary>
/// <param name="Scores">[C][n]: surprise of a forecast, or error of a reconstruction; NaN for a gap.</param>
/// <param name="Errors">[C][n]: distance of truth and expectation as the network sees it; NaN for a gap.</param>
/// <param name="Expected">[C][n]: in the channel's own units.</param>
internal sealed record ChannelScores(double[][] Scores, double[][] Errors, double[][] Expected)
{
    private static readonly ExampleBatches _answering = new(MostExamples: 32);

    /// <summary>
    /// Runs a network over rows: pieces of two windows, of which the first half is only read, so that each row is
    /// judged with a window before it.
    /// </summary>
    public static ChannelScores Of(Tape tape, ChannelNetwork network, ChannelRows rows, CancellationToken cancellation)
    {
        int window = network.Design.Window, size = network.OutputsPerChannel, width = rows.Channels * size;
        var batch = new SequenceBatch(network.Design.InputSize);
        RowRange[] pieces = [.. Enumerable.Range(0, (rows.Count + window - 1) / window).Select(Piece)];
        float[][] outputs = _answering.Answer(tape, pieces, p => p.Length, some =>
        {
            network.Fill(batch, rows, some);
            float[] output = network.Forward(tape, batch).Value.ToArray();
            return some.Select((piece, b) => Judged(piece).SelectMany(r =>
                new ArraySegment<float>(output, batch.Packing.Row(b, r - piece.Start) * width, width)).ToArray());
        }, cancellation);

        double[][] Empty() => [.. Enumerable.Range(0, rows.Channels).Select(_ => new double[rows.Count])];
        var all = new ChannelScores(Empty(), Empty(), Empty());
        for (int r = 0; r < rows.Count; r++)
        {
            for (int c = 0; c < rows.Channels; c++)
            {
                float truth = rows.Truth(r)[c];
                ReadOnlySpan<float> own = outputs[r / window].AsSpan((r % window * width) + (c * size), size);
                all.Scores[c][r] = network.Score(truth, own);
                all.Errors[c][r] = Math.Abs(truth - own[0]);
                all.Expected[c][r] = network.Design.Scales[c].Unmap(own[0]);
            }
        }

        return all;

        IEnumerable<int> Judged(RowRange piece)
        {
            int first = (piece.End - 1) / window * window;
            return Enumerable.Range(first, piece.End - first);
        }

        // A reconstruction is of a whole window; a forecast needs rows before the first that is judged.
        RowRange Piece(int piece)
        {
            int end = Math.Min(rows.Count, (piece + 1) * window);
            return new RowRange(Math.Max(0, network.Design.IsForecast ? (piece - 1) * window : end - window), end);
        }
    }
}
