using Carousel.Tensors;

namespace Carousel.RemainingLife;

/// <summary>Chooses the largest life up to which lives are predictable.</summary>
/// <remarks>
/// A unit wears noticeably only towards its end. The cap is the largest of the preferred numbers (ISO 3, series R10:
/// 100, 125, 160, 200, …) up to which trees, fitted on other units, explain 92 % of the variance; none, if they
/// explain it for whole lives.
/// </remarks>
internal static class CapChoice
{
    private const double Told = 0.92;
    private const int Most = 8;

    private static readonly double[] _preferred = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];

    /// <summary>Chooses.</summary>
    /// <param name="units">The units of the training part.</param>
    /// <param name="folds">Their folds.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    /// <param name="cancellation">Stops between fits.</param>
    /// <returns>The cap; null for none.</returns>
    public static double? Choose(
        IReadOnlyList<LifeRecords> units, LifeFolds folds, Workers workers, CancellationToken cancellation)
    {
        double longest = units.Max(u => u.Unit.LifeAt(0));
        double? last = null;
        foreach (double? cap in (double?[])[null, .. Candidates(longest)])
        {
            if (Share(units, folds, new LifeTarget(cap, cap ?? longest), workers, cancellation) >= Told)
            {
                return cap;
            }

            last = cap;
        }

        return last;
    }

    private static IEnumerable<double?> Candidates(double longest)
    {
        double decade = Math.Pow(10, Math.Floor(Math.Log10(longest)));
        return new[] { decade, decade / 10 }.SelectMany(d => _preferred.Reverse().Select(p => (double?)(p * d)))
            .Where(c => c < longest * 0.9).Take(Most);
    }

    /// <summary>The share of the variance of the capped lives that is explained.</summary>
    private static double Share(
        IReadOnlyList<LifeRecords> units, LifeFolds folds, LifeTarget target, Workers workers,
        CancellationToken cancellation)
    {
        var fit = LifeCrossFit.Fit(
            LifeBaseline.Trees, units, folds, target, inPairs: false, workers, toChoose: true, cancellation);
        double squares = 0, sum = 0, all = 0, count = 0;
        for (int u = 0; u < units.Count; u++)
        {
            float[] told = fit.Tell(units[u], folds.Of[u], folds.Of[u]);
            for (int t = units[u].FirstCut; t < told.Length - 1; t++)
            {
                if (target.IsKnown(units[u].Unit, t))
                {
                    double y = target.Of(units[u].Unit, t);
                    squares += (y - told[t]) * (y - told[t]);
                    (sum, all, count) = (sum + y, all + (y * y), count + 1);
                }
            }
        }

        double variance = all - (sum * sum / Math.Max(1, count));
        return variance > 0 ? 1 - (squares / variance) : 1;
    }
}
