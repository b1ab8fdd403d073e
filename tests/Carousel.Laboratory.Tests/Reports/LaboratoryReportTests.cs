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
        ExperimentResult result = LaboratoryRun.Run(experiment, [experiment.Rows[0], experiment.Rows[^1]], _brief, null, CancellationToken.None);
        string page = ReportWriter.ToHtml(LaboratoryReport.Make([result], _brief, $"carousel laboratory {name}"));
        Assert.Contains(experiment.Title, page, StringComparison.Ordinal);

        // Guessing does not learn.
        Assert.Equal(name != "guessing", page.Contains("Learning curves", StringComparison.Ordinal));
        Assert.Contains("reduced: 1 of ", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_ShowsTheStates_OfANetworkThatHasLearned()
    {
        Experiment experiment = ExperimentCatalogue.Find("adding")!;
        ExperimentResult result = LaboratoryRun.Run(experiment, [experiment.Rows[0]], _brief, null, CancellationToken.None);
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
        RowResult row = LaboratoryRun.Run(experiment, [experiment.Rows[0]], _brief, null, CancellationToken.None).Rows[0];
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
        RowResult row = LaboratoryRun.Run(experiment, experiment.Rows, _brief with { Trials = 2 }, null, CancellationToken.None).Rows[0] with { Weights = [1, -0.1f, 1e-20f] };
        string line = ResultLine.Write(row);
        RowResult read = ResultLine.Read(line, ExperimentCatalogue.All)!;
        Assert.Equal(line, ResultLine.Write(read));
        Assert.Equal(row.Weights, read.Weights);
        Assert.Equal(row.Outcomes.SelectMany(o => o.Curve), read.Outcomes.SelectMany(o => o.Curve));
        Assert.Same(row.Row, read.Row);
        Assert.Null(ResultLine.Read(line[..^5], ExperimentCatalogue.All));
        Assert.Null(ResultLine.Read(line.Replace("temporal-order", "temporal-odour", StringComparison.Ordinal), ExperimentCatalogue.All));
        Assert.Null(ResultLine.Read("[]", ExperimentCatalogue.All));
    }

    [Fact]
    public void Sentences_SayHowItCompares()
    {
        Experiment experiment = ExperimentCatalogue.Find("temporal-order")!;
        RowResult row = LaboratoryRun.Run(experiment, experiment.Rows, _brief, null, CancellationToken.None).Rows[0];
        Assert.Equal("LSTM, 6a: the one trial did not succeed within 30 training sequences. Published: every trial succeeded, after 31,390 sequences. The share is not the published one: with 95 % confidence it is 0 % to 97.5 %.", ResultSentence.Of(row with { Row = Of(row, "6a") }));
        RowResult far = row with { Row = Of(row, "6a"), TrialsAsked = 4, Outcomes = [.. Enumerable.Range(0, 4).Select(i => Outcome(i, 100_000 + i))] };
        Assert.Equal(
            "LSTM, 6a: all 4 trials succeeded after 100,002 training sequences on average (100,000 to 100,003). Published: every trial succeeded, after 31,390 sequences; that is 3.19 times as many here, outside a factor of two.",
            ResultSentence.Of(far));
        RowResult near = row with { Row = Of(row, ""), TrialsAsked = 8, Outcomes = [Outcome(0, 20_000), .. Enumerable.Range(1, 7).Select(i => Outcome(i, 300_000, false))] };
        Assert.Equal(
            "LSTM: 1 of 8 trials succeeded after 20,000 training sequences. Published: every trial succeeded, after 31,390 sequences; that is 0.64 times as many here, within a factor of two. The share is not the published one: with 95 % confidence it is 0.3 % to 52.7 %.",
            ResultSentence.Of(near));
        Assert.Equal("1 of 20 trials and a budget of 30 sequences in place of 300,000", ResultSentence.Reductions(row));

        static ExperimentRow Of(RowResult row, string label) => row.Row with { Label = label };

        static TrialOutcome Outcome(int number, long sequences, bool isSolved = true) => new(number, isSolved, sequences, new Dictionary<string, double>(), []);
    }
}
