using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>
/// A forecast of a file by methods that train no network on it: the zero-shot network, exponential smoothing, Theta and
/// ARIMA. Horizon and test set are chosen as for a fit, but a few rows are enough.
/// </summary>
internal sealed class UntrainedJob
{
    /// <summary>Series with at most as many rows are forecast by these methods unless a network is asked for.</summary>
    public const int ShortRows = 60;

    /// <summary>The name of the answer in the table, if it is a mean of several methods.</summary>
    private const string Mean = "carousel";

    private const int LeastRows = 3, MostNamed = 5, MostPaths = 200, MostChoosing = 4;

    private readonly ForecastDesign _design;
    private readonly TemporalSplit _split;
    private readonly ForecastOptions _options;
    private readonly Window[] _windows;
    private readonly int _every;
    private readonly string[] _methods;

    // Whether the zero-shot forecast uses columns known ahead; null until its first windows decide.
    private bool? _usesKnown;

    private UntrainedJob(TemporalSplit split, ForecastOptions options, ForecastDesign design, int stride)
    {
        (_split, _options, _design) = (split, options, design);
        Windows all = split.Test.Windows(LeastRows, design.Horizon, stride);
        _every = (int)((ZeroShotTable.CostOf(design, all.Count) + ZeroShotTable.MostForecasts - 1)
            / ZeroShotTable.MostForecasts);
        _methods = [.. options.Methods ?? [WindowMethods.ZeroShot, .. ClassicalTable.Methods.Keys]];
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
        .. ForecastFacts.Closed(_design.Closed, _options.Closed is not null),
        new(
            "model",
            $"{string.Join(", ", _methods)}; no network is trained on these rows; "
            + $"{ModelData.Span(_design, _design.Horizon)} ahead"),
    ];

    /// <summary>Chooses horizon, test set and seasons.</summary>
    /// <param name="set">The series.</param>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="DataFormatException">The file has too few rows, or a target has no values.</exception>
    public static UntrainedJob Make(SeriesSet set, ForecastOptions options)
    {
        set = ForecastPlan.Prepare(set);
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
                $"A forecast needs a series of {LeastRows} rows or more, but the longest of {set.Name} has "
                + $"{FigureText.Counted(length, "row")}.");
        }

        var split = TemporalSplit.ByCounts(set, 0, test < horizon ? 0 : test);
        ClosedTimes? closed = ClosedFinder.Of(split, options);
        if (closed is not null && options is { Horizon: null, TestRows: null })
        {
            horizon = closed.Reaching(set, horizon);
            test = Math.Min(ForecastSplit.TestRows(length, horizon), length - LeastRows);
        }

        split = closed is null ? split : TemporalSplit.ByCounts(closed.Apply(set), 0, test < horizon ? 0 : test);
        SeasonFinding seasons = SeasonFinder.Find(split.Train.SampleOf(0), set.Frequency);

        // The methods judge a season themselves: they may try the usual one where rows are too few to confirm it.
        int usual = seasons.Found.Count == 0 && length <= ShortRows
            && ZeroShotForecaster.SeasonsOf(set.Frequency) is [var first, ..] && length >= 2 * first
            ? first
            : seasons.Best;
        ForecastDesign design = ForecastDesigner.Make(
            split, options with { Baseline = ForecastBaseline.None }, seasons,
            options.Seasons is { } asked ? asked[^1] : usual, horizon, LeastRows, null, null, closed);
        return new UntrainedJob(split, options, design, options.Stride
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
        double[] Table(string method, SeriesSet set, IReadOnlyList<Window> windows)
        {
            var seasons = new ShortSeasons(set, _design, windows);
            return seasons.Restore(
                ClassicalTable.Methods.TryGetValue(method, out (string Title, ClassicalTable.Fitting Fit) classical)
                    ? new ClassicalTable(set, _design, classical.Fit) { Column = seasons.Column }
                        .Of(windows, threads, cancellation)
                    : ZeroShot(forecaster, set, seasons.Column, windows, progress, cancellation),
                windows);
        }

        ILookup<bool, Window> enough = inputs.Windows.ToLookup(w => HasAll(inputs.Set, w));
        Window[] next = [.. enough[true]];
        if (next.Length == 0)
        {
            throw new DataFormatException(
                $"{inputs.Set.Name}: no series has {LeastRows} known values of {string.Join(" and ", _design.Targets)} "
                + $"among its last {FigureText.Count(ZeroShotShape.MostPast)} rows.");
        }

        double[] weights = Weights((method, windows) => Table(method, _split.Set, windows));
        (string Method, double[] Table)[] tested =
            [.. _methods.Select(method => (method, Table(method, _split.Set, _windows)))];
        var backtest = new Backtest(
            _split, _design, _windows, Mixed(_split.Set, _windows, [.. tested.Select(t => t.Table)], weights),
            [
                .. BaselineTable.Forecasts(
                    _split, _design, _windows, new BaselineFitting(threads, cancellation), isQuick: true),
                .. tested.Where(_ => _methods.Length > 1).Select(t => RowOf(t.Method, t.Table)),
            ],
            _methods is [var only] ? only : Mean)
        {
            Weights = _methods.Length == 1 ? new Dictionary<string, double>() : _methods.Zip(weights).ToDictionary(),
        };
        var paths = SamplePaths.Fit(
            backtest.Quantiles, [.. backtest.Truth], apart: (_windows.Length + MostPaths - 1) / MostPaths) with
        {
            MayBeFew = true,
        };
        double[][] tables =
        [
            .. _methods.Zip(weights, (method, weight) =>
                weight > 0 || _options.AllMethods ? Table(method, inputs.Set, next) : []),
        ];
        var forecast = new Forecast(
            _design, inputs.Set, next, Mixed(inputs.Set, next, tables, weights), paths,

            // The first two notes are those on values that were assumed.
            [.. inputs.Notes.Skip(inputs.Set.Assumed is null || _usesKnown == true ? 0 : 2)])
        {
            Methods = _options.AllMethods
                ? [.. _methods.Zip(tables, RowOf)]
                : [],
        };
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
                    : $"Not forecast: {FigureText.Count(left.Length)} series with fewer than {LeastRows} known values "
                        + $"({FigureText.Listed(left, MostNamed)})."),
                .. Optional.Of(_design.Known.Count == 0 || _usesKnown != false
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
            Report = ForecastReport.OfUntrained(backtest, forecast, result, Facts, command),
        };
    }

    private double[] ZeroShot(
        ZeroShotForecaster forecaster, SeriesSet set, Func<int, int, float[]>? column, IReadOnlyList<Window> windows,
        IProgress<(string Part, double Share)> progress, CancellationToken cancellation)
    {
        var table = new ZeroShotTable(forecaster, set, _design)
        {
            Progress = progress,
            Column = column,
            UsesKnown = _usesKnown,
            Seasons = _options.Seasons,
        };
        double[] quantiles = table.Of(windows, cancellation);
        _usesKnown = windows.Count > 0 ? table.UsesKnown : _usesKnown;
        return quantiles;
    }

    /// <summary>Weights by the errors in the last horizons before the test set; equal ones if no horizon fits there.
    /// </summary>
    private double[] Weights(Func<string, Window[], double[]> tableOf)
    {
        if (_methods.Length == 1)
        {
            return [1];
        }

        // A season, and a few values more, are left to be fitted to. Each horizon has its own fit, as the test set has.
        int least = Math.Max(2 * LeastRows, _design.Season + LeastRows);
        Window[][] rounds =
        [
            .. Enumerable.Range(1, MostChoosing).Reverse().Select(back => Enumerable.Range(0, _split.Set.Count)
                .Select(s => new Window(
                    s, _split.Test.Rows[s].Start - (back * _design.Horizon), LeastRows, _design.Horizon))
                .Where(window => window.Origin >= least && HasAll(_split.Set, window)).ToArray()),
        ];
        Window[] windows = [.. rounds.SelectMany(round => round)];
        float[] truth =
        [
            .. from window in windows
               from t in Enumerable.Range(0, _design.Horizon)
               from k in _design.TargetPlaces
               select _split.Set[window.Series][window.Origin + t, k],
        ];
        double[][] errors =
        [
            .. _methods.Select(method => truth.Zip(
                rounds.SelectMany(round =>
                    new QuantileTable<Stage.InUnits>(_design, tableOf(method, round)).Medians()),
                (y, m) => Math.Abs((double)y - m)).ToArray()),
        ];

        int cells = _design.Horizon * _design.TargetCount;
        return ChampionWeights.Of(
            errors,
            [
                .. Enumerable.Range(0, truth.Length).Select(i =>
                    (windows[i / cells].Series * _design.TargetCount) + (i % _design.TargetCount)),
            ],
            windows.Length);
    }

    private QuantileTable<Stage.Reconciled> Mixed(
        SeriesSet set, Window[] windows, double[][] tables, double[] weights)
    {
        // A method that cannot forecast a cell leaves its weight to the others.
        double[] mixed = new double[tables.Max(t => t.Length)];
        for (int i = 0; i < mixed.Length; i++)
        {
            double sum = 0;
            for (int m = 0; m < tables.Length; m++)
            {
                if (weights[m] > 0 && double.IsFinite(tables[m][i]))
                {
                    (mixed[i], sum) = (mixed[i] + (weights[m] * tables[m][i]), sum + weights[m]);
                }
            }

            mixed[i] /= sum;
        }

        var table = new QuantileTable<Stage.InUnits>(_design, mixed);
        return (_design.Closed?.Clear(table, set, windows) ?? table).To<Stage.Reconciled>();
    }

    private BaselineValues RowOf(string method, double[] quantiles)
    {
        var table = new QuantileTable<Stage.InUnits>(_design, quantiles);
        return new BaselineValues(
            method, ClassicalTable.Methods.GetValueOrDefault(method).Title ?? method, table.Medians())
        {
            Quantiles = table,
        };
    }

    private bool HasAll(SeriesSet set, Window window) => _design.TargetPlaces.All(
        k => ZeroShotForecaster.HasEnough(set[window.Series].Column(k)[..window.Origin]));
}
