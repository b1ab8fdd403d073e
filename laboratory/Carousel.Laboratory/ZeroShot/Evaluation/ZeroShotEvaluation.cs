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
}
