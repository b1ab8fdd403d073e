using System.Collections.Concurrent;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// Fits a ridge regression for each series, shrunk towards the one of all series, on windows without their level. If
/// series behave differently, a common regression fits none of them; if they are short, a separate one has little
/// data.
/// </summary>
internal sealed class RidgeEach
{
    /// <summary>Parts a thread: one that is given longer series leaves some of its parts to others.</summary>
    private const int PartsAThread = 16;

    /// <summary>The penalty of the regression of all series, in units of the number of windows.</summary>
    private const double PooledPenalty = 1e-4;

    /// <summary>Lower bound of the error, in scaled values, so that a perfectly predicted series still has a
    /// width.</summary>
    private const double LeastError = 1e-4;

    private readonly RidgeWindows _windows;
    private readonly IReadOnlyList<RowRange> _learning;
    private readonly ForecastDesign _design;
    private readonly RowRange[][] _blocks;
    private readonly WindowInputs[] _inputs;
    private readonly double[] _room;

    // Of each block, of all, of those without one and of those next to it; all targets have as many inputs.
    private readonly RegressionSums?[] _sums = new RegressionSums?[RidgeFolds.Count + 3];

    // What was fitted last: maps without a block are not kept.
    private (int Series, OwnFit[] Fits) _last = (-1, []);

    /// <summary>Regressions that are to be fitted.</summary>
    /// <param name="windows">All windows of the series.</param>
    /// <param name="learning">For each series the rows to learn from.</param>
    public RidgeEach(RidgeWindows windows, IReadOnlyList<RowRange> learning)
        : this(windows, learning, windows.Divide(learning, RidgeFolds.Count))
    {
    }

    private RidgeEach(RidgeWindows windows, IReadOnlyList<RowRange> learning, RowRange[][] blocks)
    {
        (_windows, _learning, _design, _blocks) = (windows, learning, windows.Design, blocks);
        _inputs = [.. _design.TargetPlaces.Select(k => new WindowInputs(_design, k))];
        _room = new double[_inputs[0].Count];
    }

    /// <summary>Fits all maps, and with those without each block of time forecasts windows.</summary>
    /// <param name="drawn">The windows.</param>
    /// <param name="threads">How many share the series out; bits do not depend on it. 0 for all of the machine.</param>
    public RidgeFolds Fit(IEnumerable<Window> drawn, int threads)
    {
        LinearMap[][] centers = [.. _design.TargetPlaces.Select(Centers)];
        var told = new DrawnForecasts(drawn, _design);
        using Workers workers = new BaselineFitting(threads, default).MakeWorkers();
        int parts = Math.Min(_learning.Count, workers.Count * PartsAThread);
        var rooms = new ConcurrentBag<RidgeEach> { this };
        var own = new RidgeOwnMapsTable([.. _learning.Select((_, s) => _windows[s].Id)], _inputs[0].Count, _design);
        workers.Run(
            new EachPart(part =>
            {
                // Each thread has separate buffers for sums.
                RidgeEach one = rooms.TryTake(out RidgeEach? free) ? free : new(_windows, _learning, _blocks);
                for (int s = part; s < _learning.Count; s += parts)
                {
                    own.Keep(s, one.Fit(s, centers, told));
                }

                rooms.Add(one);
            }),
            parts);
        return new RidgeFolds(
            new RidgeBaseline(_design, [.. centers.Select((c, k) => _inputs[k].WithLevel(c[^1]))], own.Make()),
            (_, window, block, target, values) =>
            {
                if (told.TryRead(window.Series, window.Origin, target, values))
                {
                    return;
                }

                if (_last.Series != window.Series)
                {
                    _last = (window.Series, FitSeries(window.Series, centers));
                }

                Forecast(_last.Fits[target].Maps[block], window, target, values);
            },
            _blocks);
    }

    /// <summary>Fits the maps of a series; those without a block forecast the windows that are drawn.</summary>
    private RidgeOwnMap[] Fit(int series, LinearMap[][] centers, DrawnForecasts told)
    {
        OwnFit[] fits = FitSeries(series, centers);
        var forecast = new double[_design.Horizon];
        foreach (int origin in told.Origins(series))
        {
            int block = RidgeFolds.BlockOf(_blocks[series], origin);
            for (int k = 0; k < fits.Length && block >= 0; k++)
            {
                Forecast(fits[k].Maps[block], (series, origin), k, forecast);
                told.Keep(series, origin, k, forecast);
            }
        }

        return
        [
            .. fits.Select((fit, k) => new RidgeOwnMap(fit.Maps[^1], fit.Errors)
            {
                Windows = fit.Windows,
                Change = ChangeOf(series, k),
            }),
        ];
    }

    private void Forecast(LinearMap map, (int Series, int Origin) window, int target, Span<double> forecast)
    {
        _inputs[target].Write(_windows[window.Series], window.Origin, _room);
        map.Apply(_room, forecast);
    }

    private OwnFit[] FitSeries(int series, LinearMap[][] centers) =>
    [
        .. centers.Select((own, k) =>
        {
            LinearMap[] maps = Maps(series, k, own);
            (float[] errors, int known) = Errors(series, k, maps);
            return new OwnFit([.. maps.Select(_inputs[0].WithLevel)], errors, known);
        }),
    ];

    /// <summary>The regression of all series without each block, then on all rows.</summary>
    /// <param name="target">Which target.</param>
    /// <returns>[<see cref="RidgeFolds.Count"/> + 1].</returns>
    public LinearMap[] Centers(int target)
    {
        RidgeWindows some = _windows.Thinned(_learning);
        return Solve(
            (sums, block) =>
            {
                for (int s = 0; s < _learning.Count; s++)
                {
                    some.Add(sums, target, s, block(_blocks[s]));
                }
            },
            target, RidgeFolds.LeastWindows,
            (sums, _) => sums.SolveTowards(null, PooledPenalty * Math.Max(1, sums.Count)));
    }

    /// <summary>
    /// The maps of one series without each block, then on all rows; without their level. With few windows or none, a
    /// map is close to that of all series. A map fitted on the block would give errors that are too small.
    /// </summary>
    private LinearMap[] Maps(int series, int target, LinearMap[] centers) => Solve(
        (sums, block) => _windows.Add(sums, target, series, block(_blocks[series])), target, 0,
        (sums, b) => sums.SolveTowards(centers[b], _design.BaselinePenalties[target]));

    private LinearMap[] Solve(
        Action<RegressionSums, Func<RowRange[], RowRange>> add, int target, int least,
        Func<RegressionSums, int, LinearMap> solve)
    {
        int folds = RidgeFolds.Count;
        RegressionSums all = Cleared(folds, target), others = Cleared(folds + 1, target);
        for (int b = 0; b < folds; b++)
        {
            int block = b;
            RegressionSums own = Cleared(b, target);
            add(own, ranges => ranges[block]);
            all.Add(own);
        }

        var maps = new LinearMap[folds + 1];
        maps[folds] = solve(all, folds);
        for (int b = 0; b < folds; b++)
        {
            int block = b;
            others.Clear();
            others.Add(all);
            others.Add(_sums[b]!, -1);
            TakeAway(own => RidgeFolds.Before(own, block, _design.Horizon));
            TakeAway(own => RidgeFolds.Behind(own, block, _design.Horizon));
            maps[b] = others.Count < least ? maps[folds] : solve(others, b);
        }

        return maps;

        void TakeAway(Func<RowRange[], RowRange> beside)
        {
            RegressionSums own = Cleared(folds + 2, target);
            add(own, beside);
            others.Add(own, -1);
        }
    }

    /// <summary>Sums of no windows, in memory that is used again.</summary>
    private RegressionSums Cleared(int place, int target)
    {
        RegressionSums sums = _sums[place] ??= new RegressionSums(_inputs[target].Count, _design.Horizon);
        sums.Clear();
        return sums;
    }

    /// <summary>[H]: the mean absolute error of each step on the blocks that a map was fitted without, and of how many
    /// windows.</summary>
    private (float[] Errors, int Windows) Errors(int series, int target, LinearMap[] maps)
    {
        WindowInputs inputs = _inputs[target];
        double[] x = new double[inputs.Count], y = new double[_design.Horizon], told = new double[_design.Horizon];
        var sums = new double[_design.Horizon];
        var counts = new int[sums.Length];
        int count = 0;
        for (int b = 0; b < RidgeFolds.Count; b++)
        {
            for (int origin = _blocks[series][b].Start; origin < _blocks[series][b].End; origin++)
            {
                if (_windows.IsKnown(series, origin, target, y))
                {
                    inputs.Write(_windows[series], origin, x);
                    double level = inputs.TakeLevel(x);
                    maps[b].Apply(x, told);
                    for (int t = 0; t < sums.Length; t++)
                    {
                        double error = Math.Abs(y[t] - level - told[t]);
                        sums[t] += double.IsNaN(error) ? 0 : error;
                        counts[t] += double.IsNaN(error) ? 0 : 1;
                    }

                    count++;
                }
            }
        }

        return (
            [.. sums.Select((sum, t) => counts[t] == 0 ? 1 : (float)Math.Max(sum / counts[t], LeastError))], count);
    }

    /// <summary>The mean absolute change from row to row in the training rows.</summary>
    private float ChangeOf(int series, int target)
    {
        (BaselineRows rows, RowRange range) = (_windows[series], _learning[series]);
        double sum = Enumerable.Range(range.Start + 1, Math.Max(0, range.Length - 1))
            .Sum(row => Math.Abs((double)rows[target, row] - rows[target, row - 1]));
        return (float)Math.Max(LeastError, sum / Math.Max(1, range.Length - 1));
    }

    /// <summary>The regressions of a series and target.</summary>
    /// <param name="Maps">Without each block, then on all rows; for raw inputs.</param>
    /// <param name="Errors">[H]: how far they usually err.</param>
    /// <param name="Windows">In how many windows that was seen.</param>
    private sealed record OwnFit(LinearMap[] Maps, float[] Errors, int Windows);
}
