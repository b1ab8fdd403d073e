using Carousel.Boosting;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Forecasting.Champion;

/// <summary>Forecasts that are a mean of the network and other methods.</summary>
public sealed class ChampionTests
{
    /// <summary>Series of the logistic map, whose next step no linear map tells.</summary>
    private static SeriesSet Turning(int count = 6, int rows = 260) => new(
        [
            .. Enumerable.Range(0, count).Select(s =>
            {
                double x = 0.1 + (0.13 * s);
                float[] values =
                    [.. Enumerable.Range(0, rows).Select(_ => (float)((s + 1) * (x = 3.7 * x * (1 - x))))];
                return new Series(["value"], [values], id: $"s{s}");
            }),
        ],
        SeriesRoles.AllTargets(["value"]), "turning.csv", idName: "id");

    private static ForecastOptions Options() => Tiny.Options() with
    {
        Methods = [WindowMethods.Network, WindowTrees.MethodWord],
        Seasons = [1],
        Transform = TargetTransform.None,
        TestRows = 40,
    };

    [Fact]
    public void Trees_TakeOffWhatARegressionLeaves_AndSayWithWhichShare()
    {
        ForecastPlan plan = ForecastPlan.Make(Turning(), Options());
        using Forecaster fitted = Tiny.Fit(plan);
        using Forecaster alone = Tiny.Fit(
            ForecastPlan.Make(Turning(), Options() with { Methods = [WindowMethods.Network] }));
        Backtest with = fitted.Backtest(plan.Split), without = alone.Backtest(plan.Split);

        double weight = fitted.Champion.Methods.Single().Weight;
        Assert.InRange(weight, 0.25, 1);
        Assert.Equal(1, weight + fitted.Champion.NetworkWeight, 1e-9);
        Assert.Contains($"trees {100 * weight:0} %", fitted.WeightSentence, StringComparison.Ordinal);
        Dictionary<string, double> shown = with.ToResult().Scores.ToDictionary(s => s.Name, s => s.Metrics["weight"]);
        Assert.Equal(Math.Round(100 * weight), shown["boosted trees"]);
        Assert.Equal(100 - Math.Round(100 * weight), shown["network with ridge"]);
        Assert.True(
            with.Model.MeanAbsoluteError < 0.9 * without.Model.MeanAbsoluteError,
            $"{with.Model.MeanAbsoluteError} {without.Model.MeanAbsoluteError}");
        Assert.Null(with.Baseline);
        Assert.NotNull(without.Baseline);
    }

    [Fact]
    public void ASeriesThatTheRegressionForecastsExactly_IsForecastByIt()
    {
        SeriesSet set = Tiny.Daily((float[])[.. Enumerable.Range(0, 200).Select(t => (float)t)]);
        using Forecaster fitted = Tiny.Fit(
            set, Tiny.Options() with { Methods = [WindowMethods.Network, WindowTrees.MethodWord] });
        ForecastData data = fitted.DataOf(set);
        Window[] windows = [new(0, 190, 8, 4)];

        Assert.IsType<RidgeMethod>(fitted.Champion.Methods.Single().Method);
        Assert.Equal(1, fitted.Champion.Methods.Single().Weight);
        float[] expected = data.ToData([.. data.Baseline(windows).Select(v => (double)v)], windows).Medians();
        Assert.All(
            expected.Zip(fitted.RunApart(data, windows).Medians()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-2f));
    }

    [Fact]
    public void SeriesThatLeavesItsRange_HasNoForestOfItsValues()
    {
        Assert.Equal(1, Forests(t => t));
        Assert.Equal(2, Forests(_ => 0));

        static int Forests(Func<int, float> trend)
        {
            SeriesSet set = Tiny.Daily((float[])[.. Tiny.Wave(200).Select((v, t) => v + trend(t))]);
            ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options());
            var data = new ForecastData(plan.Set, plan.Design, ForecastScaling.Fit(plan.Split, plan.Design));
            return WindowTrees.Fit(data, plan.TrainWindows, new BaselineFitting(1, default)).ToTensors().Count();
        }
    }

    [Fact]
    public void ASavedModel_ForecastsTheSameBits_OnAnyNumberOfThreads()
    {
        using var folder = new TemporaryFolder();
        string[] paths = [folder.File("one.safetensors"), folder.File("two.safetensors")];
        for (int threads = 1; threads <= 2; threads++)
        {
            ForecastOptions options = Options();
            using Forecaster fitted = Tiny.Fit(
                Turning(), options with { Fit = options.Fit with { Threads = threads } });
            fitted.Save(paths[threads - 1]);
            using Forecaster loaded = Forecaster.Load(paths[threads - 1], threads: 3 - threads);
            SeriesSet more = Turning(8);
            Assert.NotEmpty(loaded.Champion.Methods);
            Assert.Equal(fitted.Champion.Own, loaded.Champion.Own);
            Assert.Equal(6, loaded.Champion.Own.Count);
            Assert.Equal(Tiny.Values(fitted.Predict(more).Quantiles), Tiny.Values(loaded.Predict(more).Quantiles));
        }

        Assert.Equal(File.ReadAllBytes(paths[0]), File.ReadAllBytes(paths[1]));
    }

    [Fact]
    public void NothingFromTheOriginOn_HasAPart()
    {
        ForecastPlan plan = ForecastPlan.Make(Turning(), Options());
        ForecastData Data(float later)
        {
            SeriesSet set = Turning();
            Series[] series =
            [
                .. set.Series.Select(s => new Series(
                    ["value"], [[.. s.Column(0).ToArray().Select((v, t) => t < 200 ? v : later)]], id: s.Id)),
            ];
            return new ForecastData(
                new SeriesSet(series, set.Roles, set.Name, idName: "id"), plan.Design,
                ForecastScaling.Fit(plan.Split, plan.Design));
        }

        var trees = WindowTrees.Fit(Data(0), plan.TrainWindows, new BaselineFitting(1, default));
        double[] Told(float later, int origin)
        {
            var told = new double[plan.Design.Horizon];
            trees.Forecast(Data(later).Series[2], origin, 0, told);
            return told;
        }

        Assert.Equal(Told(0, 200), Told(1e6f, 200));
        Assert.Equal(Told(0, 200), Told(float.NaN, 200));
        Assert.NotEqual(Told(0, 201), Told(1e6f, 201));
    }

    [Fact]
    public void AStreamOfRows_ForecastsAsTheWholeFile()
    {
        SeriesSet set = Tiny.Daily([.. Tiny.Wave(300).Select((v, t) => v + (t % 3 == 0 ? 4 : 0))]);
        ForecastOptions options = Tiny.Options() with
        {
            Methods = [WindowMethods.Network, WindowTrees.MethodWord],
            Baseline = ForecastBaseline.None,
        };
        using Forecaster fitted = Tiny.Fit(set, options);
        using var stream = new ForecastStream(fitted);
        stream.Begin(set);

        Assert.NotEmpty(fitted.Champion.Methods);
        QuantileTable whole = fitted.Predict(set).Quantiles;
        Series series = set[0];
        int kept = new TreeInputs(fitted.Design).Reach + fitted.Design.Lookback;
        var tail = new SeriesSet(
            [
                new Series(
                    ["y0"], [series.Column(0)[^kept..].ToArray()],
                    [.. Enumerable.Range(series.HistoryLength - kept, kept).Select(t => series.TimeAt(t)!.Value)]),
            ],
            set.Roles, set.Name, timeName: "date");
        Assert.Equal(Tiny.Values(whole), Tiny.Values(fitted.Predict(tail).Quantiles));
    }

    [Fact]
    public void StoppedWhileTreesGrow_TheFitEndsBeforeTheNextTree_AndGoesOnToTheSameBits()
    {
        using var workers = new Workers(1);
        var booster = new TreeBooster(
            new BinnedTable([1, 2, 3, 4], 1, workers), [1, 4, 2, 8],
            new BoostingOptions(BoostingLoss.Absolute) { LeastLeaf = 1 }, workers);
        using var cut = new CancellationTokenSource();
        int grown = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (RegressionTree tree in booster.Grow(300, cut.Token))
            {
                if (++grown == 3)
                {
                    cut.Cancel();
                }
            }
        });
        Assert.Equal(3, grown);

        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        ForecastPlan plan = ForecastPlan.Make(Turning(), Options());
        var run = new FitRun { Folder = folder.Path, Observers = [new StopBehindTraining(stop)] };
        Assert.ThrowsAny<OperationCanceledException>(() => Tiny.FitUntil(plan, run, stop.Token));
        using Forecaster whole = Tiny.Fit(plan);
        using Forecaster rest = Tiny.Fit(plan, new FitRun { Folder = folder.Path, Resume = true });
        Assert.Equal(Tiny.Values(whole.Predict(Turning()).Quantiles), Tiny.Values(rest.Predict(Turning()).Quantiles));
    }

    [Fact]
    public void AFitThatIsCanceledAtOnce_HasNoTrees_AndIsStillAModel()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using (Forecaster fitted = Tiny.FitUntil(
            ForecastPlan.Make(Turning(), Options()), null, new CancellationToken(canceled: true)))
        {
            Assert.Equal(StopReason.Canceled, fitted.Summary.Reason);
            fitted.Save(path);
        }

        using Forecaster loaded = Forecaster.Load(path, threads: 1);
        Assert.Empty(loaded.Champion.Methods);
        Assert.All(Tiny.Values(loaded.Predict(Turning()).Quantiles), q => Assert.True(double.IsFinite(q)));
    }

    [Fact]
    public void AnExport_NamesTheMethodsThatItLeavesOut()
    {
        using Forecaster fitted = Tiny.Fit(Turning(2), Options());
        Assert.EndsWith(
            "; without boosted trees, 100 % of the forecast", ((IGraphModel)fitted).ToGraphs().Single().Sentence,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 4e7f)]
    [InlineData(8, 1e6f)]
    [InlineData(11, -5f)]
    [InlineData(13, float.NaN)]
    public void DamagedTrees_AreRefused(int place, float value)
    {
        using Forecaster fitted = Tiny.Fit(Turning(2), Options());
        StoredTensor tensor = fitted.Champion.Methods.Single().Method.ToTensors().First();
        float[] values = tensor.Values.ToArray();
        _ = WindowTrees.Read(fitted.Design, _ => tensor, "m.safetensors");
        values[place] = value;

        ModelFileException exception = Assert.Throws<ModelFileException>(() => WindowTrees.Read(
            fitted.Design, _ => new StoredTensor(tensor.Name, tensor.Shape, values), "m.safetensors"));
        Assert.StartsWith("m.safetensors: the trees 'methods.trees.0'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "network", "tree" }, "--methods must be network, trees, zero-shot, ets, theta, arima,")]
    [InlineData(new string[0], "--methods must be network, trees, zero-shot, ets, theta, arima,")]
    [InlineData(new[] { "trees" }, "--methods must be network, trees, zero-shot, with network among them, or only")]
    [InlineData(new[] { "network", "ets" }, "--methods must be network, trees, zero-shot, with network")]
    public void OtherWords_AreRefused(string[] words, string start) => Assert.StartsWith(
        start, Assert.Throws<OptionException>(() => Options() with { Methods = words }).OnCommandLine,
        StringComparison.Ordinal);

    private sealed class StopBehindTraining(CancellationTokenSource stop) : ITrainingObserver
    {
        public void OnStopped(TrainingResult result) => stop.Cancel();
    }
}
