using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.ForgetBias;
using Carousel.Laboratory.Claims.Lag;
using Carousel.Laboratory.Claims.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class ForgetBiasClaimTests
{
    private static readonly BiasSettings _small = new([5, 12], [LagTask.All[2]], 1600) { Hidden = 12 };
    private static readonly BiasSettings _hopeless = new([5, 9], [LagTask.All[0], LagTask.All[2]], 32) { Hidden = 4, CheckEvery = 1, HeldSequences = 16 };

    [Fact]
    public void ShortLags_AreLearnedWithOpenGates()
    {
        ClaimResult result = new ForgetBiasClaim(_small).Run(new ClaimRun { Seeds = 1, Threads = 2 });
        Assert.Equal(1, Value(result, "bias_1_order_5_solved"));
        Assert.Equal(12, Value(result, "longest_lag_of_constants"));
        Assert.InRange(Value(result, "bias_1_order_12_error"), 0, 0.9);
        LineChart chart = Assert.IsType<LineChart>(result.Blocks[0]);
        Assert.Equal("Learning temporal order at a lag of 12", chart.Title);
        Assert.Equal(["bias −1", "bias 0", "bias 1", "bias 3", "bias 5", "chrono"], chart.Lines.Select(l => l.Name));
        Assert.All(chart.Lines, line => Assert.Equal(4, line.Values.Count));
    }

    [Fact]
    public void Sentence_SaysSo_WhenItDoesNotComeOut()
    {
        ClaimResult result = new ForgetBiasClaim(_hopeless).Run(new ClaimRun { Seeds = 2, Threads = 2 });
        Assert.False(result.Holds);
        Assert.Contains("did not come out against", result.Sentence, StringComparison.Ordinal);
        Assert.Contains("48 of 48 runs did not solve their task within 32 sequences", result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_DoNotDependOnThreads()
    {
        ClaimResult one = new ForgetBiasClaim(_hopeless).Run(new ClaimRun { Seeds = 1, Threads = 1 }), two = new ForgetBiasClaim(_hopeless).Run(new ClaimRun { Seeds = 1, Threads = 2 });
        Assert.Equal(one.Figures, two.Figures);
        Assert.Equal(one.Sentence, two.Sentence);
    }

    [Fact]
    public void Options_PickParts_OfWhichNothingIsJudged()
    {
        var run = new ClaimRun { Seeds = 1, Options = new Dictionary<string, string> { ["task"] = "copy", ["length"] = "6" } };
        ClaimResult result = new ForgetBiasClaim(_hopeless).Run(run);
        Assert.Null(result.Holds);
        Assert.Equal(2 * BiasStart.All.Count, result.Figures.Count);
        Assert.All(result.Figures, f => Assert.Contains("_copy_6_", f.Name, StringComparison.Ordinal));
        Assert.Throws<ClaimInputException>(() => new ForgetBiasClaim().Run(run with { Options = new Dictionary<string, string> { ["length"] = "1" } }));
    }

    [Fact]
    public void Curve_GoesOnWhereItWasSolved_AndCountsAsNothingLearnedAfterDivergence()
    {
        CurvePoint[] curve = [new(16, new TaskScore(1, 0, 0)), new(32, new TaskScore(AddingLoss / 4, 0, 0))];
        Assert.Equal([1, 0.25, 0.25, 0.25], BiasOutcome.ShareOf(curve, LagTask.All[0], isDiverged: false, checks: 4));
        Assert.Equal([1, 0.25, 1, 1], BiasOutcome.ShareOf(curve, LagTask.All[0], isDiverged: true, checks: 4));
    }

    private static double AddingLoss => LagTask.All[0].TrivialLoss;

    private static double Value(ClaimResult result, string name) => result.Figures.Single(f => f.Name == name).Value;
}
