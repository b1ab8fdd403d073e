using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;

namespace Carousel.Laboratory.ZeroShot.Evaluation;

/// <summary>Compares the zero-shot forecaster with methods that are fitted to each series.</summary>
/// <param name="folder">The folder of the data.</param>
/// <param name="threads">How many threads; 0 for all.</param>
/// <param name="trained">Another network, which is compared only with naive methods; null for the bundled one.</param>
internal sealed class ZeroShotEvaluation(string folder, int threads, ZeroShotForecaster? trained = null)
{
    // Errors of the competition's standard (naive, seasonally adjusted) on these last parts of the training files.
    private static readonly (string Name, string File, int Horizon, int Season, double Percent, double Scaled)[] _m4 =
    [
        ("M4, hours", "m4/Hourly-train.csv.gz", 48, 24, 19.23, 2.455),
        ("M4, weeks", "m4/Weekly-train.csv.gz", 13, 1, 9.20, 2.898),
    ];

    /// <summary>Errors on a set.</summary>
    /// <param name="Set">The set.</param>
    /// <param name="Origins">How many origins.</param>
    /// <param name="Errors">Mean absolute errors: the best of the last value and the seasons, each of
    /// <see cref="Methods"/>.</param>
    /// <param name="Loss">The weighted quantile loss of the zero-shot forecaster.</param>
    /// <param name="Inside80">The share of values inside its 80 % intervals.</param>
    /// <param name="Inside95">The share inside its 95 % intervals.</param>
    internal sealed record Row(
        EvaluationSet Set, int Origins, double[] Errors, double Loss, double Inside80, double Inside95);

    /// <summary>A ridge regression and boosted trees fitted to the rows before the test,
    /// <see cref="ClassicalTable.Methods"/> fitted to the last of these rows, and the zero-shot forecaster. For another
    /// network, only the zero-shot forecaster.</summary>
    public IReadOnlyList<string> Methods =>
    [
        .. trained is not null ? [] : ((string[])["ridge", WindowTrees.MethodName])
            .Concat(ClassicalTable.Methods.Values.Select(m => m.Title)),
        WindowMethods.ZeroShot,
    ];

    /// <summary>Measures one set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="cancellation">Stops it.</param>
    public Row Measure(EvaluationSet set, CancellationToken cancellation)
    {
        var errors = new Dictionary<string, double>();
        (int origins, double loss, double inner, double outer) = (0, 0, 0, 0);
        foreach (float[] values in set.Read(folder))
        {
            Backtest backtest = BacktestOf(set, values, cancellation);
            int own = backtest.Windows.Count;
            origins += own;
            foreach (BacktestModel model in backtest.Baselines)
            {
                errors[model.Name] = errors.GetValueOrDefault(model.Name) + (own * model.MeanAbsoluteError);
            }

            BacktestModel untrained = backtest.Baselines.Single(b => b.Name == WindowMethods.ZeroShot);
            loss += own * untrained.WeightedQuantileLoss;
            inner += own * untrained.Coverage[80];
            outer += own * untrained.Coverage[95];
        }

        double naive = errors.Where(
            e => e.Key == "last value" || e.Key.StartsWith("seasonal", StringComparison.Ordinal)).Min(e => e.Value);
        return new Row(
            set, origins, [.. Methods.Select(name => errors[name]).Prepend(naive).Select(sum => sum / origins)],
            loss / origins, inner / origins, outer / origins);
    }

    /// <summary>The last part of the training files of the M4 competition.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Name, series, overall weighted average, sMAPE, MASE, shares inside the intervals.</returns>
    public IEnumerable<(string Name, int Series, double Overall, double Percent, double Scaled, double Inside)> M4(
        CancellationToken cancellation)
    {
        using ZeroShotForecaster? bundled = trained is null ? new ZeroShotForecaster(threads) : null;
        ZeroShotForecaster forecaster = trained ?? bundled!;
        foreach ((string name, string file, int horizon, int season, double percent, double scaled) in _m4)
        {
            if (!File.Exists(Path.Combine(folder, file)))
            {
                continue;
            }

            float[][] series = [.. Wide(Path.Combine(folder, file))];
            IReadOnlyList<ZeroShotForecast> forecasts = forecaster.Forecast(
                [.. series.Select(s => s[..^horizon])], horizon, season > 1 ? Frequency.Parse("1 hour") : null,
                cancellation);
            (double symmetric, double relative, double inside) = (0, 0, 0);
            foreach ((float[] values, ZeroShotForecast forecast) in series.Zip(forecasts))
            {
                float[] ahead = values[^horizon..], median = forecast.Median();
                symmetric += ForecastMetrics.SymmetricMeanAbsolutePercentageError(ahead, median, 0) / series.Length;
                relative += ForecastMetrics.MeanAbsoluteError(ahead, median)
                    / ForecastMetrics.SeasonalNaiveScale(values.AsSpan(0, values.Length - horizon), season)
                    / series.Length;
                inside += ahead.Where((v, h) => v >= forecast.Quantiles(h)[1] && v <= forecast.Quantiles(h)[^2]).Count()
                    / (double)(horizon * series.Length);
            }

            yield return (
                name, series.Length, ((symmetric / percent) + (relative / scaled)) / 2, symmetric, relative, inside);
        }
    }

    private Backtest BacktestOf(EvaluationSet set, float[] values, CancellationToken cancellation)
    {
        var series = new SeriesSet(
            [new Series(["y"], [values], null)], SeriesRoles.AllTargets(["y"]), set.Name);
        ForecastPlan plan = ForecastPlan.Make(series, new ForecastOptions
        {
            Horizon = set.Horizon,
            TestRows = set.Tested,
            Stride = set.Stride,
            Seasons = set.Seasons,
            Closed = [],
            Fit = new FitOptions { Threads = threads },
        });
        Windows all = plan.TestWindows;
        Window[] windows = [.. Enumerable.Range(0, all.Count).Select(w => all[w])];
        var fitting = new BaselineFitting(threads, cancellation);
        if (trained is not null)
        {
            var table = new QuantileTable<Stage.InUnits>(
                plan.Design, new ZeroShotTable(trained, plan.Split.Set, plan.Design).Of(windows, cancellation));
            return new Backtest(
                plan.Split, plan.Design, windows, table.To<Stage.Reconciled>(),
                [
                    .. BaselineTable.Forecasts(plan.Split, plan.Design, windows, fitting, isQuick: true),
                    new BaselineValues(WindowMethods.ZeroShot, WindowMethods.ZeroShot, table.Medians())
                    {
                        Quantiles = table,
                    },
                ]);
        }

        TemporalSplit before = plan.Split.LearningFromAll();
        var data = new ForecastData(
            plan.Set, plan.Design, ForecastScaling.Fit(before, plan.Design), before.Train.Rows);
        BaselineValues[] baselines =
        [
            .. BaselineTable.Forecasts(plan.Split, plan.Design, windows, fitting),
            WindowTrees.Row(plan.Split, data, windows, fitting),
            .. ClassicalTable.Methods.Values.Select(m => new BaselineValues(
                m.Title, m.Title, new QuantileTable<Stage.InUnits>(
                    plan.Design, new ClassicalTable(plan.Set, plan.Design, m.Fit).Of(windows, threads, cancellation))
                    .Medians())),
        ];
        BaselineValues untrained = baselines.Single(b => b.Name == WindowMethods.ZeroShot);
        return new Backtest(plan.Split, plan.Design, windows, untrained.Quantiles!.To<Stage.Reconciled>(), baselines);
    }

    private static IEnumerable<float[]> Wide(string file)
    {
        using StreamReader reader = EvaluationSet.Open(file);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            yield return
            [
                .. line.Split(',').Skip(1).Select(cell => cell.Trim('"')).Where(cell => cell.Length > 0)
                    .Select(cell => float.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)),
            ];
        }
    }
}
