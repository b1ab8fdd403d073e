using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Control;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class ControlClaimTests
{
    [Fact]
    public void ShortTraining_AlreadyLeavesLessErrorThanProportionalControl()
    {
        var claim = new ControlClaim(new ControlSettings(8, 400, 16, 40));
        ClaimResult result = claim.Run(new ClaimRun { Seeds = 1, Threads = 1 });
        double lstm = Value(result, "lstm_steady_error"), p = Value(result, "p_steady_error");
        Assert.True(lstm < p / 2, $"{lstm}, {p}");
        Assert.InRange(Value(result, "forget_gate"), 0.01, 0.99);
        LineChart first = Assert.IsType<LineChart>(result.Blocks[0]);
        Assert.Equal(["set point", "P", "PI", "PID", "LSTM"], first.Lines.Select(l => l.Name));
    }

    [Fact]
    public void Sentence_SaysSo_WhenNothingWasLearned_AndResultsDoNotDependOnThreads()
    {
        var claim = new ControlClaim(new ControlSettings(4, ControlSettings.Parts, 4, 10));
        ClaimResult one = claim.Run(new ClaimRun { Seeds = 2, Threads = 1 });
        ClaimResult two = claim.Run(new ClaimRun { Seeds = 2, Threads = 2 });
        Assert.False(one.Holds);
        Assert.Contains(
            "does not take the steady-state error away in every seed: 2 of 2", one.Sentence, StringComparison.Ordinal);
        Assert.Contains("did not learn integral control", one.Sentence, StringComparison.Ordinal);
        Assert.Equal(
            Value(one, "probe_integral") - Value(one, "probe_integral_untrained"),
            Value(one, "probe_integral_above_untrained"), 12);
        Assert.Equal(
            Value(one, "probe_need") >= 0.9,
            one.Sentence.Contains("what the actuator must give", StringComparison.Ordinal));
        Assert.Equal(one.Figures, two.Figures);
        Assert.Equal(one.Sentence, two.Sentence);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void DefaultRun_MeetsTheBarOnTheSteadyStateError()
    {
        ClaimResult result = new ControlClaim().Run(new ClaimRun { Threads = 2 });
        Assert.InRange(Value(result, "lstm_to_p_steady_error_most"), 0, 0.1);
        Assert.StartsWith(
            "The LSTM takes the steady-state error away in every seed", result.Sentence, StringComparison.Ordinal);
        Assert.Equal(
            result.Holds, !result.Sentence.Contains("did not learn integral control", StringComparison.Ordinal));
    }

    private static double Value(ClaimResult result, string name) => result.Figures.Single(f => f.Name == name).Value;
}
