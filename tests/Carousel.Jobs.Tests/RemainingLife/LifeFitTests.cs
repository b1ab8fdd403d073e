using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.RemainingLife;
using Carousel.Training;

namespace Carousel.Jobs.Tests.RemainingLife;

public sealed class LifeFitTests(LifeFitTests.OneFit once) : IClassFixture<LifeFitTests.OneFit>
{
    // Trees are grown without each two folds: with three measurements they take less than half of the time.
    private const int Few = 3;

    [Fact]
    public async Task Fit_GivesTheSameFile_WhateverTheThreads()
    {
        using var folder = new TemporaryFolder();
        once.Fitted.Model.Save(folder.File("1"));
        using (Fitted<LifeModel> fitted = await Plan(threads: 2).FitAsync(null, TestContext.Current.CancellationToken))
        {
            fitted.Model.Save(folder.File("2"));
        }

        Assert.Equal(
            await File.ReadAllBytesAsync(folder.File("1"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(folder.File("2"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Model_TellsAndMeasuresTheSame_WhenItIsLoaded() => TellsAndMeasuresTheSame(once.Fitted);

    [Fact]
    public async Task ModelWithoutABaseline_TellsAndMeasuresTheSame_WhenItIsLoaded()
    {
        using Fitted<LifeModel> fitted = await Plan(1, o => o with { Baseline = BaselineInside.None }).FitAsync(
            null, TestContext.Current.CancellationToken);
        TellsAndMeasuresTheSame(fitted);
    }

    [Fact]
    public async Task Answers_RiseOverQuantiles_StayWithinTheCap_AndDoNotDependOnWhatComesLater()
    {
        using IJobModel model = (await Plan(1, o => o with { Cap = 60 }).FitAsync(
            null, TestContext.Current.CancellationToken)).Model;
        LifeData whole = WearSimulation.Make(2, 9, Few);
        LifeData cut = whole with
        {
            Units =
            [
                .. whole.Units.Select(u => u with
                {
                    Times = u.Times[..40],
                    Values = u.Values[..(40 * whole.Columns.Features.Count)],
                }),
            ],
        };
        var life = (LifeModel)model;
        LifeTold[][] all = life.Tell(life.Prepare(whole.Units), TestContext.Current.CancellationToken),
            first = life.Tell(life.Prepare(cut.Units), TestContext.Current.CancellationToken);

        for (int u = 0; u < 2; u++)
        {
            Assert.All(all[u], t => Assert.Equal(t.Quantiles.Order(), t.Quantiles));
            Assert.All(all[u], t => Assert.InRange(t.Life, 0, 60));
            Assert.All(all[u], t => Assert.All(t.Quantiles, q => Assert.InRange(q, 0, 60)));
            Assert.Equal(all[u].Take(40).Select(t => t.Life), first[u].Select(t => t.Life));
        }
    }

    [Fact]
    public async Task Fit_TellsLivesBetterThanTheirMean()
    {
        LifePlan plan = Plan(1, o => o with { Fit = o.Fit with { Epochs = 6 } }, pumps: 16, measurements: 7);
        using var model = (await plan.FitAsync(null, TestContext.Current.CancellationToken)).Model;
        LifeData others = WearSimulation.Make(20, 11);
        JobResult result = model.Evaluate(
            JobInput.OfText(Written(others)), TestContext.Current.CancellationToken);

        // Lives up to the cap of 80 deviate from their mean by 27.
        Assert.InRange(result.Scores[0].Metrics["rmse"], 0, 18);
        Assert.InRange(result.Scores[0].Coverage[80], 0.6, 0.97);
    }

    [Fact]
    public void RowsAtAnotherRate_AreNoted_AndTheChangeIsThatOfTheTable()
    {
        LifeModel model = once.Fitted.Model;
        LifeData usual = WearSimulation.Make(3, 7, Few);
        LifeData half = usual with
        {
            Units =
            [
                .. usual.Units.Select(u => u with
                {
                    Times = [.. u.Times.Where((_, t) => t % 2 == 0)],
                    Values = [.. u.Values.Chunk(Few).Where((_, t) => t % 2 == 0).SelectMany(v => v)],
                }),
            ],
        };
        Assert.Equal(1, model.Fitted.Step);
        IReadOnlyList<string> Notes(LifeData data) => model.Predict(
            JobInput.OfText(Written(data)), TextWriter.Null, TestContext.Current.CancellationToken).Notes;
        Assert.DoesNotContain(Notes(usual), n => n.Contains("usual time", StringComparison.Ordinal));
        Assert.Contains(
            "between two rows of a unit of text is 2, but 1 in the training data. Means and slopes count rows",
            Notes(half).Single(n => n.Contains("usual time", StringComparison.Ordinal)), StringComparison.Ordinal);

        JobResult result = once.Fitted.Measure("carousel life", TestContext.Current.CancellationToken);
        double[] errors = [.. result.Scores.Take(2).Select(s => s.Metrics["rmse"])];
        Assert.Equal((errors[0] / errors[1]) - 1, result.Baseline!.Change, 9);
    }

    [Fact]
    public async Task StoppedAndResumed_ItComesToTheSameAnswers()
    {
        using var folder = new TemporaryFolder();
        using (var source = new CancellationTokenSource())
        {
            using var stopped = (await Plan(1).FitAsync(
                new FitRun { Folder = folder.Path, Observers = [new Stop(source)] }, source.Token)).Model;
            Assert.Equal(StopReason.Canceled, stopped.Summary.Reason);
        }

        using IJobModel resumed = (await Plan(1).FitAsync(
            new FitRun { Folder = folder.Path, Resume = true }, TestContext.Current.CancellationToken)).Model;
        string others = Written(WearSimulation.Make(3, 7));
        Assert.Equal(Predicted(once.Fitted.Model, others), Predicted(resumed, others));
    }

    [Fact]
    public async Task UnitsThatDidNotFail_AreLearnedFrom()
    {
        LifeData data = WearSimulation.Make(12, 3, Few);
        data = data with { Units = [.. data.Units.Select((u, i) => i % 4 == 0 ? Censored(u) : u)] };
        LifePlan plan = LifePlan.Make(data, null, Tiny(new LifeOptions { Cap = 0 }));
        using Fitted<LifeModel> fitted = await plan.FitAsync(null, TestContext.Current.CancellationToken);

        Assert.All(
            fitted.Measure("", TestContext.Current.CancellationToken).Scores,
            s => Assert.True(double.IsFinite(s.Metrics["rmse"])));
    }

    [Fact]
    public void Plan_RefusesWhatTellsNothing()
    {
        LifeData few = WearSimulation.Make(4, 1);
        Assert.StartsWith(
            "simulated_pumps has 4 units: 3 are for training, of which 3 failed; at least 5 must.",
            Assert.Throws<DataFormatException>(() => LifePlan.Make(few, null, new LifeOptions())).Message,
            StringComparison.Ordinal);
        LifeData still = WearSimulation.Make(8, 1);
        still = still with
        {
            Units = [.. still.Units.Select(u => u with { Values = [.. u.Values.Select(_ => 1f)] })],
        };
        Assert.StartsWith(
            "simulated_pumps: no measurement changes",
            Assert.Throws<DataFormatException>(() => LifePlan.Make(still, null, new LifeOptions())).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "--lives are the lives of the units of --test",
            Assert.Throws<OptionException>(
                () => LifePlan.Make(null, new LifeOptions { Lives = "lives.txt" })).OnCommandLine,
            StringComparison.Ordinal);
    }

    private static void TellsAndMeasuresTheSame(Fitted<LifeModel> fitted)
    {
        using var folder = new TemporaryFolder();
        LifeModel model = fitted.Model;
        model.Save(folder.File("model"));
        JobResult measured = fitted.Measure("carousel life", TestContext.Current.CancellationToken);
        using IJobModel loaded = AllModels.Load(folder.File("model"), 1);
        string others = Written(WearSimulation.Make(4, 7));

        string[] answers = [.. new[] { model, loaded }.Select(m => Predicted(m, others))];
        Assert.Equal(answers[0], answers[1]);
        Assert.StartsWith(
            "id,time,life,q0.1,q0.2,q0.3,q0.4,q0.5,q0.6,q0.7,q0.8,q0.9\n1,1,", answers[0], StringComparison.Ordinal);
        IReadOnlyDictionary<string, double>[] scores =
        [
            .. new[] { model, loaded }.Select(m => m.Evaluate(
                JobInput.OfText(others), TestContext.Current.CancellationToken).Scores[0].Metrics),
        ];
        Assert.Equal(scores[0], scores[1]);
        Assert.Equal(
            ["carousel", "boosted_trees", "ridge", "similarity", "mean_life"], measured.Scores.Select(s => s.Name));
        Assert.NotNull(measured.Report);
    }

    private static LifeUnit Censored(LifeUnit unit)
    {
        int kept = unit.Length / 2;
        return unit with
        {
            Times = unit.Times[..kept],
            Values = unit.Values[..(kept * (unit.Values.Length / unit.Length))],
            Fails = false,
        };
    }

    private static LifePlan Plan(
        int threads, Func<LifeOptions, LifeOptions>? change = null, int pumps = 8, int measurements = Few)
    {
        LifeOptions options = Tiny(new LifeOptions { Cap = 80, Fit = new FitOptions { Threads = threads } });
        return LifePlan.Make(WearSimulation.Make(pumps, 3, measurements), null, change?.Invoke(options) ?? options);
    }

    private static LifeOptions Tiny(LifeOptions options) => options with
    {
        Ensemble = 1,
        Fit = options.Fit with { Hidden = 4, Epochs = 2 },
    };

    private static string Predicted(IJobModel model, string records)
    {
        var output = new StringWriter();
        model.Predict(JobInput.OfText(records), output, TestContext.Current.CancellationToken);
        return output.ToString();
    }

    private static string Written(LifeData data)
    {
        var text = new StringWriter();
        text.WriteLine(string.Join(',', ["pump", "cycle", .. data.Columns.Features]));
        foreach (LifeUnit unit in data.Units)
        {
            for (int t = 0; t < unit.Length; t++)
            {
                int columns = data.Columns.Features.Count;
                text.WriteLine(string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{unit.Id},{unit.Times[t]},{string.Join(',', unit.Values[(t * columns)..((t + 1) * columns)])}"));
            }
        }

        return text.ToString();
    }

    /// <summary>A fit on one thread that nothing interrupts, which several tests compare with others.</summary>
    public sealed class OneFit : IAsyncLifetime
    {
        private Fitted<LifeModel>? _fitted;

        internal Fitted<LifeModel> Fitted => _fitted!;

        /// <inheritdoc/>
        public async ValueTask InitializeAsync() =>
            _fitted = await Plan(threads: 1).FitAsync(null, TestContext.Current.CancellationToken);

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            _fitted?.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Stop(CancellationTokenSource source) : ITrainingObserver
    {
        public void OnStep(in StepReport report) => source.Cancel();
    }
}
