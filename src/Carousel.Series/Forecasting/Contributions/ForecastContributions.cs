using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;

namespace Carousel.Forecasting;

/// <summary>
/// What groups of inputs contribute to forecasts: interventional Shapley values (Lundberg and Lee 2017) of the medians,
/// in the unit of the data, against a background of earlier windows of the same series.
/// </summary>
/// <remarks>
/// The value of a set of groups is the mean forecast over the background windows, where those groups have the values
/// of the window that is explained, and the others those of the background window. Scalers, static values and the
/// regression of a series stay those of the window that is explained: they belong to the base.
/// </remarks>
internal sealed class ForecastContributions
{
    /// <summary>Background windows at most.</summary>
    public const int MostBackground = 16;

    /// <summary>The name of the file that contains them.</summary>
    public const string FileName = "contributions.csv";

    /// <summary>Forecasts of a test set, and series that are forecast, that are explained at most.</summary>
    private const int MostTested = 32, MostSeries = 100;

    private const int CellWidth = 10;
    private const string BaseTitle = "base: mean forecast of earlier windows";

    // Origins are evenly spread, but not at an even distance: they would all be on one day of the week.
    private const double GoldenRatio = 0.6180339887498949;

    private readonly Forecaster _forecaster;
    private readonly ForecastData _data;
    private readonly InputGroups _groups;
    private readonly IReadOnlyList<Window> _windows;
    private readonly CancellationToken _cancellation;

    /// <summary>Explains forecasts.</summary>
    /// <param name="forecaster">The forecaster; it has forecast the windows.</param>
    /// <param name="data">The series of the windows, and their earlier rows.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="cancellation">Stops it between batches.</param>
    /// <param name="pairs">Pairs of orders, for more than <see cref="ShapleyValues.MostExact"/> groups.</param>
    /// <exception cref="OptionException">No series has enough earlier windows.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public ForecastContributions(
        Forecaster forecaster, ForecastData data, IReadOnlyList<Window> windows, CancellationToken cancellation,
        int pairs = ShapleyValues.UsualPairs)
    {
        (_forecaster, _data, _cancellation) = (forecaster, data, cancellation);
        _groups = new InputGroups(forecaster.Design, data.Set.Frequency is not null);
        _windows = windows;
        Windows = [.. windows.Select(w => Explain(w, pairs))];
        if (Windows.All(w => w is null))
        {
            throw new OptionException(
                $"{{Why}} compares a forecast with those of at least 2 earlier windows, and needs "
                + $"{forecaster.Design.Lookback + forecaster.Design.Horizon + 1} rows before the forecast.");
        }
    }

    /// <summary>[groups]: the names.</summary>
    public IReadOnlyList<string> Names => _groups.Names;

    /// <summary>[W]: for each window the values of all steps and targets, [H, K], without offsets; null where a series
    /// has fewer than 2 earlier windows.</summary>
    public IReadOnlyList<ShapleyValues?> Windows { get; }

    /// <summary>Whether they are sampled, and have standard errors.</summary>
    public bool AreSampled => Names.Count > ShapleyValues.MostExact;

    /// <summary>The mean absolute contributions and the mean base as lines of a table, a column for each target.
    /// </summary>
    public IReadOnlyList<string> Lines()
    {
        IReadOnlyList<string> targets = _forecaster.Design.Targets;
        int count = Windows.Count(w => w is not null), left = Windows.Count - count;
        string title = $"mean absolute contribution, {FigureText.Counted(count, "forecast")}";
        int first = Names.Append(title).Append(BaseTitle).Max(name => name.Length),
            width = targets.Select(name => name.Length).Append(CellWidth).Max();
        string Line(string name, Func<int, string> cell) => name.PadRight(first)
            + string.Concat(targets.Select((_, k) => "  " + cell(k).PadLeft(width)));
        return
        [
            Line(title, k => targets[k]),
            .. Names.Select((name, g) => Line(
                name, k => MeasuredText.Number(Of(w => w.Values[g], k).DefaultIfEmpty(0).Average(Math.Abs)))),
            Line(BaseTitle, k => MeasuredText.Number(
                Of(w => w.Base, k).DefaultIfEmpty(0).Average() + _forecaster.Design.OffsetOf(k))),
            .. Optional.Of(AreSampled
                ? $"The contributions are sampled over {2 * ShapleyValues.UsualPairs} orders of the groups, seed "
                    + $"{ShapleyValues.Seed}."
                : null),
            .. Optional.Of(left == 0 ? null
                : $"{FigureText.Counted(left, "forecast")} left out: fewer than 2 earlier windows."),
        ];
    }

    /// <summary>Rejects what cannot be explained before anything is computed.</summary>
    /// <param name="rows">What was asked for.</param>
    /// <param name="design">What is forecast.</param>
    /// <param name="series">How many series are forecast.</param>
    /// <exception cref="OptionException">The forecasts are sums of a hierarchy, or there are too many series.
    /// </exception>
    public static void Require(RowChoices rows, ForecastDesign design, int series)
    {
        if (rows.Why && design.Hierarchy is not null)
        {
            throw new OptionException(
                "{Why} cannot explain the forecasts of a hierarchy, because they are reconciled with each other.");
        }

        if (rows.Why && series > MostSeries)
        {
            throw new OptionException(Invariant.Of(
                $"{{Why}} explains at most {MostSeries} series, but the file has {series}: keep the rows of fewer."));
        }
    }

    /// <summary>Some evenly spread windows.</summary>
    /// <param name="windows">All windows.</param>
    public static IReadOnlyList<Window> Some(IReadOnlyList<Window> windows) =>
        [.. windows.Where((_, w) => w % ((windows.Count + MostTested - 1) / MostTested) == 0)];

    // All open steps of a target.
    private IEnumerable<double> Of(Func<ShapleyValues, double[]> values, int target) =>
        from own in _windows.Zip(Windows)
        where own.Second is not null
        from step in Enumerable.Range(0, _forecaster.Design.Horizon)
        where _forecaster.Design.IsOpen(_data.Set[own.First.Series], own.First.Origin + step)
        select values(own.Second)[(step * TargetCount) + target];

    private int TargetCount => _forecaster.Design.TargetCount;

    private ShapleyValues? Explain(Window window, int pairs)
    {
        ForecastDesign design = _forecaster.Design;
        Window[] background = [.. Background(window)];
        if (background.Length < 2)
        {
            return null;
        }

        IWindowMethod[] methods = [.. _forecaster.Champion.Methods.Select(m => m.Method)];
        CompositeWindows Composites(Func<IWindowMethod, bool> isRead) => new(
            _forecaster, _data, _groups, window, background,
            methods.Where(isRead).Select(m => m.Reach).Append(design.Reach).Max() + design.Horizon);
        CompositeWindows composites = Composites(m => m is not ZeroShotMethod);
        var longer = new Lazy<CompositeWindows>(() => Composites(_ => true));
        var zeroShot = new Dictionary<string, double[]>();

        // The zero-shot forecast takes most of the time and depends on few of the groups.
        double[]? Made(IWindowMethod method, bool[] chosen)
        {
            if (method is not ZeroShotMethod { UsesKnown: var usesKnown })
            {
                return null;
            }

            string key = string.Concat(chosen.Select((isChosen, g) => isChosen
                && (g == InputGroups.History || (g == _groups.Calendar && _forecaster.Design.Closed is not null)
                    || (usesKnown != false && g >= _groups.Known && g < _groups.Calendar))));
            return zeroShot.TryGetValue(key, out double[]? made) ? made
                : zeroShot[key] = method.Forecast(
                    longer.Value.Of(chosen), longer.Value.Windows,
                    new BaselineFitting(_forecaster.Backend.Threads, _cancellation));
        }

        return ShapleyValues.Of(Names.Count, chosen =>
        {
            ForecastData data = composites.Of(chosen);
            QuantileTable medians = data.ToData(
                _forecaster.Calibrated(_forecaster.Separate(
                    data, composites.Windows, _cancellation, method => Made(method, chosen))),
                composites.Windows);
            var means = new double[design.Horizon * TargetCount];
            for (int i = 0; i < background.Length * means.Length; i++)
            {
                means[i % means.Length] += medians.MedianOf(i) / background.Length;
            }

            return means;
        }, pairs);
    }

    /// <summary>Earlier windows of the same series.</summary>
    private IEnumerable<Window> Background(Window window)
    {
        ForecastDesign design = _forecaster.Design;
        int first = window.Origin - design.RowsBefore - design.Horizon > 0 ? design.RowsBefore : 0;
        var found = new Windows([new RowRange(first, window.Origin)], design.Lookback, design.Horizon);
        int count = Math.Min(found.Count, MostBackground);
        return Enumerable.Range(0, count).Select(
            b => found[(int)((b + (b * GoldenRatio % 1)) * found.Count / count)] with { Series = window.Series });
    }
}
