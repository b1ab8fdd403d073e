using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>The rivals in the table of a backtest: what a forecaster would use instead of a network.</summary>
internal static class RivalTable
{
    /// <summary>How each rival is fitted to a target.</summary>
    /// <param name="targets">Every target.</param>
    /// <param name="workers">Threads; they outlive the fits.</param>
    /// <returns>One function for each rival, the simplest first.</returns>
    public static IEnumerable<Func<RivalData, IWindowRival>> For(IReadOnlyList<RivalData> targets, Workers workers)
    {
        bool areCounts = targets[0].Design.HasDemand || targets.All(t => t.IsDemand);
        Func<RivalData, IWindowRival> Told(Func<RivalData, IWindowRival> fit) =>
            areCounts ? data => new OwnErrors(data, fit) : fit;

        RivalData first = targets[0];
        yield return data => new LastValue(data);
        foreach (int season in first.Seasons.Append(first.Year).Where(s => s > 0))
        {
            yield return Told(data => new SeasonalNaive(data, season));
        }

        yield return Constant.Median;
        if (targets.All(Constant.IsOftenZero))
        {
            yield return Constant.Zero;
        }

        if (areCounts)
        {
            yield return data => new LastCounts(data);
            yield return data => new SmoothedDemand(data);
        }

        yield return Told(data => new RidgeForecast(data));
        yield return Told(data => new BoostedTreesRival(data, workers));
    }
}
