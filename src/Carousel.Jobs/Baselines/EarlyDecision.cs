using Carousel.Autograd;

namespace Carousel.Jobs.Baselines;

/// <summary>
/// Decides during the training that the network will get no share of the answer: the rest of the training is saved, and
/// the answers are those of the baseline inside either way.
/// </summary>
/// <remarks>
/// It is checked after an eighth (but not before the tenth epoch), a quarter and a half of the epochs, and never before
/// the fourth. Each share must be worse than the baseline by a number of standard errors that networks did not make up
/// later on development data (docs/decisions/0055).
/// </remarks>
/// <param name="epochs">How many epochs the training has.</param>
/// <param name="leastStatistic">How many standard errors each share must be worse.</param>
/// <param name="errors">For each share of <see cref="BaselineShare.Shares"/> its errors on validation data now.</param>
internal sealed class EarlyDecision(
    int epochs, double leastStatistic, Func<Tape, CancellationToken, IReadOnlyList<double[]>> errors)
{
    private const int EarliestEighth = 10, EarliestEpoch = 4;

    /// <summary>Whether no share is within reach at the end of an epoch.</summary>
    /// <param name="tape">For answers of the network.</param>
    /// <param name="epoch">1, 2, ….</param>
    /// <param name="cancellation">Stops it.</param>
    public bool IsReached(Tape tape, int epoch, CancellationToken cancellation)
    {
        int first = Math.Min(Math.Max(EarliestEighth, Part(8)), Part(4));
        if (epoch < EarliestEpoch || (epoch != first && epoch != Part(4) && epoch != Part(2)))
        {
            return false;
        }

        // The baseline may be fitted now: with the memory of a training step the process would exceed its statement.
        tape.Arena.Release();
        return BaselineShare.AreWorse(errors(tape, cancellation), leastStatistic);
    }

    private int Part(int of) => (epochs + of - 1) / of;
}
