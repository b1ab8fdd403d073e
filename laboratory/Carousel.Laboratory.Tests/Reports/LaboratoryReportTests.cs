using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Reports;
using Carousel.Laboratory.Running;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Reports;

public sealed class LaboratoryReportTests
{
    private static readonly LaboratoryOptions _brief = new() { Trials = 1, Budget = 30 };

    public static TheoryData<string> Names => [.. ExperimentCatalogue.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Report_OfEachExperiment_HoldsItsTable(string name)
    {
        Experiment experiment = ExperimentCatalogue.Find(name)!;
        ExperimentResult result = LaboratoryRun.Run(
            experiment, [experiment.Rows[0], experiment.Rows[^1]], _brief, null, CancellationToken.None);
        string page = ReportWriter.ToHtml(LaboratoryReport.Make([result], _brief, $"carousel-lab {name}"));
        Assert.Contains(experiment.Title, page, StringComparison.Ordinal);

        // Guessing does not learn.
        Assert.Equal(name != "guessing", page.Contains("Learning curves", StringComparison.Ordinal));
        Assert.Contains("reduced: 1 of ", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_ShowsTheStates_OfANetworkThatHasLearned()
    {
        Experiment experiment = ExperimentCatalogue.Find("adding")!;
        ExperimentResult result = LaboratoryRun.Run(
            experiment, [experiment.Rows[0]], _brief, null, CancellationToken.None);
        RowResult row = result.Rows[0] with { Weights = [.. Enumerable.Range(0, 93).Select(i => i / 100f)] };
        Assert.NotNull(CarouselTrace.Of(row));
        string page = ReportWriter.ToHtml(LaboratoryReport.Make([result with { Rows = [row] }], _brief, ""));
        Assert.Contains("States of the memory cells", page, StringComparison.Ordinal);
        Assert.Contains("input gate 2", page, StringComparison.Ordinal);
        Assert.Contains("How much of an error comes back", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Trace_FollowsTheCells()
    {
        Experiment experiment = ExperimentCatalogue.Find("adding")!;
        RowResult row = LaboratoryRun.Run(
            experiment, [experiment.Rows[0]], _brief, null, CancellationToken.None).Rows[0];
        Assert.Null(CarouselTrace.Of(row with { Weights = [] }));
        CarouselTrace trace = CarouselTrace.Of(row with { Weights = new float[93] })!;
        Assert.Equal((4, 4), (trace.States.Length, trace.Gates.Length));
        Assert.Equal(["input gate 1", "input gate 2", "output gate 1", "output gate 2"], trace.GateNames);
        Assert.InRange(trace.Marks.Length, 1, 2);

        // With weights of 0 gates are half open and nothing comes in.
        Assert.All(trace.Gates, g => Assert.All(g, value => Assert.Equal(0.5, value, 6)));
        Assert.All(trace.States, s => Assert.All(s, value => Assert.Equal(0, value, 6)));
    }

    [Fact]
    public void Line_OfAResult_IsReadBack()
    {
        Experiment experiment = ExperimentCatalogue.Find("temporal-order")!;
        RowResult row = LaboratoryRun.Run(
            experiment, experiment.Rows, _brief with { Trials = 2 }, null, CancellationToken.None).Rows[0] with
        {
            Weights = [1, -0.1f, 1e-20f],
        };
        string line = ResultLine.Write(row);
        RowResult read = ResultLine.Read(line, ExperimentCatalogue.All)!;
        Assert.Equal(line, ResultLine.Write(read));
        Assert.Equal(row.Weights, read.Weights);
        Assert.Equal(row.Outcomes.SelectMany(o => o.Curve), read.Outcomes.SelectMany(o => o.Curve));
        Assert.Same(row.Row, read.Row);
        Assert.Null(ResultLine.Read(line[..^5], ExperimentCatalogue.All));
        Assert.Null(ResultLine.Read(
            line.Replace("temporal-order", "temporal-odour", StringComparison.Ordinal), ExperimentCatalogue.All));
        Assert.Null(ResultLine.Read("[]", ExperimentCatalogue.All));
    }

    [Fact]
    public void Sentences_SayHowItCompares()
    {
        Experiment experiment = ExperimentCatalogue.Find("temporal-order")!;
        RowResult row = LaboratoryRun.Run(experiment, experiment.Rows, _brief, null, CancellationToken.None).Rows[0];
        Assert.Equal(
            "LSTM, 6a: the one trial did not succeed within 30 training sequences. Published: every trial succeeded, "
            + "after 31,390 sequences.", ResultSentence.Of(row with { Row = Of(row, "6a") }));
        RowResult far = row with
        {
            Row = Of(row, "6a"),
            TrialsAsked = 4,
            Outcomes = [.. Enumerable.Range(0, 4).Select(i => Outcome(i, 100_000 + i))],
        };
        Assert.Equal(
            "LSTM, 6a: all 4 trials succeeded after 100,002 training sequences on average (100,000 to 100,003). "
            + "Published: every trial succeeded, after 31,390 sequences; that is 3.19 times as many here, outside a "
            + "factor of two.",
            ResultSentence.Of(far));
        RowResult near = row with
        {
            Row = Of(row, ""),
            TrialsAsked = 8,
            Budget = 300_000,
            Outcomes = [Outcome(0, 20_000), .. Enumerable.Range(1, 7).Select(i => Outcome(i, 300_000, false))],
        };
        Assert.Equal(
            "LSTM: 1 of 8 trials succeeded after 20,000 training sequences, the others not within 300,000. Published: "
            + "every trial succeeded, after 31,390 sequences; that is 0.64 times as many here, within a factor of two. "
            + "The share is not the published one: with 95 % confidence it is 0.3 % to 52.7 %.",
            ResultSentence.Of(near));
        Assert.Equal(
            "1 of 20 trials and a budget of 30 sequences instead of a full run's 300,000",
            ResultSentence.Reductions(row));

        static ExperimentRow Of(RowResult row, string label) => row.Row with { Label = label };
    }

    [Fact]
    public void Sentences_HoldBudgetsAgainstThePapers()
    {
        RowResult row = Result("lags-2a/rtrl-10", 200_000, Outcome(0, 200_000, false));
        Assert.EndsWith(
            "Published: no trial succeeded within 5,000,000 sequences.", ResultSentence.Of(row),
            StringComparison.Ordinal);
        Assert.Equal(
            "1 of 18 trials and a budget of 200,000 sequences instead of the paper's 5,000,000",
            ResultSentence.Reductions(row));
        Assert.True(
            Result("lags-2a/lstm", 50_000, [.. Enumerable.Range(0, 18).Select(i => Outcome(i, 5000))]).IsReduced);
        Assert.False(
            Result(
                "temporal-order/lstm", 300_000, [.. Enumerable.Range(0, 20).Select(i => Outcome(i, 5000))]).IsReduced);
    }

    [Fact]
    public void Sentences_SaySome_WhereThePaperDoes()
    {
        Assert.EndsWith(
            "Published: some trials succeeded, after 173,000 sequences.",
            ResultSentence.Of(Result("reber/rtrl-3", 1000, Outcome(0, 1000, false))), StringComparison.Ordinal);
        Assert.EndsWith(
            "Published: an unstated share of trials succeeded.",
            ResultSentence.Of(Result("anbn/n-10", 1000, Outcome(0, 1000, false))), StringComparison.Ordinal);
        Assert.Equal(
            ["some", "–", "100 %"],
            ((string[])["reber/rtrl-3", "anbn/n-10", "adding/length-100"])
                .Select(path => ResultSentence.PublishedShare(Result(path, 1).Row)));
    }

    [Theory]
    [InlineData("temporal-order/lstm", 300_000, false, false)]
    [InlineData("temporal-order/lstm", 299_999, false, null)]
    [InlineData("temporal-order/lstm", 300_000, true, true)]
    [InlineData("lags-2a/rtrl-10", 2_000_000, false, null)]
    [InlineData("lags-2a/rtrl-10", 2_000_000, true, false)]
    [InlineData("lags-2a/rtrl-10", 5_000_000, false, true)]
    [InlineData("reber/rtrl-3", 520_000, true, null)]
    public void Share_IsHeldAgainstThePublishedOne_WhereThatSaysSomething(
        string path, long budget, bool areSolved, bool? expected) =>
        Assert.Equal(
            expected,
            Result(path, budget, [.. Enumerable.Range(0, 5).Select(i => Outcome(i, 1000, areSolved))]).SharesAgree);

    [Fact]
    public void Headline_CountsPrintedRowsAndVariationsApart()
    {
        RowResult[] rows =
        [
            Result("lags-2c/lag-50-symbols-50", 100_000, Outcome(0, 30_000)),
            Result("lags-2c/lag-100-symbols-100", 100_000, Outcome(0, 100_000, false)),
            Result("lags-2c/lag-200-symbols-200", 10_000, Outcome(0, 10_000, false)),
            Result("lags-2c/lag-50-symbols-50-variation", 100_000, Outcome(0, 9000)),
        ];
        Assert.Equal(
            "The share of trials that succeed agrees with the published one within binomial error in 1 of 2 rows as "
            + "printed; the number of training sequences is within a factor of two in 1 of 2. "
                + "Among the variations, 1 of 1 agree in the share and 0 of 1 in the number. 1 row with less than its "
                + "whole budget is not counted.",
            LaboratoryReport.Headline(
                [
                    rows[0],
                    rows[1] with { Outcomes = [.. Enumerable.Range(0, 4).Select(i => Outcome(i, 100_000, false))] },
                    .. rows[2..],
                ]));
        Assert.Equal(
            "None of the rows can be compared with a published one. "
            + "2 rows with less than their whole budget are not counted.",
            LaboratoryReport.Headline([rows[2], rows[2]]));
    }

    [Fact]
    public void Report_ShowsEveryPublishedFigure_AndTheBudget()
    {
        foreach (Experiment experiment in ExperimentCatalogue.All)
        {
            RowResult[] rows =
            [
                .. experiment.Rows.Select(
                    r => Result($"{experiment.Name}/{r.Name}", 12_321, Outcome(0, 12_321, false))),
            ];
            string page = ReportWriter.ToHtml(LaboratoryReport.Make(
                [new ExperimentResult(experiment, rows)], _brief, ""));
            Assert.All(
                experiment.Rows.SelectMany(r => r.Published?.Figures.Keys ?? []),
                name => Assert.Contains(name.Replace('_', ' '), page, StringComparison.Ordinal));
            Assert.Contains("12,321</td>", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Figures_HaveTheMostOfAllTrials_WhereThePaperDoes()
    {
        RowResult row = Result("adding/length-100", 1000, Outcome(0, 10, figure: 1), Outcome(1, 10, figure: 4));
        Assert.Equal([("test_wrong", 2.5), ("test_wrong_max", 4)], row.Figures.Select(f => (f.Key, f.Value)));
        Assert.Equal((10, 20), Range(Result("adding/length-1000", 1000, Outcome(0, 10), Outcome(1, 20)).Figures));

        static (double, double) Range(IReadOnlyDictionary<string, double> figures) =>
            (figures["minimum"], figures["maximum"]);
    }

    [Theory]
    [InlineData("reber", 2)]
    [InlineData("adding", 1)]
    public void Curves_LeaveNoRowOut(string name, int charts)
    {
        Experiment experiment = ExperimentCatalogue.Find(name)!;
        RowResult[] rows =
        [
            .. experiment.Rows.Select(
                r => Result($"{name}/{r.Name}", 1000, Outcome(0, 1000) with { Curve = [new(10, 1), new(1000, 0.5f)] })),
        ];
        LineChart[] drawn = [.. LearningCurves.Draw(new ExperimentResult(experiment, rows)).Cast<LineChart>()];
        Assert.Equal(charts, drawn.Length);
        Assert.Equal(experiment.Rows.Select(r => r.Name), drawn.SelectMany(c => c.Lines.Select(s => s.Name)));
        Assert.Empty(LearningCurves.Draw(new ExperimentResult(experiment, [])));
    }

    private static RowResult Result(string path, long budget, params TrialOutcome[] outcomes)
    {
        string[] parts = path.Split('/');
        return new RowResult
        {
            Experiment = parts[0],
            Row = ExperimentCatalogue.Find(parts[0])!.Rows.Single(r => r.Name == parts[1]),
            Seed = 1,
            Budget = budget,
            TrialsAsked = outcomes.Length,
            Outcomes = outcomes,
            Seconds = 1,
            Steps = 1,
            Weights = [],
        };
    }

    private static TrialOutcome Outcome(int number, long sequences, bool isSolved = true, double? figure = null) =>
        new(
            number, isSolved, sequences,
            figure is { } value ? new Dictionary<string, double> { ["test_wrong"] = value } : [], []);
}
