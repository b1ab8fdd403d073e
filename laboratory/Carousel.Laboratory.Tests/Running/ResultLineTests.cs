using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Running;

namespace Carousel.Laboratory.Tests.Running;

public sealed class ResultLineTests
{
    private static readonly Experiment _experiment = ExperimentCatalogue.Find("adding")!;

    private static string Whole => ResultLine.Write(Result);

    private static RowResult Result => new()
    {
        Experiment = _experiment.Name,
        Row = _experiment.Rows[0],
        Seed = 7,
        Budget = 1000,
        TrialsAsked = 2,
        Seconds = 1.5,
        Steps = 12345,
        Outcomes =
        [
            new TrialOutcome(
                0, true, 40, new Dictionary<string, double> { ["wrong"] = -2.5 }, [new CurvePoint(20, 0.25f)]),
        ],
        Weights = [0.5f, -1],
    };

    [Fact]
    public void Line_IsReadAsItWasWritten()
    {
        RowResult? read = ResultLine.Read(Whole, [_experiment]);
        Assert.NotNull(read);
        Assert.Equal(
            (7UL, 1000L, 2, 1.5, 12345L), (read.Seed, read.Budget, read.TrialsAsked, read.Seconds, read.Steps));
        TrialOutcome outcome = Assert.Single(read.Outcomes);
        Assert.Equal(
            (0, true, 40L, -2.5), (outcome.Number, outcome.IsSolved, outcome.Sequences, outcome.Figures["wrong"]));
        Assert.Equal(Result.Outcomes[0].Curve, outcome.Curve);
        Assert.Equal(Result.Weights, read.Weights);
    }

    [Fact]
    public void Line_IsNone_WhereItIsNotWholeOrOfAnotherRow()
    {
        Assert.Null(ResultLine.Read(Whole[..^9], [_experiment]));
        Assert.Null(ResultLine.Read("", [_experiment]));
        Assert.Null(ResultLine.Read("[]", [_experiment]));
        Assert.Null(ResultLine.Read(Whole, [ExperimentCatalogue.Find("reber")!]));
    }

    [Theory]
    [InlineData("\"wrong\":-2.5", "\"wrong\":1,\"wrong\":2")]
    [InlineData("\"wrong\":-2.5", "\"wrong\":1e999")]
    [InlineData("\"seconds\":1.5", "\"seconds\":1e999")]
    [InlineData("\"seconds\":1.5", "\"seconds\":1e300")]
    [InlineData("\"seconds\":1.5", "\"seconds\":-1")]
    [InlineData("\"steps\":12345", "\"steps\":-1")]
    [InlineData("\"sequences\":40", "\"sequences\":-40")]
    [InlineData("[20,0.25]", "[20,1e99]")]
    public void Line_IsRefused_WhereItSaysWhatNoRunCanHaveComeTo(string part, string other)
    {
        Assert.Contains(part, Whole, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(
            () => ResultLine.Read(Whole.Replace(part, other, StringComparison.Ordinal), [_experiment]));
    }
}
