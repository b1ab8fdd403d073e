using Carousel.Backends;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Clipping;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Memory;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class ClippingClaimTests
{
    [Fact]
    public void Run_TellsTrainingsThatDivergedFromThoseThatWentOn()
    {
        ClaimResult result = new ClippingClaim { Length = 12, Hidden = 6, Steps = 200, Rate = 3 }
            .Run(new ClaimRun { Seeds = 3 });

        Assert.Equal(1, Figure(result, "none_diverged"));
        Assert.Equal(1, Figure(result, "none_broken_off"));
        Assert.Equal(0, Figure(result, "norm_broken_off"));
        Assert.True(Figure(result, "none_largest_norm_log10") > Figure(result, "norm_largest_norm_log10") + 3);
        LineChart losses = Assert.IsType<LineChart>(result.Blocks[0]);
        Assert.Equal(
            ["without clipping", "each value cut at 5", "norm shrunk to 1", "without clipping, a fifth of the rate"],
            losses.Lines.Select(l => l.Name));
        Assert.True(double.IsNaN(losses.Lines[0].Values[^1]));
        Assert.True(double.IsFinite(losses.Lines[2].Values[^1]));
        Assert.InRange(
            Figure(result, "gentle_largest_norm_log10"), Figure(result, "gentle_median_norm_log10"),
            Figure(result, "none_largest_norm_log10"));
        Assert.Contains("3 of 3 runs diverged", result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_DivergesNowhere_WhenTheRateIsLow()
    {
        ClaimResult result = new ClippingClaim { Length = 8, Hidden = 4, Steps = 50, Rate = 0.02 }
            .Run(new ClaimRun { Seeds = 1 });
        Assert.Equal(0, Figure(result, "none_diverged"));
        Assert.False(result.Holds);
        Assert.StartsWith("The claim did not come out", result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void NormGrowth_ComparesTheLastTenthOfTheStepsWithTheFirst()
    {
        double[] norms = [.. Enumerable.Range(0, 40).Select(step => step < 4 ? 2.0 : step < 36 ? 50 : 6)];
        var outcome = new ClippedOutcome(norms, norms, 1.7, 9);
        Assert.Equal(
            (3.0, 50.0, 50.0, true, false),
            (outcome.NormGrowth, outcome.MedianNorm, outcome.LargestNorm, outcome.IsDiverged, outcome.IsBrokenOff));
        Assert.Equal(2.5, SeedStatistics.Median([4, 1, 3, 2]));
    }

    [Fact]
    public void ClippedTraining_MakesTheSameSteps_WhenNoGradientReachesItsLimit()
    {
        // All gradients of this training stay below 1, so the three ways are one.
        ClippedOutcome[] all = [.. Enum.GetValues<ClippingKind>().Select(kind => Train(kind, 1e-4, 20))];
        Assert.InRange(all[0].Norms.Max(), 0, 1);
        Assert.Equal(all[0].Losses, all[1].Losses);
        Assert.Equal(all[0].Losses, all[2].Losses);
        Assert.Equal(20, all[0].Norms.Count);
    }

    [Fact]
    public void ClippedTraining_StopsAtTheFirstNumberThatIsNotFinite()
    {
        ClippedOutcome outcome = Train(ClippingKind.None, 100, 500);
        Assert.InRange(outcome.Losses.Count, 2, 100);
        Assert.Equal(double.PositiveInfinity, outcome.Test);
        Assert.All(outcome.Losses.SkipLast(1), loss => Assert.True(double.IsFinite(loss)));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_NeedsClippingInTheDefaultRun()
    {
        ClaimResult result = new ClippingClaim().Run(new ClaimRun { Threads = 2 });
        Assert.InRange(Figure(result, "none_diverged"), 0.8, 1);
        Assert.InRange(Figure(result, "norm_diverged"), 0, 0.2);
    }

    private static ClippedOutcome Train(ClippingKind kind, double rate, int steps)
    {
        using var backend = new CpuBackend(1);
        var task = new AddingTask(10);
        var network = new TaskNetwork(CellKind.Lstm.ToCell().Make(new(task.InputSize, 4)), task.OutputSize);
        network.Build(backend, 3);
        // The read-out starts at the mean, so that the first gradients are short.
        Parameter[] readout = [.. network.Readout.Parameters];
        readout[0].Set(new float[readout[0].Shape.Length]);
        readout[1].Set([1]);
        double limit = kind == ClippingKind.ByValue ? ClippedTraining.ValueLimit : ClippedTraining.NormLimit;
        return ClippedTraining.Run(backend, network, task, kind, limit, rate, steps, 3, _ => { }, default);
    }

    private static double Figure(ClaimResult result, string name) => result.Figures.Single(f => f.Name == name).Value;
}
