using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Tensors;
using Carousel.Training;
using Losses = Carousel.Training.Loss;

namespace Carousel.Anomalies;

/// <summary>Training of a detector of channels: pieces of the learning part, half a piece apart.</summary>
internal sealed class ChannelProblem(
    ChannelNetwork network, ChannelRows rows, RowRange learning, RowRange validation, int batchSize, ulong seed,
    string fingerprint)
    : ExampleProblem<RowRange>(
        network, Pieces(learning, network.Design.Window), Pieces(validation, network.Design.Window), batchSize, seed,
        "anomaly/pieces", fingerprint)
{
    private readonly SequenceBatch _batch = new(network.Design.InputSize);

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, RowRange[] examples)
    {
        ChannelNetwork.Fill(_batch, rows, examples);
        var truth = new float[_batch.Packing.Rows * rows.Channels];
        for (int b = 0; b < examples.Length; b++)
        {
            for (int t = 0; t < examples[b].Length; t++)
            {
                rows.Truth(examples[b].Start + t).CopyTo(truth.AsSpan(_batch.Packing.Row(b, t) * rows.Channels));
            }
        }

        return Losses.StudentT.ApplyToBatch(
            tape, network.Forward(tape, _batch),
            tape.Input(truth, new Shape(_batch.Packing.Rows, rows.Channels)).Value);
    }

    /// <summary>The rows of the pieces of a part, each as often as pieces have it.</summary>
    public static IEnumerable<int> RowsOf(RowRange part, int window) =>
        Pieces(part, window).SelectMany(p => Enumerable.Range(p.Start, p.Length));

    private static RowRange[] Pieces(RowRange part, int window)
    {
        int step = Math.Max(1, window / 2);
        return part.Length <= 0 ? []
            : part.Length <= window ? [part]
            : [.. Enumerable.Range(0, ((part.Length - window) / step) + 1)
                .Select(p => new RowRange(part.Start + (p * step), part.Start + (p * step) + window))];
    }
}
