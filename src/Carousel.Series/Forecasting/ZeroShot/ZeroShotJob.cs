using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>
/// A forecast of a file without training: horizon and test set are chosen as for a fit, but a few rows are enough.
/// </summary>
internal sealed class ZeroShotJob
{
    /// <summary>How tables call it.</summary>
    public const string Name = "zero-shot";

    /// <summary>Forecasts of a test at most, some 2 ms each.</summary>
    public const int MostForecasts = 4096;

    private const int LeastRows = 3, MostNamed = 5, MostPaths = 200;

    private readonly ForecastDesign _design;
    private readonly TemporalSplit _split;
    private readonly ForecastOptions _options;
    private readonly Window[] _windows;
    private readonly int _every;

    private ZeroShotJob(TemporalSplit split, ForecastOptions options, ForecastDesign design, int stride)
    {
        (_split, _options, _design) = (split, options, design);
        Windows all = split.Test.Windows(LeastRows, design.Horizon, stride);
        _every = (int)((CostOf(design, all.Count) + MostForecasts - 1) / MostForecasts);
        _windows =
        [
            .. Enumerable.Range(0, all.Count).Where(w => w % _every == 0).Select(w => all[w])
                .Where(window => HasAll(split.Set, window)),
        ];
    }

    /// <summary>What was found in the file.</summary>
    public IReadOnlyList<JobFact> Facts =>
    [
        .. ForecastFacts.Of(_split, _design.Closed),
        new("model", $"zero-shot, nothing is trained on these rows; {ModelData.Span(_design, _design.Horizon)} ahead"),
    ];

    /// <summary>How often the network forecasts 64 steps.</summary>
    /// <param name="design">Targets and horizon.</param>
    /// <param name="windows">How many windows.</param>
    public static long CostOf(ForecastDesign design, int windows) =>
        (long)windows * design.TargetCount * ZeroShotShape.PassesOf(design.Horizon);

    /// <summary>Chooses horizon, test set and seasons.</summary>
    /// <param name="set">The series.</param>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="DataFormatException">The file has too few rows, or a target has no values.</exception>
    public static ZeroShotJob Make(SeriesSet set, ForecastOptions options)
    {
        int length = set.Series.Max(s => s.HistoryLength);

        // No rows are needed to train on, so the horizon may be a larger part of them.
        int horizon = options.Horizon ?? ForecastDefaults.Horizon(set.Frequency, 3 * length);
        int test = Math.Min(options.TestRows ?? ForecastSplit.TestRows(length, horizon), length - LeastRows);
        if (options.TestRows < horizon)
        {
            throw options.Wrong(
                $"{{TestRows}} must be at least the horizon, {horizon}, but is {options.TestRows}.");
        }

        if (options.Seasons is { } lengths && (lengths[0] < 2 || lengths[^1] > ZeroShotShape.LongestSeason))
        {
            throw options.Wrong(
                $"{{Seasons}} of a forecast without training must be 2 to {ZeroShotShape.LongestSeason} steps.");
        }

        if (length < LeastRows)
        {
            throw new DataFormatException(
                $"{set.Name} has {length} rows in its longest series, but a forecast needs {LeastRows} or more.");
        }

        var split = TemporalSplit.ByCounts(set, 0, test < horizon ? 0 : test);
        ClosedTimes? closed = ClosedFinder.Of(split, options);
        split = closed is null ? split : TemporalSplit.ByCounts(closed.Apply(set), 0, test < horizon ? 0 : test);
        SeasonFinding seasons = SeasonFinder.Find(split.Train.SampleOf(0), set.Frequency);
        ForecastDesign design = ForecastDesigner.Make(
            split, options with { Baseline = ForecastBaseline.None }, seasons,
            options.Seasons is { } asked ? asked[^1] : seasons.Best, horizon, LeastRows, null, null, closed);
        return new ZeroShotJob(split, options, design, options.Stride
            ?? ForecastSplit.DefaultStride(set.Frequency, design.Season, horizon, split.Test.LongestRows));
    }

    /// <summary>Forecasts the test set and the rows after the last one.</summary>
    /// <param name="threads">How many threads; 0 for all processors.</param>
    /// <param name="command">The command line, for the report.</param>
    /// <param name="progress">Receives what is done and the share of it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Table, sentence, report and files.</returns>
    /// <exception cref="DataFormatException">No series has enough values.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public JobResult Measure(
        int threads, string command, IProgress<(string Part, double Share)> progress, CancellationToken cancellation)
    {
        using var forecaster = new ZeroShotForecaster(threads);
        var inputs = PredictionInputs.Make(_split.Set, _design, null, assumeKnown: true);
        ZeroShotTable Table(SeriesSet set) => _options.Seasons is { } asked
            ? new(forecaster, set, _design) { Progress = progress, Seasons = [.. asked] }
            : new(forecaster, set, _design) { Progress = progress };
        (ZeroShotTable tested, ZeroShotTable ahead) = (Table(_split.Set), Table(inputs.Set));
        ILookup<bool, Window> enough = inputs.Windows.ToLookup(w => HasAll(inputs.Set, w));
        Window[] next = [.. enough[true]];
        if (next.Length == 0)
        {
            throw new DataFormatException(
                $"{inputs.Set.Name}: no series has {LeastRows} known values of {string.Join(" and ", _design.Targets)} "
                + $"among its last {FigureText.Count(ZeroShotShape.MostPast)} rows.");
        }

        var backtest = new Backtest(
            _split, _design, _windows,
            new QuantileTable<Stage.Reconciled>(_design, tested.Of(_windows, cancellation)),
            BaselineTable.Forecasts(
                _split, _design, _windows, new BaselineFitting(threads, cancellation), isQuick: true), Name);
        ahead.UsesKnown = _windows.Length > 0 ? tested.UsesKnown : null;
        var paths = SamplePaths.Fit(
            backtest.Quantiles, [.. backtest.Truth], apart: (_windows.Length + MostPaths - 1) / MostPaths);
        var forecast = new Forecast(
            _design, inputs.Set, next,
            new QuantileTable<Stage.Reconciled>(_design, ahead.Of(next, cancellation)), paths, inputs.Notes);
        JobResult result = _windows.Length > 0
            ? backtest.ToResult()
            : new([], [], $"The rows are too few to test a horizon of {_design.Horizon}.");
        string[] left = [.. enough[false].Select(w => _split.Set[w.Series].Id ?? _split.Set.Name)];
        result = result with
        {
            Sentence = $"{result.Sentence} {ForecastSentence.Outlook(forecast, _design)}",
            Notes =
            [
                .. forecast.Notes,
                .. Optional.Of(left.Length == 0
                    ? null
                    : $"{FigureText.Count(left.Length)} series with fewer than {LeastRows} known values "
                        + $"{(left.Length == 1 ? "is" : "are")} not forecast: {string.Join(", ", left.Take(MostNamed))}"
                        + $"{(left.Length > MostNamed ? ", …" : "")}."),
                .. Optional.Of(_design.Known.Count == 0 || ahead.UsesKnown == true
                    ? null
                    : $"{string.Join(" and ", _design.Known)} did not reduce the error before the test set: not used."),
                .. Optional.Of(_every <= 1
                    ? null
                    : $"The test uses one in {_every} origins, {FigureText.Count(_windows.Length)} in all."),
            ],
            Preview = ForecastPreview.Of(forecast, _design),
            Files =
            [
                JobFile.OfText(Forecaster.ForecastName, ForecastTables.ToCsv(forecast, _design)),
                .. Optional.Of(_windows.Length == 0
                    ? null
                    : JobFile.OfLines(ForecastPlan.BacktestName, text => ForecastTables.Write(backtest, text))),
            ],
        };
        return result with
        {
            Report = ForecastReport.OfZeroShot(backtest, forecast, result, Facts, command),
        };
    }

    private bool HasAll(SeriesSet set, Window window) => Enumerable.Range(0, _design.TargetCount).All(
        k => ZeroShotForecaster.HasEnough(set[window.Series].Column(k)[..window.Origin]));
}
