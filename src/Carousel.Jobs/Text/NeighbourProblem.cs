using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Jobs.Text;

/// <summary>What the trainer trains on plain text: a reader that says the neighbours of words.</summary>
/// <param name="network">The built network.</param>
/// <param name="lines">The numbers of the words of each line.</param>
/// <param name="read">Runs the reader over some lines, by epoch and their places.</param>
/// <param name="batchSize">Lines of a step.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
internal sealed class NeighbourProblem(
    NeighbourNetwork network, IReadOnlyList<int[]> lines,
    Func<Tape, int, int[], (Variable Hidden, Packing Packing)> read, int batchSize, ulong seed, string fingerprint)
    : BatchProblem(
        network, new LengthBatches([.. lines.Select(l => l.Length)], batchSize, seed, "lines of text"), fingerprint)
{
    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) => null;

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        int[] places = chosen.ToArray();
        (Variable hidden, Packing packing) = read(tape, epoch, places);
        return network.Loss(tape, hidden, packing, [.. places.Select(p => lines[p])]);
    }
}
