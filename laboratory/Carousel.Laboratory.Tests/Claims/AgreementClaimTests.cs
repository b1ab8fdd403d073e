using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Agreement;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class AgreementClaimTests
{
    [Fact]
    public void TrainedNumbersOfAttractors_AreLearnedInShort()
    {
        var claim = new AgreementClaim(new AgreementSettings([CellKind.Lstm], 32, 32_000, 50));
        ClaimResult result = claim.Run(new ClaimRun { Seeds = 1, Threads = 2 });
        Assert.InRange(Value(result, "lstm_short_2_attractors"), 0.9, 1);
        Assert.InRange(Value(result, "lstm_2_attractors"), 0.9, 1);
        Assert.Equal("lstm_6_attractors", result.Figures[0].Name);
        Assert.NotEqual(true, result.Holds);
    }

    [Fact]
    public void Sentence_SaysSo_WhenNothingWasLearned_AndResultsDoNotDependOnThreads()
    {
        var claim = new AgreementClaim(new AgreementSettings([CellKind.Elman, CellKind.Lstm], 4, 320, 20));
        ClaimResult one = claim.Run(new ClaimRun { Seeds = 2, Threads = 1 });
        ClaimResult two = claim.Run(new ClaimRun { Seeds = 2, Threads = 2 });
        Assert.False(one.Holds);
        Assert.StartsWith("The LSTM does not keep the number", one.Sentence, StringComparison.Ordinal);
        Assert.Equal(one.Figures, two.Figures);
        Assert.Equal(one.Sentence, two.Sentence);
        Assert.Equal(["Elman", "LSTM"], Assert.IsType<LineChart>(one.Blocks[0]).Lines.Select(l => l.Name));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void DefaultRun_KeepsTheNumberOverSixAttractors()
    {
        ClaimResult result = new AgreementClaim().Run(new ClaimRun { Threads = 2 });
        Assert.InRange(Value(result, "lstm_6_attractors"), 0.95, 1);
        Assert.StartsWith("The LSTM keeps the number", result.Sentence, StringComparison.Ordinal);
        Assert.Equal(result.Holds, !result.Sentence.Contains("did not come out", StringComparison.Ordinal));
        Assert.NotNull(result.Figures.Single(f => f.Name == "lstm_above_elman_6_attractors").Interval);
    }

    private static double Value(ClaimResult result, string name) => result.Figures.Single(f => f.Name == name).Value;
}
