using Carousel.Autograd;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Textbook.Online;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// How the sequences that a simple network needs grow as the lag doubles twice, and those that memory cells need.
/// </summary>
/// <remarks>
/// With n(q) the median of the sequences at a lag of q: under a power law log n(2) − log n(1) and log n(4) − log n(2)
/// are equal, under an exponential their quotients by the steps between, 1 and 2, are. If the budget ends a median,
/// n(4) is at least that, and so are both comparisons.
/// </remarks>
internal sealed class LagGrowthTrial : StatementTrial
{
    private const long Budget = 100_000;
    private const float Rate = 3;
    private const int Far = 32;

    /// <inheritdoc/>
    public override int Number => 9;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        double Simple(int lag)
        {
            var runs = new KeptSymbolRuns(seed, lag, Budget);
            return Math.Log2(runs.Median(runs.Rivals(RecurrentGradient.ThroughTime, Rate, cancellation)));
        }

        double Cells(int lag)
        {
            var runs = new KeptSymbolRuns(seed, lag, Budget);
            return Math.Log2(runs.Median(runs.Cells(cancellation)));
        }

        double[] simple = [Simple(1), Simple(2), Simple(4)];
        double early = simple[1] - simple[0], late = simple[2] - simple[1];
        return new Dictionary<string, double>
        {
            ["simple_log2_a_step"] = (simple[2] - simple[0]) / 3,
            ["late_doubling_less_early"] = late - early,
            ["late_step_less_early"] = (late / 2) - early,
            ["cells_log2_a_step"] = (Cells(Far) - Cells(1)) / (Far - 1),
        };
    }
}
