using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Survival;

namespace Carousel.Jobs.Tests.Survival;

public sealed class SurvivalFitTests
{
    [Fact]
    public async Task Fit_GivesTheSameFile_WhateverTheThreads()
    {
        using var folder = new TemporaryFolder();
        for (int threads = 1; threads <= 2; threads++)
        {
            using var model = (await Plan(threads)
                .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
            model.Save(folder.File($"{threads}"));
        }

        Assert.Equal(
            await File.ReadAllBytesAsync(folder.File("1"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(folder.File("2"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Model_RanksAndMeasuresTheSame_WhenItIsLoaded()
    {
        using var folder = new TemporaryFolder();
        SurvivalPlan plan = Plan(1);
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        model.Save(folder.File("model"));
        JobResult measured = plan.Fitted(model).Measure("carousel survive", TestContext.Current.CancellationToken);
        string ranking = System.Text.Encoding.UTF8.GetString(measured.Files[0].Content.Span);
        using IJobModel loaded = AllModels.Load(folder.File("model"), 1);
        var text = new StringWriter();
        CustomerSimulation.Make(150, 9).WriteCsv(text);
        string log = text.ToString();

        string[] answers = new string[2];
        foreach ((IJobModel each, int i) in new[] { (model, 0), (loaded, 1) })
        {
            var output = new StringWriter();
            each.Predict(JobInput.OfReader(new StringReader(log)), output, TestContext.Current.CancellationToken);
            answers[i] = output.ToString();
        }

        Assert.Equal(answers[0], answers[1]);
        Assert.StartsWith("customer,hazard_next_week,survival_4_weeks,reason\n", answers[0], StringComparison.Ordinal);
        Assert.StartsWith("customer,hazard_next_week,survival_4_weeks,reason\n", ranking, StringComparison.Ordinal);
        Assert.Equal(
            model.Evaluate(
                JobInput.OfReader(new StringReader(log)), TestContext.Current.CancellationToken).Scores[0].Metrics,
            loaded.Evaluate(
                JobInput.OfReader(new StringReader(log)), TestContext.Current.CancellationToken).Scores[0].Metrics);
        Assert.Equal(["carousel", "logistic", "kaplan_meier"], measured.Scores.Select(s => s.Name));
        Assert.NotNull(measured.Report);
    }

    [Fact]
    public async Task AMuchBetterBaseline_IsNamedFirst()
    {
        SurvivalPlan plan = Plan(1);
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        var measured = SurvivalMeasurement.Of(
            model, null, plan.Data.Grid, plan.Parts.Test, TestContext.Current.CancellationToken);

        Assert.StartsWith("In ", measured.Sentence(), StringComparison.Ordinal);
        SurvivalMeasurement worse = measured with { Model = measured.Model with { Brier = [0.7777] } };
        Assert.Matches(
            @"^The model is worse than [KLkl].*: its Brier score is 0\.7777, compared with 0\.\d+\. Do not use its "
            + @"predictions\. In ", worse.Sentence());
    }

    [Fact]
    public async Task Predict_SaysThatAnEventIsNew_WhenTrainingHadNone()
    {
        using var model = (await Plan(1).FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        var text = new StringWriter();
        CustomerSimulation.Make(40, 9).WriteCsv(text);
        string log = text.ToString().Replace(",ticket,", ",refund,", StringComparison.Ordinal);
        JobAnswer answer = model.Predict(
            JobInput.OfReader(new StringReader(log)), new StringWriter(), TestContext.Current.CancellationToken);

        Assert.Contains("Counted only among all events: 1 name of events, 'refund'.", answer.Notes);
    }

    [Theory]
    [InlineData(
        null, null,
        "log: no event clearly means leaving. Name it with --leave, or pass --absent with the number of days without "
        + "an event that count as leaving. Its events: buy, visit.")]
    [InlineData("lave", null, "log has no event 'lave'. Its events: buy, visit.")]
    [InlineData("visits", null, "log has no event 'visits'. Did you mean 'visit'? Its events: buy, visit.")]
    [InlineData(
        null, 30,
        "log: no customer leaves (30 days without an event) in the 10 whole days before 2024-01-11, so there is "
        + "nothing to learn or to evaluate. Later events are in an incomplete day and do not count. "
        + "Pass a smaller --absent, or a longer log.")]
    [InlineData(
        "visit", null,
        "log: 1 of 2 training customers leave before 2024-01-11; at least 10 are needed. Pass a log of more customers, "
        + "another --leave, or --absent.")]
    public void Plan_SaysWhatIsMissing(string? leave, int? absent, string message)
    {
        const string Text = "id,time,event\na,2024-01-01,buy\na,2024-01-05,visit\nb,2024-01-02,buy\nb,2024-01-10,buy\n";
        EventLog log = EventReader.ReadCsv(new StringReader(Text), "log");

        Assert.Equal(
            message,
            Assert.Throws<DataFormatException>(
                () => SurvivalPlan.Make(log, new SurvivalOptions { Leave = leave, Absent = absent })).OnCommandLine);
    }

    [Theory]
    [InlineData("churned", "log: 1 of 2 training customers leave before 2024-0")]
    [InlineData(null, "log: 1 of 2 training customers leave before 2024-0")]
    [InlineData("gone", "log has no event 'gone'. Its events: basic, pro. They are in column 'plan'; name another with "
        + "--event: status.")]
    public void Plan_FindsTheColumnOfTheLeaving(string? leave, string message)
    {
        const string Text = "day,id,plan,status\n2024-01-01,a,basic,Active\n2024-01-02,b,pro,Active\n"
            + "2024-01-05,a,basic,Churned\n2024-01-10,b,pro,Active\n";
        EventLog log = EventReader.ReadCsv(new StringReader(Text), "log");

        Assert.StartsWith(
            message,
            Assert.Throws<DataFormatException>(
                () => SurvivalPlan.Make(log, new SurvivalOptions { Leave = leave })).OnCommandLine,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ARowForEachCustomer_IsNoLog()
    {
        string rows = string.Concat(Enumerable.Range(0, 30).Select(
            r => $"{r},2022-{1 + (r % 12):00}-01,{(r % 3 == 0 ? $"2023-{1 + (r % 12):00}-01" : "")},basic\n"));

        Assert.Contains(
            "each row seems to be a customer with dates in 'start' and 'end', but a row for each event is needed.",
            Assert.Throws<DataFormatException>(() => EventReader.ReadCsv(
                new StringReader("customer_id,start,end,plan\n" + rows), "log",
                new SurvivalOptions().Reading)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_RefusesTwoKindsOfLeaving()
    {
        EventLog log = CustomerSimulation.Make(30, 1).Log;

        Assert.Throws<OptionException>(
            () => SurvivalPlan.Make(log, new SurvivalOptions { Leave = "leave", Absent = 3 }));
        Assert.Throws<OptionException>(
            () => SurvivalPlan.Make(log, new SurvivalOptions { Leave = "leave", Censor = "leave" }));
    }

    [Fact]
    public void Plan_SaysThatEverybodyLeaves()
    {
        string rows = string.Concat(Enumerable.Range(0, 60)
            .Select(c => $"c{c},2024-01-{1 + (c % 5):00},buy\nc{c},2024-01-{7 + (c % 9):00},leave\n"));
        var plan = SurvivalPlan.Make(EventReader.ReadCsv(new StringReader("id,time,event\n" + rows), "log"));

        Assert.Contains(
            "All customers leave: a log that contains only former customers makes hazards too high. Add the current "
            + "customers.",
            plan.Facts.Select(f => f.Fact));
    }

    [Fact]
    public async Task Absence_IsMeasuredAmongCustomersWithAnEventInTheLastPeriod()
    {
        var plan = SurvivalPlan.Make(
            CustomerSimulation.Make(300, 4).Log,
            new SurvivalOptions
            {
                Absent = 3,
                Period = PeriodKind.Week,
                Fit = new FitOptions { Epochs = 2, Hidden = 4 },
            });
        Fitted<SurvivalModel> fitted = await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken);
        JobResult result = plan.Measure(fitted, TestContext.Current.CancellationToken);

        Assert.All(result.Scores, score => Assert.False(score.Metrics.ContainsKey("concordance")));
        Assert.InRange(result.Scores[0].Metrics["concordance_horizon"], 0.3, 0.95);
        Assert.Contains("pairs of customers with an event in the last week", result.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("churned", "0", "1", 8)]
    [InlineData("Churn", "No", "Yes", 8)]
    [InlineData("churn", "active", "churned", 8)]
    [InlineData("churned", "0", "1", 0)]
    public void AColumnOfLeaving_MarksTheRowOfTheLeaving_OrAllRows(
        string column, string stays, string leaves, int from)
    {
        string rows = string.Concat(Enumerable.Range(0, 60).Select(c => string.Concat(Enumerable.Range(0, 9).Select(
            t => $"c{c},2024-01-{1 + t:00},{t},{(t >= from && c % 2 == 0 ? leaves : stays)}\n"))));
        var plan = SurvivalPlan.Make(EventReader.ReadCsv(
            new StringReader($"customer,date,logins,{column}\n" + rows), "log", new SurvivalOptions().Reading));

        Assert.Equal(leaves, plan.Design.Rule.Event);
        Assert.Equal(30, plan.Data.Histories.Count(h => h.Leaves));
        Assert.All(plan.Data.Histories.Where(h => h.Leaves), h => Assert.Equal(8, h.Length));
        Assert.DoesNotContain(column, plan.Data.Log.Numbers);
        Assert.Empty(plan.Design.Features.Events);
    }

    [Fact]
    public void AColumnOfLeaving_IsNotTakenForTheEvents_WhereAnotherNamesThem()
    {
        const string Text = "id,time,event,churned\na,2024-01-01,buy,0\na,2024-01-02,leave,1\n";
        EventLog log = EventReader.ReadCsv(new StringReader(Text), "log", new SurvivalOptions().Reading);

        Assert.Equal("event", log.Categories[0].Name);
        Assert.Equal(
            ["cancelled"],
            EventReader.ReadCsv(
                new StringReader("id,time,kind,cancelled\na,2024-01-01,3,0\na,2024-01-02,4,1\n"), "log",
                new SurvivalOptions().Reading).Categories.Select(c => c.Name));
        Assert.Empty(EventReader.ReadCsv(
            new StringReader("id,time,kind,cancelled\na,2024-01-01,3,0\na,2024-01-02,4,1\n"), "log").Categories);
    }

    private static SurvivalPlan Plan(int threads) => CustomerSimulation.Plan(
        300, 4, new SurvivalOptions
        {
            Horizon = 4,
            Fit = new FitOptions { Epochs = 2, Hidden = 4, Threads = threads, Seed = 2 },
        });
}
