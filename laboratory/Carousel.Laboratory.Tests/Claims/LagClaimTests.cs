using Carousel.Data;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Lag;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class LagClaimTests
{
    private static readonly LagSettings _small = new([5, 10, 15], 4000) { Hidden = 16, Tasks = [LagTask.All[1]] };
    private static readonly LagSettings _hopeless = new([5, 10], 16) { Hidden = 4, CheckEvery = 1, HeldSequences = 16 };

    [Fact]
    public void ShortLags_AreSolvedByAll_SoThatTheClaimDoesNotComeOut()
    {
        ClaimResult result = new LagClaim(_small).Run(new ClaimRun { Seeds = 1, Threads = 2 });
        Assert.Equal(1, Value(result, "elman_solved_longest"));
        Assert.Equal(1, Value(result, "lstm_solved_longest"));
        Assert.Equal(15, Value(result, "gru_copy_reach"));
        Assert.False(result.Holds);
        Assert.StartsWith(
            "It did not come out for these lags, since the Elman net solves them too", result.Sentence,
            StringComparison.Ordinal);
        Assert.EndsWith("Every run solved its task.", result.Sentence, StringComparison.Ordinal);
        LineChart chart = Assert.IsType<LineChart>(result.Blocks[0]);
        Assert.Equal(["Elman", "GRU", "LSTM", "LSTM, forget bias 1", "budget"], chart.Lines.Select(l => l.Name));
        Assert.All(chart.Lines.SelectMany(l => l.Values), v => Assert.InRange(v, 80, 4000));
    }

    [Fact]
    public void FailedRuns_AreShownAsFailed()
    {
        ClaimResult result = new LagClaim(_hopeless).Run(new ClaimRun { Seeds = 2, Threads = 2 });
        Assert.False(result.Holds);
        Assert.Equal(0, Value(result, "lstm_solved_longest"));
        Assert.Contains("It did not come out: not all gated networks", result.Sentence, StringComparison.Ordinal);
        Assert.Contains(
            "The LSTM of textbooks, whose forget gates begin at 1 and which like the Elman net is not told the lag, "
            + "does not bridge it: 0 of 6.", result.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, Value(result, "lstm_plain_solved_longest"));
        Assert.True(double.IsNaN(Value(result, "solved_kept_on_test")));
        Assert.Contains("48 of 48 runs failed", result.Sentence, StringComparison.Ordinal);
        LineChart chart = Assert.IsType<LineChart>(result.Blocks[0]);
        Assert.All(chart.Lines.Take(4).SelectMany(l => l.Values), v => Assert.True(double.IsNaN(v)));
        Assert.Contains(result.Blocks.OfType<Table>().First().Rows[0].Cells, c => c.Text == "failed (0 of 2)");
        Assert.DoesNotContain(result.Figures, f => f.Name.EndsWith("_per_step", StringComparison.Ordinal));
    }

    [Fact]
    public void Results_DoNotDependOnThreads()
    {
        ClaimResult one = new LagClaim(_hopeless).Run(new ClaimRun { Seeds = 1, Threads = 1 }),
            two = new LagClaim(_hopeless).Run(new ClaimRun { Seeds = 1, Threads = 2 });
        Assert.Equal(one.Figures, two.Figures);
        Assert.Equal(one.Sentence, two.Sentence);
    }

    [Fact]
    public void Options_PickParts_OfWhichNothingIsJudged()
    {
        ClaimResult result = new LagClaim(_hopeless)
            .Run(With(("cell", "lstm-plain"), ("task", "order"), ("length", "6")));
        Assert.Equal(
            ["solved_kept_on_test", "lstm_plain_order_solved_at_6", "lstm_plain_order_reach"],
            result.Figures.Select(f => f.Name));
        Assert.Null(result.Holds);
        Assert.StartsWith("Runs solved at a lag of 6", result.Sentence, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => new LagClaim(_hopeless).Run(With(("length", "4"))));
        Assert.Throws<DataFormatException>(
            () => new LagClaim(_hopeless).Run(With(("task", "long-copy"), ("length", "4"))));
        Assert.Throws<DataFormatException>(
            () => new LagClaim(_hopeless).Run(With(("task", "long-copy"), ("cell", "gru"))));
    }

    [Fact]
    public void LongestLag_IsTrainedToItsBar_AndTested()
    {
        ClaimResult result = new LagClaim(longLags: new LongLagSettings { HeldSequences = 128 })
            .Run(With(("task", "long-adding"), ("length", "5")));
        Assert.Equal(1, Value(result, "long_adding_5_solved"));
        Assert.InRange(Value(result, "long_adding_5_worst_error"), 0, 0.001);
        Assert.True(result.Holds);
        Assert.Equal(0.001, result.Claim.Expected.Single(e => e.Name == "long_adding_5_worst_error").High);
        Assert.Contains(" s on one thread.", result.Sentence, StringComparison.Ordinal);
        Assert.Contains("solved adding at a lag of 5 in 1 of 1 seeds", result.Sentence, StringComparison.Ordinal);
        Assert.IsType<LineChart>(result.Blocks[0]);
    }

    [Fact]
    public void LongestLag_SaysHowFarItCame_WhereItIsNotReached()
    {
        var few = new LongLagSettings { MostSequences = 8, BatchSize = 4, CheckEvery = 1, HeldSequences = 16 };
        ClaimResult result = new LagClaim(longLags: few).Run(With(("task", "long-copy"), ("length", "30")));
        Assert.Equal(0, Value(result, "long_copy_30_solved"));
        Assert.True(double.IsNaN(Value(result, "long_copy_30_error")));
        Assert.Equal(0, Value(result, "long_copy_30_diverged"));
        Assert.False(result.Holds);
        Assert.Contains("seed 1 failed after no lag was good enough", result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void LongestLags_AreSolved_AtOneThousandSteps()
    {
        foreach (string task in (string[])["long-adding", "long-copy"])
        {
            ClaimResult result = new LagClaim().Run(With(("task", task)));
            Assert.True(result.Holds);
        }
    }

    [Fact]
    public void Looks_AreOftener_WhereLagsAreShort()
    {
        Assert.Equal(5, LagSettings.Default.CheckEveryAt(10));
        Assert.Equal(25, LagSettings.Default.CheckEveryAt(320));
        Assert.Equal(1, _hopeless.CheckEveryAt(10));
    }

    private static ClaimRun With(params (string Name, string Value)[] options) =>
        new() { Seeds = 1, Options = options.ToDictionary(o => o.Name, o => o.Value) };

    private static double Value(ClaimResult result, string name) => result.Figures.Single(f => f.Name == name).Value;
}
