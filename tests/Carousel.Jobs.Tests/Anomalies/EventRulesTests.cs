using Carousel.Anomalies;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>Logs of payments and connections: how they are recognised, scored and written.</summary>
public sealed class EventRulesTests : IDisposable
{
    private static readonly AnomalyOptions _options = new()
    {
        Fit = new FitOptions { Threads = 1, Epochs = 1, Hidden = 4 },
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("transactions.csv")]
    [InlineData("connections.csv")]
    public void BundledLogs_AreMadeByTheirRules(string name)
    {
        string file = Sample(name);
        string made = name[0] == 't'
            ? EventRules.Transactions(EventRules.SampleSeed)
            : EventRules.Connections(EventRules.SampleSeed);
        if (Environment.GetEnvironmentVariable("CAROUSEL_WRITE_SNAPSHOTS") is "1")
        {
            File.WriteAllText(file, made);
        }

        Assert.Equal(made, File.ReadAllText(file));
        Assert.True(made.Length < 200_000, name);
    }

    [Fact]
    public void Logs_AreRecognised_AndChannelsAreNot()
    {
        string Written(string text)
        {
            string path = _folder.File("some.csv");
            File.WriteAllText(path, text);
            return path;
        }

        Assert.True(EventPlan.IsLog(Written(EventRules.Transactions(2, days: 3)), new()));
        Assert.True(EventPlan.IsLog(Written(EventRules.Connections(2, days: 1)), new()));
        Assert.False(EventPlan.IsLog(Written("time,device,load\n1:00,a,1\n2:00,a,2\n"), new()));
        Assert.False(EventPlan.IsLog(Sample("us_flights_hourly.csv"), new()));

        // Two devices at a fixed rate, of which one misses a row; then rows that have a number each.
        IEnumerable<string> rows = Enumerable.Range(0, 100).Where(i => i != 37).Select(
            i => $"2026-01-01 {i / 60:00}:{i % 60:00},{"ab"[i % 2]},{(i % 7 == 0 ? "idle" : "busy")},{i % 9}");
        Assert.False(EventPlan.IsLog(Written("time,device,state,load\n" + string.Join('\n', rows)), new()));
        rows = Enumerable.Range(0, 100).Select(i => $"{i},2026-01-01 {i * i % 24:00}:00,busy,{i % 9}");
        Assert.False(EventPlan.IsLog(Written("id,time,state,load\n" + string.Join('\n', rows)), new()));
        rows = Enumerable.Range(0, 60).Select(i => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{new DateTime(2026, 1, 1).AddSeconds((i * 600) + (i * i * 37 % 200)):s},{"ab"[i % 2]},busy,{i % 9}"));
        Assert.False(EventPlan.IsLog(Written("time,device,state,load\n" + string.Join('\n', rows)), new()));
        Assert.False(EventPlan.IsLog(_folder.File("missing.csv"), new()));
        Assert.False(EventPlan.IsLog(Written(EventRules.Connections(2, days: 1)), new() { Targets = ["sent"] }));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Labels_FindFraudsAndAttacks_OfOtherSeeds(int seed)
    {
        Assert.InRange((await MeasureAsync(EventRules.Transactions(seed))).Scores[0].Metrics["pr_auc"], 0.95, 1);
        Assert.InRange((await MeasureAsync(EventRules.Connections(seed))).Scores[0].Metrics["pr_auc"], 0.99, 1);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task WithoutLabels_MostFraudsAreFound_AtTheDefaultThreshold(int seed)
    {
        string text = EventRules.Transactions(seed);
        EventLog labeled = Read(text);
        EventPlan plan = EventPlan.Make(Read(EventRules.WithoutLabels(text)), _options);
        using EventModel model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        EventVerdicts verdicts = model.Judge(plan.Log, TestContext.Current.CancellationToken);

        int[] searched = labeled.PlacesWhere(t => t >= plan.SearchedFrom);
        double found = searched.Count(i => verdicts.IsAnomalous[i] && labeled.AllLabels![i] == 1);
        Assert.InRange(found / searched.Count(i => labeled.AllLabels![i] == 1), 0.7, 1);
        Assert.InRange(found / searched.Count(i => verdicts.IsAnomalous[i]), 0.5, 1);
    }

    [Fact]
    public async Task Rate_IsKept_WhenItIsAskedFor()
    {
        EventLog log = Read(EventRules.Transactions(11));
        async Task<double> ShareAsync(string? rate)
        {
            EventPlan plan = EventPlan.Make(log, _options with { Rate = rate });
            using EventModel model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
            EventVerdicts verdicts = model.Judge(log, TestContext.Current.CancellationToken);
            int[] ordinary = log.PlacesWhere(t => t >= plan.SearchedFrom);
            return ordinary.Where(i => log.AllLabels![i] == 0).Average(i => verdicts.IsAnomalous[i] ? 1 : 0);
        }

        // Scores of trees are often equal: fewer than the share may exceed the threshold.
        double byLabels = await ShareAsync(null), asked = await ShareAsync("0.2");
        Assert.InRange(byLabels, 0, 0.02);
        Assert.InRange(asked, 2 * byLabels, 0.2);
        Assert.True(asked > 0.02, $"{asked}");
    }

    [Fact]
    public async Task Labels_ThatBeginLate_OnDaysAlone_AreNoFault()
    {
        IEnumerable<string> rows = Enumerable.Range(0, 400).Select(i =>
            $"2026-01-{1 + (i / 40):00},card{i % 7},{(i % 5 == 3 ? "odd" : "usual")},{i % 3},"
            + (i < 100 ? "" : i % 5 == 3 ? "1" : "0"));
        EventPlan plan = EventPlan.Make(
            Read("time,card,kind,amount,fraud\n" + string.Join('\n', rows)), _options);
        using EventModel model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

        Assert.True(EventChoice.HasLabels(plan.Log, plan.SearchedFrom));
        Assert.All(
            model.Judge(plan.Log, TestContext.Current.CancellationToken).Scores.Append(model.Fitted.Threshold),
            score => Assert.True(double.IsFinite(score)));
    }

    [Fact]
    public async Task HoursOfAShortLog_AreNotAnomalies()
    {
        int alarms = 0;
        for (int seed = 1; seed <= 5; seed++)
        {
            string day = EventRules.WithoutLabels(EventRules.Connections(seed, days: 1, attacks: 0));
            EventPlan plan = EventPlan.Make(Read(day), _options);
            using EventModel model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
            EventVerdicts verdicts = model.Judge(plan.Log, TestContext.Current.CancellationToken);

            Assert.DoesNotContain("hour", plan.Design.Fields.Select(f => f.Name));
            alarms += plan.Log.PlacesWhere(t => t >= plan.SearchedFrom).Where(i => verdicts.IsAnomalous[i])
                .Select(i => (plan.Log.Find(i).Events.Id, plan.Log.AllTimes[i].Hour / 2)).Distinct().Count();
        }

        Assert.InRange(alarms, 0, 5);
    }

    [Fact]
    public async Task ADetectorThatLearnedLabels_IsSavedWhole_AndWritesItsAnomalies()
    {
        EventLog log = Read(EventRules.Connections(3));
        EventPlan plan = EventPlan.Make(log, _options);
        Fitted<EventModel> fitted = await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken);
        fitted.Model.Save(_folder.File("model.safetensors"));
        using EventModel loaded = EventModel.Load(_folder.File("model.safetensors"), 1);
        EventVerdicts own = fitted.Model.Judge(log, TestContext.Current.CancellationToken);

        Assert.Equal(EventScoring.Labels, loaded.Fitted.Scoring);
        Assert.Equal(own.Scores, loaded.Judge(log, TestContext.Current.CancellationToken).Scores);
        JobResult result = plan.Fitted(fitted.Model).Measure("", TestContext.Current.CancellationToken);
        Assert.Equal(["scores.csv", "anomalies.csv"], result.Files.Select(f => f.Name));
        Assert.Equal(["model", "entity_frequencies", "network"], result.Scores.Select(s => s.Name));
        fitted.Model.Dispose();
    }

    private static async Task<JobResult> MeasureAsync(string text)
    {
        EventPlan plan = EventPlan.Make(Read(text), _options);
        using EventModel model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        return plan.Fitted(model).Measure("", TestContext.Current.CancellationToken);
    }

    private static string Sample(string name)
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Carousel.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, "samples", name);
    }

    private static EventLog Read(string text) => EventReader.ReadCsv(new StringReader(text), "log.csv");
}
