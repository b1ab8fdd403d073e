using Carousel.Autograd;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Forecasting.Baselines;

/// <summary>A regression for each series, drawn towards that of all of them.</summary>
public sealed class RidgeEachTests
{
    /// <summary>Two halves of series: one kind repeats its season, the other turns it round each time.</summary>
    private static SeriesSet TwoKinds(int count = 6, int rows = 150) => new(
        [
            .. Enumerable.Range(0, count).Select(s => new Series(
                ["value"],
                [
                    [
                        .. Enumerable.Range(0, rows).Select(t => (float)(
                            (10 * (s + 1)) + ((s % 2 == 0 || t / 7 % 2 == 0 ? 1 : -1) * (t % 7))
                            + (0.1 * Math.Sin((s + 1.3) * t * t)))),
                    ],
                ],
                id: $"s{s}")),
        ],
        SeriesRoles.AllTargets(["value"]), "kinds.csv", idName: "id");

    private static ForecastOptions Options() => Tiny.Options() with
    {
        Baseline = ForecastBaseline.RidgeEach,
        // With two seasons of values one regression could tell the kinds apart.
        Lookback = 7,
        Seasons = [7],
        Transform = TargetTransform.None,
    };

    [Fact]
    public void SeriesOfTwoKinds_AreForecastByTheirOwn_BetterThanByOneForAll()
    {
        ForecastPlan each = ForecastPlan.Make(TwoKinds(), Options());
        ForecastPlan all = ForecastPlan.Make(TwoKinds(), Options() with { Baseline = ForecastBaseline.Ridge });

        Assert.True(each.Design.BaselineEach);
        Assert.True(Error(each) < 0.7 * Error(all), $"{Error(each)} {Error(all)}");
    }

    [Fact]
    public void ALargePenalty_GivesTheRegressionOfAll_AndNoneTheLeastSquares()
    {
        var random = new Random(1);
        var sums = new RegressionSums(3, 2);
        for (int i = 0; i < 50; i++)
        {
            double[] x = [random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5];
            sums.Add(x, [x[0] + (2 * x[1]), x[2]]);
        }

        var center = new LinearMap([5, 6, 7, 8, 9, 10], [0, 0]);

        double[] Rounded(double penalty) =>
            [.. sums.SolveTowards(center, penalty).Weights.ToArray().Select(v => Math.Round(v, 4))];
        Assert.Equal([5, 6, 7, 8, 9, 10], Rounded(1e9));
        Assert.Equal([1, 0, 2, 0, 0, 1], Rounded(1e-9));
    }

    [Fact]
    public void TheMapOfInputsAsTheyAre_ForecastsAsTheOneAboveTheLevel()
    {
        ForecastDesign design = ForecastPlan.Make(TwoKinds(), Options()).Design with { BaselineLevel = 7 };
        var inputs = new WindowInputs(design, 0);
        var random = new Random(2);
        double[] x = [.. Enumerable.Range(0, inputs.Count).Select(_ => random.NextDouble())], raw = [.. x];
        var map = new LinearMap(
            [.. Enumerable.Range(0, inputs.Count * design.Horizon).Select(_ => random.NextDouble())],
            new double[design.Horizon]);
        double[] told = new double[design.Horizon], expected = new double[design.Horizon];
        double level = inputs.TakeLevel(x);
        map.Apply(x, expected);
        inputs.WithLevel(map).Apply(raw, told);

        Assert.Equal(raw[^7..].Average(), level, 1e-12);
        for (int t = 0; t < told.Length; t++)
        {
            Assert.Equal(expected[t] + level, told[t], 1e-4);
        }
    }

    [Fact]
    public void ASavedModel_ForecastsTheSameBits_ASeriesThatItDoesNotKnowToo()
    {
        using var folder = new TemporaryFolder();
        using Forecaster fitted = Tiny.Fit(ForecastPlan.Make(TwoKinds(), Options()));
        string path = folder.File("model.safetensors");
        fitted.Save(path);
        using Forecaster loaded = Forecaster.Load(path, threads: 1);

        SeriesSet more = TwoKinds(8);
        Assert.Equal(Values(fitted, more), Values(loaded, more));
        Assert.DoesNotContain(Values(loaded, more), double.IsNaN);
    }

    [Fact]
    public void Intervals_AreAsWideAsASeriesErrs()
    {
        // The second series is the first with ten times the noise.
        Series[] series =
        [
            .. new[] { 0.1, 1.0 }.Select((size, s) =>
            {
                var random = new Random(s);
                return new Series(
                    ["value"],
                    [
                        [
                            .. Enumerable.Range(0, 200)
                                .Select(t => (float)((t % 7) + (size * (random.NextDouble() - 0.5)))),
                        ],
                    ],
                    id: $"s{s}");
            }),
        ];
        var set = new SeriesSet(series, SeriesRoles.AllTargets(["value"]), "noise.csv", idName: "id");
        using Forecaster fitted = Tiny.Fit(ForecastPlan.Make(set, Options()));
        Backtest backtest = fitted.Backtest(ForecastPlan.Make(set, Options()).Split);
        double Width(int one) => Enumerable.Range(0, backtest.Windows.Count)
            .Where(w => backtest.Windows[w].Series == one)
            .Average(w => backtest.Quantiles[w, 2, 0][^1] - backtest.Quantiles[w, 2, 0][0]);

        Assert.InRange(Width(1) / Width(0), 3, 30);
    }

    [Fact]
    public void WindowsThatTrainingDraws_AreToldAsThoseThatAreFittedWhenAskedFor()
    {
        ForecastPlan plan = ForecastPlan.Make(TwoKinds(), Options());
        IReadOnlyList<RowRange> rows = plan.Split.Train.Rows;
        var windows = new RidgeWindows(plan.Set, plan.Design, ForecastScaling.Fit(plan.Split, plan.Design), rows);
        Windows training = plan.TrainWindows;
        Window[] all = [.. Enumerable.Range(0, training.Count).Select(w => training[w])];
        RidgeFolds kept = RidgeFolds.Fit(windows, rows, all.Where((_, w) => w % 3 != 0));
        RidgeFolds fitted = RidgeFolds.Fit(windows, rows);

        int differs = 0;
        foreach (Window window in all)
        {
            float[] Told(IBaselineInside baseline)
            {
                var told = new double[plan.Design.Horizon];
                baseline.Forecast(windows[window.Series], window.Series, window.Origin, 0, told);
                return [.. told.Select(v => (float)v)];
            }

            Assert.Equal(Told(fitted), Told(kept));
            differs += Told(kept).SequenceEqual(Told(kept.Whole)) ? 0 : 1;
        }

        Assert.True(differs > all.Length / 2, $"{differs} of {all.Length}");
    }

    [Fact]
    public void ManySeries_ThreadsShareThemOut_WithTheSameBits()
    {
        IReadOnlyList<string> Bits(int threads)
        {
            ForecastOptions options = Options();
            ForecastPlan plan =
                ForecastPlan.Make(TwoKinds(), options with { Fit = options.Fit with { Threads = threads } });
            IReadOnlyList<RowRange> rows = plan.Split.Train.Rows;
            var windows = new RidgeWindows(plan.Set, plan.Design, ForecastScaling.Fit(plan.Split, plan.Design), rows);
            Windows training = plan.TrainWindows;
            RidgeFolds folds = RidgeFolds.Fit(
                windows, rows, Enumerable.Range(0, training.Count).Select(w => training[w]), threads);
            var told = new double[plan.Design.Horizon];
            return
            [
                string.Join(' ', plan.Design.BaselinePenalties),
                .. Enumerable.Range(0, training.Count).Select(w =>
                {
                    Window window = training[w];
                    folds.Forecast(windows[window.Series], window.Series, window.Origin, 0, told);
                    return string.Join(' ', told);
                }),
                .. Enumerable.Range(0, plan.Set.Count).Select(s =>
                    string.Join(' ', folds.Whole.Errors(windows[s], 0).ToArray())),
            ];
        }

        IReadOnlyList<string> one = Bits(1);
        Assert.Equal(one, Bits(2));
        Assert.Equal(one, Bits(5));
    }

    [Fact]
    public void WindowsThatTrainingDraws_AreAllThatItSees()
    {
        ForecastOptions options = Options() with { EpochWindows = 40 };
        ForecastPlan plan = ForecastPlan.Make(TwoKinds(), options with { Fit = options.Fit with { Epochs = 3 } });
        Windows training = plan.TrainWindows;
        Window[] drawn = [.. ForecastProblem.Drawn(plan, training, 3)];
        using var backend = new CpuBackend(1);
        var model = new ForecastModel(plan.Design);
        model.Build(backend, 1);
        var scaling = ForecastScaling.Fit(plan.Split, plan.Design);
        IReadOnlyList<RowRange> rows = plan.Split.Train.Rows;
        var asked = new Asked(RidgeFolds.Fit(new RidgeWindows(plan.Set, plan.Design, scaling, rows), rows, drawn));
        var problem = new ForecastProblem(
            model, new ForecastData(plan.Set, plan.Design, scaling, baseline: asked), training, plan, [], "");
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        for (int batch = 0; batch < 3 * problem.BatchesIn(0); batch++)
        {
            tape.Begin(TapeMode.Training);
            problem.Loss(tape, batch / problem.BatchesIn(0), batch % problem.BatchesIn(0), default);
        }

        Assert.Equal(120, drawn.Length);
        Assert.Equal(drawn.Select(w => (w.Series, w.Origin)), asked.Windows);
    }

    [Fact]
    public void MoreThanATableHolds_IsRefusedBeforeAnythingIsFitted()
    {
        float[] values = Tiny.Wave(4200);
        string[] known = [.. Enumerable.Range(0, 10).Select(q => $"price{q}")], columns = ["y", .. known];
        Series[] series =
        [
            .. Enumerable.Range(0, 160).Select(s => new Series(
                columns, [.. columns.Select(_ => values)], Tiny.Days(values.Length), id: $"s{s}")),
        ];
        var set = new SeriesSet(
            series, new SeriesRoles(["y"], known, [], []), "many.csv", timeName: "date", idName: "id");
        string refused = Assert.Throws<OptionException>(() => ForecastPlan.Make(
            set, Options() with { Horizon = 1000, TestRows = 1000, ValidationRows = 1000 })).OnCommandLine;
        Assert.StartsWith(
            "--baseline ridge-each keeps a regression of each of 160 series, ", refused, StringComparison.Ordinal);

        ForecastDesign design = ForecastPlan.Make(TwoKinds(), Options()).Design;
        int most = Array.MaxLength / design.Horizon;
        RidgeEachRoom.RequireForecasts(Options(), design, most);
        Assert.StartsWith(
            "--baseline ridge-each keeps its forecasts of the 536,870,898 windows",
            Assert.Throws<OptionException>(() => RidgeEachRoom.RequireForecasts(Options(), design, most + 1))
                .OnCommandLine, StringComparison.Ordinal);
    }

    /// <summary>A baseline that remembers of which windows it was asked.</summary>
    private sealed class Asked(IBaselineInside baseline) : IBaselineInside
    {
        public List<(int, int)> Windows { get; } = [];

        public void Forecast(BaselineRows rows, int series, int origin, int target, Span<double> forecast)
        {
            Windows.Add((series, origin));
            baseline.Forecast(rows, series, origin, target, forecast);
        }

        public ReadOnlySpan<float> Errors(BaselineRows rows, int target) => baseline.Errors(rows, target);
    }

    /// <summary>The mean absolute error of the baseline by itself on the test part.</summary>
    private static double Error(ForecastPlan plan)
    {
        var scaling = ForecastScaling.Fit(plan.Split, plan.Design);
        IReadOnlyList<RowRange> rows = plan.Split.Train.Rows;
        RidgeBaseline baseline = RidgeFolds.Fit(new RidgeWindows(plan.Set, plan.Design, scaling, rows), rows).Whole;
        var data = new ForecastData(plan.Set, plan.Design, scaling, baseline: baseline);
        Window[] windows = [.. Enumerable.Range(0, plan.TestWindows.Count).Select(i => plan.TestWindows[i])];
        return data.Truth(windows).Zip(data.Baseline(windows)).Average(v => Math.Abs(v.First - v.Second));
    }

    private static double[] Values(Forecaster forecaster, SeriesSet set)
    {
        Forecast forecast = forecaster.Predict(set, cancellation: TestContext.Current.CancellationToken);
        return
        [
            .. Enumerable.Range(0, set.Count).SelectMany(
                s => Enumerable.Range(0, 4).SelectMany(t => forecast.Quantiles[s, t, 0].ToArray())),
        ];
    }
}
