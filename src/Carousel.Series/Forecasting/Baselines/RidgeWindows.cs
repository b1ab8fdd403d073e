using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>The windows that a ridge regression learns from, and their sums.</summary>
internal sealed class RidgeWindows
{
    /// <summary>With more windows than this, some are skipped evenly: neighbours are similar.</summary>
    private const int MostWindows = 20_000;

    private const double GoldenRatio = 0.6180339887498949;

    private readonly SeriesSet _set;
    private readonly MadeOnDemand<BaselineRows> _rows;
    private readonly double _share;

    // [K].
    private readonly Lazy<OddGaps>[] _odd;

    /// <summary>The windows of some series.</summary>
    /// <param name="set">The series.</param>
    /// <param name="design">Columns, horizon and the rows that the regression sees.</param>
    /// <param name="scaling">The scalers.</param>
    /// <param name="learning">For each series the rows to learn from.</param>
    /// <param name="most">How many windows are taken at most.</param>
    public RidgeWindows(
        SeriesSet set, ForecastDesign design, ForecastScaling scaling, IReadOnlyList<RowRange> learning,
        int most = MostWindows)
    {
        (_set, Design) = (set, design);
        _rows = set.OnDemand(
            s => new BaselineRows(
                set[s], design, scaling.Of(set[s], learning[s], design), scaling.EventsOf(set[s], design)),
            rows => rows.Bytes);
        _share = ShareOf(learning, design.BaselineEach ? int.MaxValue : most);
        _odd = [.. design.TargetPlaces.Select(k => new Lazy<OddGaps>(() => FindOdd(k, learning)))];
    }

    private RidgeWindows(RidgeWindows all, double share) => (_set, Design, _rows, _odd, _share) =
        (all._set, all.Design, all._rows, all._odd, share);

    /// <summary>The same without some of the windows, where there are many.</summary>
    /// <param name="learning">For each series the rows to learn from.</param>
    public RidgeWindows Thinned(IReadOnlyList<RowRange> learning) => new(this, ShareOf(learning, MostWindows));

    private static double ShareOf(IReadOnlyList<RowRange> learning, int most) =>
        most / (double)Math.Max(1, learning.Sum(r => (long)r.Length));

    /// <summary>Columns, horizon and the rows that the regression sees.</summary>
    public ForecastDesign Design { get; }

    /// <summary>The rows of a series.</summary>
    public BaselineRows this[int series] => _rows[series];

    /// <summary>The origins of some rows, for each series in blocks of equal length.</summary>
    /// <param name="learning">For each series the rows to learn from.</param>
    /// <param name="count">How many blocks.</param>
    public RowRange[][] Divide(IReadOnlyList<RowRange> learning, int count) =>
        [.. learning.Select(rows => Divide(rows, count))];

    /// <summary>The origins of some rows of one series, in blocks of equal length.</summary>
    /// <param name="rows">The rows to learn from.</param>
    /// <param name="count">How many blocks.</param>
    public RowRange[] Divide(RowRange rows, int count)
    {
        int last = rows.End - Design.Horizon + 1, first = Math.Min(Math.Max(rows.Start, Design.RowsBefore), last);
        long origins = Math.Max(0, last - Math.Max(first, 0));
        first = last - (int)origins;
        return
        [
            .. Enumerable.Range(0, count).Select(b => new RowRange(
                first + (int)(origins * b / count), first + (int)(origins * (b + 1) / count))),
        ];
    }

    /// <summary>The sums over the windows of some origins.</summary>
    /// <param name="target">Which target.</param>
    /// <param name="origins">Ranges of origins, those of the first series first; more than one round of series is
    /// allowed.</param>
    public RegressionSums Sum(int target, IReadOnlyList<RowRange> origins)
    {
        var sums = new RegressionSums(new WindowInputs(Design, target).Count, Design.Horizon);
        for (int i = 0; i < origins.Count; i++)
        {
            Add(sums, target, i % _rows.Count, origins[i]);
        }

        return sums;
    }

    /// <summary>Adds the windows of some origins of one series; relative to their level for regressions of each
    /// series.</summary>
    /// <param name="sums">Added to.</param>
    /// <param name="target">Which target.</param>
    /// <param name="series">Which series.</param>
    /// <param name="origins">The origins.</param>
    public void Add(RegressionSums sums, int target, int series, RowRange origins)
    {
        if (origins.Length <= 0)
        {
            return;
        }

        var inputs = new WindowInputs(Design, target);
        double[] x = new double[inputs.Count], y = new double[Design.Horizon];
        for (int origin = origins.Start; origin < origins.End; origin++)
        {
            if (IsTaken(origin) && IsKnown(series, origin, target, y) && !_odd[target].Value.Has(y))
            {
                inputs.Write(_rows[series], origin, x);
                if (Design.BaselineEach)
                {
                    double level = inputs.TakeLevel(x);
                    foreach (ref double value in y.AsSpan())
                    {
                        value -= level;
                    }
                }

                sums.Add(x, y, MeanWeight(series, origin));
            }
        }
    }

    /// <summary>The map of some windows, as the design wants it.</summary>
    /// <param name="sums">Their sums.</param>
    /// <param name="penalty">λ, above 0.</param>
    public LinearMap Solve(RegressionSums sums, double penalty)
    {
        if (!Design.BaselineRelative)
        {
            return sums.Solve(penalty);
        }

        // The last of the lags is the level.
        var inputs = new WindowInputs(Design, 0);
        int level = Design.BaselineLags - 1;
        bool[] isRelative = [.. Enumerable.Range(0, inputs.Count).Select(i => i != level && inputs.IsRelative(i))];
        return sums.Solve(penalty, level, isRelative);
    }

    /// <summary>Adds the errors of maps at an origin, as a share of the series' spread.</summary>
    /// <param name="sums">[maps].</param>
    /// <param name="maps">The maps.</param>
    /// <param name="target">Which target.</param>
    /// <param name="series">Which series.</param>
    /// <param name="origin">The first row that is forecast.</param>
    /// <param name="scaler">The target's scaler.</param>
    /// <param name="spread">What errors are divided by.</param>
    /// <param name="isEach">Whether the maps are of a series without its level; then all rows count alike.</param>
    /// <returns>The weight of the rows that are known.</returns>
    public double AddErrors(
        double[] sums, LinearMap[] maps, int target, int series, int origin, FittedScaler scaler, double spread,
        bool isEach)
    {
        double[] y = new double[Design.Horizon], told = new double[Design.Horizon];
        if (!IsKnown(series, origin, target, y))
        {
            return 0;
        }

        var inputs = new WindowInputs(Design, target);
        double[] x = new double[inputs.Count];
        inputs.Write(_rows[series], origin, x);
        double level = isEach ? inputs.TakeLevel(x) : 0;
        int[] steps = [.. Enumerable.Range(0, y.Length).Where(t => !double.IsNaN(y[t]))];
        for (int m = 0; m < maps.Length; m++)
        {
            maps[m].Apply(x, told);
            foreach (int t in steps)
            {
                double forecast = ForecastScaling.Invert(
                    Design.Transforms[target], ((told[t] + level) * scaler.Scale) + scaler.Offset);
                double error = Math.Abs(_set[series][origin + t, target] - forecast) / spread;
                sums[m] += error * WeightAt(t);
            }
        }

        return steps.Sum(t => (double)WeightAt(t));
        float WeightAt(int t) => isEach ? 1 : _set[series].WeightAt(origin + t);
    }

    private OddGaps FindOdd(int target, IReadOnlyList<RowRange> learning)
    {
        var odd = new OddGaps();
        for (int s = 0; s < learning.Count; s++)
        {
            RowRange all = Divide(learning[s], 1)[0];
            odd.Count(
                _set[s], target, Enumerable.Range(all.Start, Math.Max(0, all.Length)).Where(IsTaken), Design.Horizon);
        }

        odd.Decide();
        return odd;
    }

    /// <summary>How much the rows of a horizon count.</summary>
    private double MeanWeight(int series, int origin)
    {
        Series own = _set[series];
        double sum = 0;
        for (int t = 0; t < Design.Horizon; t++)
        {
            sum += own.WeightAt(origin + t);
        }

        return sum / Design.Horizon;
    }

    /// <summary>
    /// Whether an origin is among those that are taken where there are many: the same whatever the part, evenly, and in
    /// step with no day or week, as every second or third would be (multiples of the golden ratio).
    /// </summary>
    private bool IsTaken(int origin)
    {
        double place = origin * GoldenRatio;
        return place - Math.Floor(place) < _share;
    }

    /// <summary>What came after an origin, as the network sees it.</summary>
    /// <param name="series">Which series.</param>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="target">Which target.</param>
    /// <param name="y">[H], overwritten: NaN where a value is missing or does not count.</param>
    /// <returns>False where no value is known.</returns>
    public bool IsKnown(int series, int origin, int target, Span<double> y)
    {
        Series own = _set[series];
        if (origin + y.Length > own.HistoryLength)
        {
            return false;
        }

        _rows[series].Copy(target, origin, y);
        bool isKnown = false;
        for (int t = 0; t < y.Length; t++)
        {
            if (float.IsNaN(own.CountedAt(origin + t, target)))
            {
                y[t] = double.NaN;
            }
            else
            {
                isKnown = true;
            }
        }

        return isKnown;
    }
}
