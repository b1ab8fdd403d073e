using Carousel.Jobs.Baselines;

namespace Carousel.RemainingLife;

/// <summary>
/// Chooses on units that a network did not see how much of it is added to the baseline, and makes the quantiles as
/// wide as
/// its errors there (split by units, as in Vovk's cross-conformal predictors of 2015).
/// </summary>
internal static class LifeCalibration
{
    private const int Halvings = 30;
    private const double Widest = 8;

    /// <summary>Chooses.</summary>
    /// <param name="fitted">Scale and target; its α and spreads are ignored.</param>
    /// <param name="set">The units.</param>
    /// <param name="outputs">What <see cref="LifeAnswers.OutOfFold"/> gave.</param>
    /// <param name="hasBaseline">Whether there is a baseline inside.</param>
    public static LifeFitted Choose(LifeFitted fitted, LifeTrainingSet set, float[][] outputs, bool hasBaseline)
    {
        LifeCase[][] units =
        [
            .. set.Units.Select((u, i) => Cases(u, fitted.Target, outputs[i], set.Told[i][set.Folds.Of[i]]))
                .Where(c => c.Length > 0),
        ];
        double share = hasBaseline && units.Length > 0
            ? BaselineShare.Choose(
                [.. BaselineShare.Shares.Select(a =>
                    units.Select(u => u.Average(c => Square(c, a, fitted))).ToArray())])
            : 1;
        LifeFitted chosen = fitted with { BaselineShare = share };
        return chosen with
        {
            Spreads = [.. LifeDesign.Quantiles.Select((q, i) => q == 0.5f ? 1 : Spread(chosen, units, i))],
        };
    }

    private static LifeCase[] Cases(LifeRecords records, LifeTarget target, float[] outputs, float[] told) =>
    [
        .. Enumerable.Range(records.FirstCut, Math.Max(0, records.Length - 1 - records.FirstCut))
            .Where(t => target.IsKnown(records.Unit, t))
            .Select(t => new LifeCase(
                target.Capped(records.Unit.LifeAt(t)),
                outputs[(t * LifeDesign.Outputs)..((t + 1) * LifeDesign.Outputs)], told[t])),
    ];

    private static double Square(LifeCase one, double share, LifeFitted fitted)
    {
        double error = one.Life - LifeTold.Of(fitted with { BaselineShare = share }, one.Output, one.Baseline).Life;
        return error * error;
    }

    /// <summary>
    /// The factor of a quantile's distance for which a share 1 − q of the lives is above it, or q
    /// below, over random cuts.
    /// </summary>
    private static double Spread(LifeFitted fitted, LifeCase[][] units, int quantile)
    {
        double share = LifeDesign.Quantiles[quantile];
        bool isLow = share < 0.5;
        double wanted = isLow ? share : 1 - share, low = 0, high = Widest;
        for (int i = 0; i < Halvings; i++)
        {
            double spread = (low + high) / 2;
            double outside = units.Length == 0 ? wanted : units.Average(u => u.Average(c =>
            {
                double center = c.Baseline + (fitted.BaselineShare * ((double)c.Output[0] - c.Baseline));
                double bound = fitted.Target.Told(center + (spread * (c.Output[quantile + 1] - (double)c.Output[0])));
                return isLow ? (c.Life < bound ? 1.0 : 0) : (c.Life > bound ? 1.0 : 0);
            }));
            (low, high) = outside > wanted ? (spread, high) : (low, spread);
        }

        return (low + high) / 2;
    }

    private sealed record LifeCase(double Life, float[] Output, float Baseline);
}
