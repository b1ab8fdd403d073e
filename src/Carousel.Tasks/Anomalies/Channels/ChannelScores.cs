using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Kernels.Losses;
using Carousel.Memory;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>What a network says to rows, before any threshold.</summary>
/// <param name="Scores">[C][n]: surprise of a forecast, or error of a reconstruction; NaN for a gap.</param>
/// <param name="Errors">[C][n]: distance of truth and expectation as the network sees it; NaN for a gap.</param>
/// <param name="Expected">[C][n]: in the channel's own units.</param>
internal sealed record ChannelScores(double[][] Scores, double[][] Errors, double[][] Expected)
{
    private const int PiecesAtOnce = 32;

    /// <summary>Runs a network over rows: pieces of two windows, of which the first half is only read, so that each row is judged with a window before it.</summary>
    public static ChannelScores Of(Backend backend, ChannelNetwork network, ChannelRows rows, CancellationToken cancellation)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        var batch = new SequenceBatch(network.Design.InputSize);
        int window = network.Design.Window;
        bool isForecast = network.Design.Score == ChannelScoreKind.Forecast;
        ChannelScores all = Empty(rows.Channels, rows.Count);
        int pieces = (rows.Count + window - 1) / window;
        for (int first = 0; first < pieces; first += PiecesAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(PiecesAtOnce, pieces - first);
            RowRange[] read = [.. Enumerable.Range(first, count).Select(p => Read(p, window, rows.Count, isForecast))];
            batch.Begin([.. read.Select(r => r.Length)]);
            for (int b = 0; b < count; b++)
            {
                network.Set(batch, b, rows, read[b].Start, read[b].Length);
            }

            tape.Begin(TapeMode.Inference);
            float[] output = network.Forward(tape, batch).Value.ToArray();
            for (int b = 0; b < count; b++)
            {
                for (int r = (first + b) * window; r < read[b].End; r++)
                {
                    int row = batch.Packing.Row(b, r - read[b].Start);
                    all.Set(network, rows, r, output.AsSpan(row * rows.Channels * network.OutputsPerChannel, rows.Channels * network.OutputsPerChannel));
                }
            }
        }

        return all;
    }

    private static RowRange Read(int piece, int window, int rows, bool isForecast)
    {
        int end = Math.Min(rows, (piece + 1) * window);

        // A reconstruction is of a whole window; a forecast needs rows before the first that is judged.
        return new RowRange(Math.Max(0, isForecast ? (piece - 1) * window : end - window), end);
    }

    private static ChannelScores Empty(int channels, int rows)
    {
        double[][] Make() => [.. Enumerable.Range(0, channels).Select(_ => new double[rows])];
        return new ChannelScores(Make(), Make(), Make());
    }

    private void Set(ChannelNetwork network, ChannelRows rows, int row, ReadOnlySpan<float> output)
    {
        for (int c = 0; c < Scores.Length; c++)
        {
            float truth = rows.Truth(row)[c];
            ReadOnlySpan<float> own = output.Slice(c * network.OutputsPerChannel, network.OutputsPerChannel);
            Errors[c][row] = Math.Abs(truth - own[0]);
            Expected[c][row] = network.Design.Scales[c].Unmap(own[0]);
            Scores[c][row] = network.OutputsPerChannel == 3
                ? new ChannelForecast(truth, own[0], Likelihood.Positive(own[1]), Likelihood.Freedom(own[2])).Surprise
                : Errors[c][row];
        }
    }
}
