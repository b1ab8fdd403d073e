using System.Globalization;
using Carousel.Anomalies;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class EventModelTests : IDisposable
{
    private static readonly AnomalyOptions _quick = new()
    {
        Fit = new FitOptions { Hidden = 8, Epochs = 2, Threads = 1 },
        Learn = 0.6,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Ten hosts that log in at eight, work and log out, hour by hour; one of them once does a thing that no other host
    /// does.
    /// </summary>
    private static EventLog Hosts(bool odd = true)
    {
        var builder = new EventLogBuilder("hosts.csv", ["action"], ["bytes"], "attack")
        {
            IdName = "host",
            TimeName = "time",
        };
        for (int day = 0; day < 20; day++)
        {
            for (int host = 0; host < 10; host++)
            {
                var morning = new DateTime(2024, 3, 1, 8, host, 0).AddDays(day);
                builder.Add($"h{host}", morning, ["login"], [1], 0);
                for (int work = 1; work < 5; work++)
                {
                    bool isOdd = odd && day == 18 && host == 3 && work == 2;
                    builder.Add(
                        $"h{host}", morning.AddHours(work), [isOdd ? "dump" : "read"], [isOdd ? 5000 : 10 + work],
                        isOdd ? 1 : 0);
                }

                builder.Add($"h{host}", morning.AddHours(8), ["logout"], [1], 0);
            }
        }

        return builder.Build();
    }

    [Fact]
    public void Fields_AreGapHourCategoriesAndNumbers()
    {
        EventPlan plan = EventPlan.Make(Hosts(), _quick);

        Assert.Equal(["time since the last", "hour", "action", "bytes"], plan.Design.Fields.Select(f => f.Name));
        Assert.Equal(["read", "login", "logout"], plan.Design.Fields[2].Labels);
    }

    [Fact]
    public void Codes_AreBucketsFromOneOn_AndZeroForWhatIsUnknown()
    {
        var amount = new EventField("amount", EventFieldKind.Number, 0, [], [1, 5]);

        Assert.Equal(4, amount.Size);
        Assert.Equal([0, 1, 1, 2, 3], new[] { double.NaN, 0, 1, 5, 6 }.Select(amount.CodeOf));
    }

    [Fact]
    public async Task OddEvent_HasTheHighestScore_AndSaysWhy()
    {
        EventLog log = Hosts();
        EventPlan plan = EventPlan.Make(log, _quick with { Fit = _quick.Fit with { Epochs = 12 }, Memory = 0 });
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

        EventVerdicts verdicts = model.Judge(log, TestContext.Current.CancellationToken);

        int odd = log[3].IndexAt((18 * 6) + 2);
        Assert.Equal(verdicts.Scores.Max(), verdicts.Scores[odd]);
        Assert.True(verdicts.IsAnomalous[odd]);
        Assert.Contains(model.Design.Fields[verdicts.Reasons[odd]].Name, (string[])["action", "bytes"]);
    }

    [Fact]
    public async Task Model_IsTheSameBytes_WhateverTheThreads()
    {
        byte[] one = await BytesAsync(Hosts(), 1);
        byte[] two = await BytesAsync(Hosts(), 2);

        Assert.Equal(one, two);
    }

    [Fact]
    public async Task SavedModel_GivesTheSameScores()
    {
        EventLog log = Hosts();
        using var model = (await EventPlan.Make(log, _quick)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        string file = _folder.File("model.safetensors");
        model.Save(file);

        using var loaded = (EventModel)AllModels.Load(file, 1);

        Assert.Equal(
            ((EventModel)model).Judge(log, TestContext.Current.CancellationToken).Scores,
            loaded.Judge(log, TestContext.Current.CancellationToken).Scores);
    }

    [Fact]
    public async Task Predict_ReadsALogOfTheSameColumns()
    {
        using var model = (await EventPlan.Make(Hosts(), _quick)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        const string Log =
            "host,time,action,bytes,ticket\nh1,2024-04-01 08:00:00,login,1,T1\nh1,2024-04-01 09:00:00,read,k.A.,T2\n"
            + "new,2024-04-01 09:30:00,never seen,7,\"T,3\"\n";

        JobAnswer answer = model.Predict(
            JobInput.OfReader(new StringReader(Log)), output, TestContext.Current.CancellationToken);

        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("host,time,score,anomaly,surprise,reason,value,ticket", lines[0]);
        Assert.EndsWith(",\"T,3\"", lines[3], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
        Assert.EndsWith("of 3 events are above the threshold.", answer.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_KeepsTheOrderOfTheLog()
    {
        using var model = (await EventPlan.Make(Hosts(), _quick)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        model.Predict(
            JobInput.OfText(
                "host,time,action,bytes,ticket\nh2,2024-04-01 08:00:00,login,1,A\nh1,2024-04-01 09:00:00,login,1,B\n"
                + "h2,2024-04-01 09:30:00,read,7,C\n"),
            output, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["h2:A", "h1:B", "h2:C"],
            output.ToString().TrimEnd('\n').Split('\n').Skip(1).Select(l => l.Split(','))
                .Select(c => $"{c[0]}:{c[^1]}"));
    }

    [Fact]
    public void UsualEventAfterAnAttack_TakesOverLittle()
    {
        EventLog log = Hosts();
        EventDesign design = EventDesign.Of(
            log, log.Last, new CellDesign(CellKind.Lstm, 1, 4, 0, 1, InitializerKind.Glorot));
        var history = new EventHistory(design);
        var start = new DateTime(2024, 3, 1);

        Assert.Equal((0, 90), history.Add(start, 90, 200, 2));
        Assert.Equal((1, 18), history.Add(start.AddMinutes(5), -2, 20, 2));
    }

    [Fact]
    public async Task Evaluation_IsRefused_WithoutLabels()
    {
        using var model = (await EventPlan.Make(Hosts(), _quick)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        JobInput input = JobInput.OfReader(new StringReader(
            "host,time,action,bytes\nh1,2024-04-01 08:00:00,login,1\n"));

        Data.DataFormatException refused = Assert.Throws<Data.DataFormatException>(
            () => model.Evaluate(input, TestContext.Current.CancellationToken));

        Assert.EndsWith(
            "has no column of labels, so nothing can be measured. Add a column 'label' with 1 for an anomaly and 0 for "
            + "other events, or use carousel predict.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_IsSurprisedByWhatIsRareForTheEntity()
    {
        var builder = new EventLogBuilder("hosts.csv", ["action"], []) { IdName = "host" };
        for (int i = 0; i <= 60; i++)
        {
            builder.Add("reader", new DateTime(2024, 3, 1).AddHours(i), [i == 60 ? "write" : "read"], [], float.NaN);
            builder.Add("writer", new DateTime(2024, 3, 1).AddHours(i), ["write"], [], float.NaN);
        }

        EventLog log = builder.Build();
        EventDesign design = EventDesign.Of(
            log, log.Last, new CellDesign(CellKind.Lstm, 1, 4, 0, 1, InitializerKind.Glorot));
        EventSurprise[] surprises = EventProfile.Of(new EventEncoder(design, log), log.Last);

        double Action(string id, int at)
        {
            EventSequence events = Enumerable.Range(0, log.Count).Select(h => log[h]).Single(e => e.Id == id);
            return surprises[events.IndexAt(at)].Fields[design.Fields.ToList().FindIndex(f => f.Name == "action")];
        }

        Assert.Equal(Math.Log(2), Action("reader", 0), 0.05);
        Assert.InRange(Action("reader", 59), 0, 0.1);
        Assert.InRange(Action("reader", 60), 2, 3);
        Assert.InRange(Action("writer", 60), 0, 0.1);
    }

    [Fact]
    public async Task AFewEvents_AreScoredByTheFrequenciesOfTheEntity()
    {
        EventPlan plan = EventPlan.Make(Hosts(), _quick);
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

        JobResult result = plan.Fitted(model).Measure("", TestContext.Current.CancellationToken);

        Assert.Equal(["model", "network"], result.Scores.Select(s => s.Name));
        Assert.Equal(EventProfile.Title, result.Scores[0].Title);
        Assert.Contains("PR-AUC is", result.Sentence, StringComparison.Ordinal);
    }

    /// <summary>
    /// Every host repeats login, read, write, logout; in one of 50 sessions of a made log it writes before it reads.
    /// Each event by itself is usual, only the order is not.
    /// </summary>
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Order_IsSeenByTheNetwork_ButNotByFrequencies()
    {
        var builder = new EventLogBuilder("made.csv", ["action"], [], "odd") { IdName = "host" };
        for (int session = 0; session < 6000; session++)
        {
            bool isOdd = session % 50 == 7;
            string[] actions = ["login", isOdd ? "write" : "read", isOdd ? "read" : "write", "logout"];
            for (int a = 0; a < actions.Length; a++)
            {
                builder.Add(
                    $"h{session % 40}", new DateTime(2024, 3, 1).AddHours((session / 40 * 4) + a), [actions[a]], [],
                    isOdd && a == 1 ? 1 : 0);
            }
        }

        EventPlan plan = EventPlan.Make(builder.Build(), new AnomalyOptions { Learn = 0.6, Memory = 0 });
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

        JobResult result = plan.Fitted(model).Measure("", TestContext.Current.CancellationToken);

        Assert.True(result.Scores[0].Metrics["pr_auc"] > 0.9, result.Sentence);
        Assert.True(result.Scores[1].Metrics["pr_auc"] < 0.1, result.Sentence);
    }

    private async Task<byte[]> BytesAsync(EventLog log, int threads)
    {
        using var model = (await EventPlan.Make(log, _quick with { Fit = _quick.Fit with { Threads = threads } })
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        string file = _folder.File($"model{threads}.safetensors");
        model.Save(file);
        return await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
    }
}
