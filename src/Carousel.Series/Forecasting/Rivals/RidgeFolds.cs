using Carousel.Data;

namespace Carousel.Forecasting.Rivals;

/// <summary>
/// A ridge regression fitted on all rows to learn from, and again without each of a few blocks of time: a window of the
/// training sees the forecast of the map that was fitted without its block, and without every window that shares a row
/// to forecast with it. So the network learns from the rival as it errs on rows that are new to it.
/// </summary>
internal sealed class RidgeFolds : IRivalInside
{
    /// <summary>Blocks of time.</summary>
    public const int Count = 6;

    /// <summary>Of fewer windows no regression is fitted.</summary>
    public const int LeastWindows = 8;

    private readonly RidgeRival[] _without;
    private readonly RowRange[][] _blocks;

    /// <summary>Regressions that are fitted.</summary>
    /// <param name="whole">On all rows.</param>
    /// <param name="without">[Count]: without each block.</param>
    /// <param name="blocks">For each series its blocks of origins.</param>
    internal RidgeFolds(RidgeRival whole, RidgeRival[] without, RowRange[][] blocks) =>
        (Whole, _without, _blocks) = (whole, without, blocks);

    /// <summary>Fitted on all rows to learn from.</summary>
    public RidgeRival Whole { get; }

    /// <summary>Fits all maps.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="learning">For each series the rows to learn from.</param>
    public static RidgeFolds Fit(RidgeWindows windows, IReadOnlyList<RowRange> learning)
    {
        ForecastDesign design = windows.Design;
        if (design.RivalEach)
        {
            return new RidgeEach(windows, learning).Fit();
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

            double penalty = design.RivalPenalties[k];
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

        return new RidgeFolds(
            new RidgeRival(design, whole), [.. without.Select(maps => new RidgeRival(design, maps))], blocks);
    }

    /// <inheritdoc/>
    public void Forecast(RivalRows rows, int series, int origin, int target, Span<double> forecast)
    {
        RidgeRival own = Whole;
        for (int b = 0; b < Count; b++)
        {
            RowRange block = _blocks[series][b];
            own = origin >= block.Start && origin < block.End ? _without[b] : own;
        }

        own.Forecast(rows, series, origin, target, forecast);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Errors(RivalRows rows, int target) => Whole.Errors(rows, target);

    private static RowRange[] Block(RowRange[][] blocks, int b) => [.. blocks.Select(own => own[b])];

    /// <summary>Origins before and behind a block whose horizons share a row with one of its own.</summary>
    private static RowRange[] Beside(RowRange[][] blocks, int b, int horizon) =>
        [.. blocks.Select(own => Before(own, b, horizon)), .. blocks.Select(own => Behind(own, b, horizon))];

    /// <summary>Origins of a series before a block whose horizons share a row with one of its own.</summary>
    internal static RowRange Before(RowRange[] own, int b, int horizon) =>
        new(Math.Max(own[b].Start - horizon + 1, own[0].Start), own[b].Start);

    /// <summary>The same behind it.</summary>
    internal static RowRange Behind(RowRange[] own, int b, int horizon) =>
        new(own[b].End, Math.Min(own[b].End + horizon - 1, own[^1].End));
}
