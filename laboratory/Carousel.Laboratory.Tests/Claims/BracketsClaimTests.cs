using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Brackets;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class BracketsClaimTests
{
    [Fact]
    public void CountingOfOneKind_IsLearnedByASmallNetwork()
    {
        var claim = new BracketsClaim(new BracketSettings([1], [CellKind.Lstm], 16, 12_800, 20));
        ClaimResult result = claim.Run(new ClaimRun { Seeds = 1, Threads = 2 });
        Assert.InRange(Value(result, "lstm_1_kind_balanced_100_least"), 0.97, 1);
        Assert.True(Value(result, "lstm_1_kind_length_100") > Value(result, "lstm_1_kind_depth_6_to_10"));

        // Two of the three alphabets were not run.
        Assert.Null(result.Holds);
    }

    [Fact]
    public void Sentence_SaysSo_WhenTheClaimDoesNotComeOut()
    {
        var claim = new BracketsClaim(new BracketSettings([2], [CellKind.Elman, CellKind.Lstm], 4, 320, 10));
        ClaimResult result = claim.Run(new ClaimRun { Seeds = 2, Threads = 2 });
        Assert.False(result.Holds);
        Assert.Contains("It did not come out in every run: 2 of 2 LSTMs", result.Sentence, StringComparison.Ordinal);
        LineChart first = Assert.IsType<LineChart>(result.Blocks[0]);
        Assert.Equal(["Elman, 2 kinds", "LSTM, 2 kinds"], first.Lines.Select(l => l.Name));
        Assert.Contains("Elman: 2 kinds ", result.Sentence, StringComparison.Ordinal);
        Assert.Contains("None of these meets the bar in every seed.", result.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("bounded in depth", result.Sentence, StringComparison.Ordinal);
        HeatMap map = Assert.Single(result.Blocks.OfType<HeatMap>());
        Assert.Equal(map.Rows.Count * 8, map.Values.Count);

        // Words of depth 1 have no bracket further than its neighbour.
        Assert.True(float.IsFinite(map.Values[0]) && float.IsNaN(map.Values[1]));
    }

    [Fact]
    public void Results_DoNotDependOnThreads()
    {
        var claim = new BracketsClaim(new BracketSettings([1, 2], [CellKind.Lstm], 8, 640, 10));
        ClaimResult one = claim.Run(new ClaimRun { Seeds = 1, Threads = 1 });
        ClaimResult two = claim.Run(new ClaimRun { Seeds = 1, Threads = 2 });
        Assert.Equal(one.Figures, two.Figures);
        Assert.Equal(one.Sentence, two.Sentence);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void DefaultRun_MeetsTheBars()
    {
        ClaimResult result = new BracketsClaim().Run(new ClaimRun { Threads = 2 });
        Assert.True(result.Holds, result.Sentence);
        Assert.StartsWith("It does for twice the length", result.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("did not come out", result.Sentence, StringComparison.Ordinal);
        Assert.Equal(
            Value(result, "gru_1_kind_length_100_least") >= 0.99
                && Value(result, "gru_1_kind_balanced_100_least") >= 0.99,
            result.Sentence.Contains("GRU (1 kind", StringComparison.Ordinal));
    }

    private static double Value(ClaimResult result, string name) => result.Figures.Single(f => f.Name == name).Value;
}
