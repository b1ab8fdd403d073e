using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// A ridge regression fitted on all rows to learn from, and again without each of a few blocks of time: a window of the
/// training sees the forecast of the map that was fitted without its block, and without every window that shares a row
/// to forecast with it. So the network learns from the baseline as it errs on rows that are new to it.
/// </summary>
/// <param name="whole">On all rows.</param>
/// <param name="without">Forecasts without a block.</param>
/// <param name="blocks">For each series its blocks of origins.</param>
internal sealed class RidgeFolds(RidgeBaseline whole, FoldForecast without, RowRange[][] blocks) : IBaselineInside
{
    /// <summary>Blocks of time.</summary>
    public const int Count = 6;

    /// <summary>Of fewer windows no regression is fitted.</summary>
    public const int LeastWindows = 8;

    private readonly FoldForecast _without = without;
    private readonly RowRange[][] _blocks = blocks;

    /// <summary>Fitted on all rows to learn from.</summary>
    public RidgeBaseline Whole { get; } = whole;

    /// <summary>Fits all maps.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="learning">For each series the rows to learn from.</param>
    /// <param name="drawn">Windows that a training draws: regressions of each series forecast them at once; null for
    /// none. Others are forecast, too, but only after their series was fitted again.</param>
    /// <param name="threads">The number of threads for series with separate regressions; bits do not depend on it. 0
    /// for all of the machine.</param>
    public static RidgeFolds Fit(
        RidgeWindows windows, IReadOnlyList<RowRange> learning, IEnumerable<Window>? drawn = null,
        int threads = 0)
    {
        ForecastDesign design = windows.Design;
        if (design.BaselineEach)
        {
            return new RidgeEach(windows, learning).Fit(drawn ?? [], threads);
        }

        RowRange[][] blocks = windows.Divide(learning, Count);
        var whole = new LinearMap[design.TargetCount];
        LinearMap[][] without = [.. Enumerable.Range(0, Count).Select(_ => new LinearMap[design.TargetCount])];
        for (int k = 0; k < design.TargetCount; k++)
        {
            RegressionSums[] sums = [.. Enumerable.Range(0, Count).Select(b => windows.Sum(k, Block(blocks, b)))];
            RegressionSums all = windows.Sum(k, []);
            foreach (RegressionSums block in sums)
            {
                all.Add(block);
            }

            double penalty = design.BaselinePenalties[k];
            whole[k] = windows.Solve(all, penalty);
            for (int b = 0; b < Count; b++)
            {
                RegressionSums others = windows.Sum(k, []);
                others.Add(all);
                others.Add(sums[b], -1);
                others.Add(windows.Sum(k, Beside(blocks, b, design.Horizon)), -1);

                // Where the blocks are hardly longer than a horizon, nothing may be left without one.
                without[b][k] = others.Count < LeastWindows ? whole[k] : windows.Solve(others, penalty);
            }
        }

        RidgeBaseline[] baselines = [.. without.Select(maps => new RidgeBaseline(design, maps))];
        return new RidgeFolds(
            new RidgeBaseline(design, whole),
            (rows, window, b, target, forecast) =>
                baselines[b].Forecast(rows, window.Series, window.Origin, target, forecast),
            blocks);
    }

    /// <inheritdoc/>
    public void Forecast(BaselineRows rows, int series, int origin, int target, Span<double> forecast)
    {
        int block = BlockOf(_blocks[series], origin);
        if (block < 0)
        {
            Whole.Forecast(rows, series, origin, target, forecast);
        }
        else
        {
            _without(rows, (series, origin), block, target, forecast);
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Errors(BaselineRows rows, int target) => Whole.Errors(rows, target);

    /// <summary>The block that contains an origin; −1 for none.</summary>
    /// <param name="own">The blocks of the series.</param>
    /// <param name="origin">The first row of a horizon.</param>
    internal static int BlockOf(RowRange[] own, int origin)
    {
        for (int b = 0; b < own.Length; b++)
        {
            if (origin >= own[b].Start && origin < own[b].End)
            {
                return b;
            }
        }

        return -1;
    }

    private static RowRange[] Block(RowRange[][] blocks, int b) => [.. blocks.Select(own => own[b])];

    /// <summary>Origins before and after a block whose horizons share a row with a horizon of the block.</summary>
    private static RowRange[] Beside(RowRange[][] blocks, int b, int horizon) =>
        [.. blocks.Select(own => Before(own, b, horizon)), .. blocks.Select(own => Behind(own, b, horizon))];

    /// <summary>Origins of a series before a block whose horizons share a row with a horizon of the block.</summary>
    internal static RowRange Before(RowRange[] own, int b, int horizon) =>
        new(Math.Max(own[b].Start - horizon + 1, own[0].Start), own[b].Start);

    /// <summary>The same after it.</summary>
    internal static RowRange Behind(RowRange[] own, int b, int horizon) =>
        new(own[b].End, Math.Min(own[b].End + horizon - 1, own[^1].End));
}

/// <summary>Forecasts a target of a window by a regression that was fitted without a block of time.</summary>
/// <param name="rows">The series.</param>
/// <param name="window">Its number and the first row of the horizon.</param>
/// <param name="block">Which block.</param>
/// <param name="target">Which target.</param>
/// <param name="forecast">[H], overwritten.</param>
internal delegate void FoldForecast(
    BaselineRows rows, (int Series, int Origin) window, int block, int target, Span<double> forecast);
