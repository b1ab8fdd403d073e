using Carousel.Data;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.ForgetBias;
using Carousel.Laboratory.Claims.Lag;
using Carousel.Laboratory.Claims.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class ForgetBiasClaimTests
{
    private static readonly BiasSettings _small = new([5, 12], [LagTask.All[2]], 1600) { Hidden = 12 };
    private static readonly BiasSettings _hopeless = new([5, 9], [LagTask.All[0], LagTask.All[2]], 32)
    {
        Hidden = 4,
        CheckEvery = 1,
        HeldSequences = 16,
    };

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
        Assert.Contains("did not come out", result.Sentence, StringComparison.Ordinal);
        Assert.Contains(
            "48 of 48 runs did not solve their task within 32 sequences", result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_DoNotDependOnThreads()
    {
        ClaimResult one = new ForgetBiasClaim(_hopeless).Run(new ClaimRun { Seeds = 1, Threads = 1 }),
            two = new ForgetBiasClaim(_hopeless).Run(new ClaimRun { Seeds = 1, Threads = 2 });
        Assert.Equal(one.Figures, two.Figures);
        Assert.Equal(one.Sentence, two.Sentence);
    }

    [Fact]
    public void Options_PickParts_OfWhichNothingIsJudged()
    {
        var run = new ClaimRun
        {
            Seeds = 1,
            Options = new Dictionary<string, string> { ["task"] = "copy", ["length"] = "6" },
        };
        ClaimResult result = new ForgetBiasClaim(_hopeless).Run(run);
        Assert.Null(result.Holds);
        Assert.Equal((2 * BiasStart.All.Count) + 1, result.Figures.Count);
        Assert.All(result.Figures.Skip(1), f => Assert.Contains("_copy_6_", f.Name, StringComparison.Ordinal));
        Assert.Throws<DataFormatException>(
            () =>
                new ForgetBiasClaim().Run(run with { Options = new Dictionary<string, string> { ["length"] = "1" } }));
    }

    [Fact]
    public void Curve_GoesOnWhereItWasSolved_AndCountsAsNothingLearnedAfterDivergence()
    {
        CurvePoint[] curve = [new(16, new TaskScore(1, 0, 0)), new(32, new TaskScore(AddingLoss / 4, 0, 0))];
        Assert.Equal([1, 0.25, 0.25, 0.25], BiasOutcome.ShareOf(curve, LagTask.All[0], isDiverged: false, checks: 4));
        Assert.Equal([1, 0.25, 1, 1], BiasOutcome.ShareOf(curve, LagTask.All[0], isDiverged: true, checks: 4));
    }

    [Theory]
    [InlineData(0.95, 1, true)]
    [InlineData(0.951, 1, false)]
    [InlineData(0.95, 0.97, true)]
    [InlineData(0.95, 1.001, false)]
    public void FiguresAndSentence_AgreeAtTheBounds(double bias1, double best, bool comesOut)
    {
        // Errors over training: bias 0 and −1 have 1, chrono nine tenths of that of bias 1; the best constant is bias
        // 3.
        double chrono = bias1 * 0.9;
        BiasSettings settings = new([10], [LagTask.All[0]], 32);
        BiasGroup[] groups =
        [
            .. BiasStart.All.Select(start => new BiasGroup(
            [
                new BiasOutcome(
                    new BiasCase(LagTask.All[0], start, 10, 1), true, true, false, 32,
                    [start.Key switch { "bias_1" => bias1, "bias_3" => chrono / best, "chrono" => chrono, _ => 1 }]),
            ])),
        ];
        ExpectedFigure[] expected = [.. new ForgetBiasClaim().Expected];
        IReadOnlyList<BiasComparison> comparisons = BiasComparison.All(groups, settings);
        Assert.Equal(expected.Select(e => (e.Name, e.High)), comparisons.Select(c => (c.Figure, c.Bound)));
        Assert.All(comparisons.Zip(expected), pair => Assert.Equal(
            pair.Second.Admits(pair.First.Measure(groups).Value),
            pair.First.InWords(groups).Contains(": came out,", StringComparison.Ordinal)));
        Assert.Equal(
            comesOut, !BiasSentence.Of(groups, settings).Contains("did not come out", StringComparison.Ordinal));
    }

    private static double AddingLoss => LagTask.All[0].TrivialLoss;

    private static double Value(ClaimResult result, string name) => result.Figures.Single(f => f.Name == name).Value;
}
