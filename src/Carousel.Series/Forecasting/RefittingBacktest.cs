using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>
/// A backtest as in production: the model, and every baseline, is trained again each few weeks on all rows before. What
/// earlier models erred tells the later ones how wide their intervals must be.
/// </summary>
internal sealed class RefittingBacktest
{
    private readonly Forecaster _model;
    private readonly TemporalSplit _given, _split;
    private readonly ForecastRecipe _recipe;
    private readonly int _weeks, _rows;
    private readonly List<PastForecast>[] _past;

    /// <summary>A backtest to run.</summary>
    /// <param name="model">The model of the first weeks.</param>
    /// <param name="split">The series; the test part is measured.</param>
    /// <param name="weeks">Weeks between two trainings.</param>
    /// <exception cref="OptionException">The rows have no clock, or the model no recipe.</exception>
    public RefittingBacktest(Forecaster model, TemporalSplit split, int weeks)
    {
        (_model, _given, _weeks, _rows) = (model, split, weeks, RowsOf(split.Set, weeks));
        _split = model.Design.Mask(split);
        _recipe = model.Recipe ?? throw new OptionException(
            "{Refit} needs the settings of the training, which a model file of an earlier version does not contain. "
            + "Train it again.");
        _past = [.. split.Set.Series.Select(_ => new List<PastForecast>())];
    }

    /// <summary>How many rows some weeks are.</summary>
    /// <param name="set">The series.</param>
    /// <param name="weeks">The weeks.</param>
    /// <exception cref="OptionException">The rows have no clock.</exception>
    public static int RowsOf(SeriesSet set, int weeks) => set.Frequency is { } frequency
        ? Math.Max(1, (int)((7 * weeks / frequency.Days) + 0.5))
        : throw new OptionException(
            $"{{Refit}} counts weeks, but the rows of {set.Name} have no time stamps at even distances.");

    /// <summary>The other network of the fit; null without one.</summary>
    public Forecaster? Comparison { get; init; }

    /// <summary>Gives the model of a block, from 1, where it is trained elsewhere; null to train it here.</summary>
    public Func<int, Forecaster>? Trained { get; init; }

    /// <summary>How many times the model is trained again.</summary>
    /// <param name="windows">The windows of the test part.</param>
    public int Trainings(IReadOnlyList<Window> windows) => windows.Max(BlockOf);

    /// <summary>Trains the model of a block again, independently of all other blocks.</summary>
    /// <param name="block">Which, from 1.</param>
    /// <param name="backend">Computes; the forecaster keeps it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Forecaster Again(int block, CpuBackend backend, CancellationToken cancellation)
    {
        ForecastPlan plan = ForecastPlan.Again(_model, _recipe, _given.Later(block * _rows));
        var fitting = new JobFitting(plan, plan.Training, backend, new FitRun(), cancellation);
        Forecaster again = new ForecastFit(plan, fitting).Again(_model, FitPart.Latest);
        cancellation.ThrowIfCancellationRequested();
        return again;
    }

    /// <summary>Runs it.</summary>
    /// <param name="windows">The windows of the test part.</param>
    /// <param name="progress">Told before each training; null to go without.</param>
    /// <param name="cancellation">Stops it within a training, between batches and baselines.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Backtest Run(IReadOnlyList<Window> windows, Action<string>? progress, CancellationToken cancellation)
    {
        Backtest.Issued? beside = Comparison is { } other
            ? new RefittingBacktest(other, _given, _weeks).Issue(windows, null, null, cancellation)
            : null;
        var baselines = new BlockValues(windows.Count, _model.Design);
        Backtest.Issued issued = Issue(windows, baselines, progress, cancellation);
        return Backtest.Of(_model, Comparison, _split, windows, issued, beside, baselines.Values);
    }

    /// <summary>The forecasts of all blocks.</summary>
    /// <param name="windows">The windows of the test part.</param>
    /// <param name="baselines">Where the forecasts of baselines go; null to leave them out.</param>
    /// <param name="progress">Told before each training; null to go without.</param>
    /// <param name="cancellation">Stops it.</param>
    private Backtest.Issued Issue(
        IReadOnlyList<Window> windows, BlockValues? baselines, Action<string>? progress, CancellationToken cancellation)
    {
        ForecastDesign design = _model.Design;
        var all = new QuantileTable<Stage.Reconciled>(
            design, new double[windows.Count * design.Horizon * design.TargetCount * design.Quantiles.Count]);
        (BlockValues ways, BlockValues inside, BlockValues methods) =
            (new(windows.Count, design), new(windows.Count, design), new(windows.Count, design));
        int[] blocks = [.. windows.Select(BlockOf)];
        int last = Trainings(windows);
        for (int block = 0; block <= last; block++)
        {
            int[] own = [.. Enumerable.Range(0, windows.Count).Where(w => blocks[w] == block)];
            if (block > 0 && Trained is null)
            {
                progress?.Invoke($"trained again, {block} of {last}, on the rows before {LabelOf(block)}");
            }

            TemporalSplit until = _split.Later(block * _rows);
            using CpuBackend? backend = block == 0 || Trained is not null
                ? null
                : new CpuBackend(_model.Backend.Threads);
            using Forecaster? brought = block == 0 ? null : Trained?.Invoke(block);
            Forecaster forecaster = block == 0 ? _model : brought ?? Again(block, backend!, cancellation);
            Window[] part = [.. own.Select(w => windows[w])];
            ForecastData data = forecaster.DataOf(until);
            Backtest.Issued issued = Answer(forecaster, data, block, block == last, part, cancellation);
            all = all.With(issued.Table, own);
            if (part.Length > 0)
            {
                ways.Add(own, issued.Ways);
                inside.Add(own, issued.Inside.Length == 0 ? [] : [new BaselineValues("", "", issued.Inside)]);
                methods.Add(own, issued.Methods);
                baselines?.Add(own, Backtest.BaselinesOf(forecaster, until, part, issued, cancellation));
            }
        }

        return new Backtest.Issued(
            all, ways.Values, inside.Values is [var only] ? only.Values : [], methods.Values);
    }

    private int BlockOf(Window window) => (window.Origin - _split.Test.Rows[window.Series].Start) / _rows;

    private string LabelOf(int block)
    {
        int longest = Enumerable.Range(0, _split.Set.Count).MaxBy(s => _split.Test.Rows[s].Length);
        return _split.Set[longest].LabelAt(_split.Test.Rows[longest].Start + (block * _rows));
    }

    /// <summary>The forecasts of a block, with intervals that follow the errors of all blocks so far.</summary>
    private Backtest.Issued Answer(
        Forecaster forecaster, ForecastData data, int block, bool isLast, Window[] windows,
        CancellationToken cancellation)
    {
        ForecastDesign design = _model.Design;
        SeparateForecasts separate = forecaster.Separate(data, windows, cancellation);
        QuantileTable<Stage.Calibrated> table = forecaster.Calibrated(separate);
        if (_model.Calibration.Adaptation is { IsOn: true } adaptation)
        {
            Remember(forecaster.Adapting(adaptation, data, cancellation), windows, block, isLast);
            var rule = new IntervalScales(design, adaptation.Rate);
            table = rule.Apply(table, [.. windows.Select(window => rule.After(
                [
                    .. _past[window.Series].Where(p => p.Origin + design.Horizon <= window.Origin)
                        .TakeLast(IntervalScales.Remembered),
                ],
                adaptation.StartAt(_split.Set[window.Series], 0, window.Origin)))]);
        }

        return Backtest.Issue(forecaster, data, windows, data.ToData(table, windows), separate);
    }

    /// <summary>Takes the forecasts that a block's model issued, and of the first one those before.</summary>
    private void Remember(AdaptiveIntervals adapting, Window[] windows, int block, bool isLast)
    {
        ForecastDesign design = _model.Design;
        ILookup<int, Window> own = windows.ToLookup(w => w.Series);
        for (int s = 0; s < _past.Length; s++)
        {
            Series series = _split.Set[s];
            int from = _split.Test.Rows[s].Start + (block * _rows);
            int to = isLast ? series.HistoryLength : Math.Min(from + _rows, series.HistoryLength);

            // Those that later blocks look back to end after this one.
            int end = Math.Min(to - 1 + design.Horizon, series.HistoryLength);
            int[] origins =
            [
                .. own[s].Append(new Window(s, end, design.Lookback, design.Horizon))
                    .SelectMany(adapting.OriginsBefore).Where(origin => block == 0 || origin >= from)
                    .Distinct().Order(),
            ];
            _past[s].AddRange(adapting.Forecasts([.. origins.Select(origin => (s, origin))]));
        }
    }
}
