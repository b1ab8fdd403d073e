using Carousel.Data;

namespace Carousel.Forecasting.Rivals;

/// <summary>
/// Fits a ridge regression for each series, drawn towards the one of all series, on windows without their level. Where
/// series go ways of their own, a regression of all knows none of them; where they are short, one alone knows little.
/// </summary>
/// <param name="windows">All windows of the series.</param>
/// <param name="learning">For each series the rows to learn from.</param>
internal sealed class RidgeEach(RidgeWindows windows, IReadOnlyList<RowRange> learning)
{
    /// <summary>The penalty of the regression of all series, in units of the number of windows.</summary>
    private const double PooledPenalty = 1e-4;

    /// <summary>Of the scaled values: a series whose every row is told exactly still has a width.</summary>
    private const double LeastError = 1e-4;

    private readonly ForecastDesign _design = windows.Design;
    private readonly RowRange[][] _blocks = windows.Divide(learning, RidgeFolds.Count);
    private readonly WindowInputs[] _inputs =
        [.. Enumerable.Range(0, windows.Design.TargetCount).Select(k => new WindowInputs(windows.Design, k))];

    /// <summary>Fits all maps, and those without each block of time.</summary>
    public RidgeFolds Fit()
    {
        int targets = _design.TargetCount, folds = RidgeFolds.Count;
        LinearMap[][] centres = [.. Enumerable.Range(0, targets).Select(Centres)];
        var own = new Dictionary<string, LinearMap[]>[folds + 1];
        for (int b = 0; b <= folds; b++)
        {
            own[b] = new Dictionary<string, LinearMap[]>(learning.Count, StringComparer.Ordinal);
        }

        var errors = new Dictionary<string, float[][]>(learning.Count, StringComparer.Ordinal);
        for (int s = 0; s < learning.Count; s++)
        {
            string id = windows[s].Id;
            LinearMap[][] maps = [.. Enumerable.Range(0, targets).Select(k => Maps(s, k, centres[k]))];
            for (int b = 0; b <= folds; b++)
            {
                own[b][id] = [.. maps.Select(m => _inputs[0].WithLevel(m[b]))];
            }

            errors[id] = [.. maps.Select((m, k) => Errors(s, k, m))];
        }

        RidgeRival[] rivals =
        [
            .. own.Select((maps, b) => new RidgeRival(
                _design, [.. centres.Select((c, k) => _inputs[k].WithLevel(c[b]))],
                new RidgeOwnMaps(maps, errors))),
        ];
        return new RidgeFolds(rivals[folds], rivals[..folds], _blocks);
    }

    /// <summary>The regression of all series without each block, then on all rows.</summary>
    /// <param name="target">Which target.</param>
    /// <returns>[<see cref="RidgeFolds.Count"/> + 1].</returns>
    public LinearMap[] Centres(int target)
    {
        RidgeWindows some = windows.Thinned(learning);
        return Solve(
            (sums, block) =>
            {
                for (int s = 0; s < learning.Count; s++)
                {
                    some.Add(sums, target, s, block(_blocks[s]));
                }
            },
            target, (sums, _) => sums.SolveTowards(null, PooledPenalty * Math.Max(1, sums.Count)));
    }

    /// <summary>The maps of one series without each block, then on all rows; without their level.</summary>
    private LinearMap[] Maps(int series, int target, LinearMap[] centres) => Solve(
        (sums, block) => windows.Add(sums, target, series, block(_blocks[series])), target,
        (sums, b) => sums.SolveTowards(centres[b], _design.RivalPenalties[target]));

    private LinearMap[] Solve(
        Action<RegressionSums, Func<RowRange[], RowRange>> add, int target,
        Func<RegressionSums, int, LinearMap> solve)
    {
        int folds = RidgeFolds.Count;
        RegressionSums Sum(Func<RowRange[], RowRange> block)
        {
            var sums = new RegressionSums(_inputs[target].Count, _design.Horizon);
            add(sums, block);
            return sums;
        }

        RegressionSums[] blocks = [.. Enumerable.Range(0, folds).Select(b => Sum(own => own[b]))];
        RegressionSums all = Sum(_ => default);
        foreach (RegressionSums block in blocks)
        {
            all.Add(block);
        }

        var maps = new LinearMap[folds + 1];
        maps[folds] = solve(all, folds);
        for (int b = 0; b < folds; b++)
        {
            int block = b;
            RegressionSums others = Sum(_ => default);
            others.Add(all);
            others.Add(blocks[b], -1);
            others.Add(Sum(own => RidgeFolds.Before(own, block, _design.Horizon)), -1);
            others.Add(Sum(own => RidgeFolds.Behind(own, block, _design.Horizon)), -1);
            maps[b] = others.Count < RidgeFolds.LeastWindows ? maps[folds] : solve(others, b);
        }

        return maps;
    }

    /// <summary>[H]: the mean absolute error of each step on the blocks that a map was fitted without.</summary>
    private float[] Errors(int series, int target, LinearMap[] maps)
    {
        WindowInputs inputs = _inputs[target];
        double[] x = new double[inputs.Count], y = new double[_design.Horizon], told = new double[_design.Horizon];
        var sums = new double[_design.Horizon];
        int count = 0;
        for (int b = 0; b < RidgeFolds.Count; b++)
        {
            for (int origin = _blocks[series][b].Start; origin < _blocks[series][b].End; origin++)
            {
                if (windows.IsKnown(series, origin, target, y))
                {
                    inputs.Write(windows[series], origin, x);
                    double level = inputs.TakeLevel(x);
                    maps[b].Apply(x, told);
                    for (int t = 0; t < sums.Length; t++)
                    {
                        sums[t] += Math.Abs(y[t] - level - told[t]);
                    }

                    count++;
                }
            }
        }

        return [.. sums.Select(sum => count == 0 ? 1 : (float)Math.Max(sum / count, LeastError))];
    }
}
