using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Copy;
using Carousel.Laboratory.Claims.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class CopyClaimTests
{
    private static readonly CopySettings _small = new(1, [3, 8], 3, new SequenceModels(16, 16, 2), 3_200, (2e-2, 1e-2));

    [Fact]
    public void SmallRun_ShowsTheCrossing()
    {
        ClaimResult result = new CopyClaim(_small).Run(new ClaimRun { Seeds = 1, Threads = 2 });
        Assert.InRange(Value(result, "transformer_lag_3"), 0.95, 1);
        Assert.InRange(Value(result, "transformer_lag_8"), 0, 0.3);
        Assert.InRange(Value(result, "lstm_lag_8"), 0.6, 1);
        Assert.Equal(8, Value(result, "crossing_lag"));
        Assert.Contains("in the one seed, at a lag of 8", result.Sentence, StringComparison.Ordinal);
        Assert.Equal(
            ["LSTM", "Transformer", "guessing"],
            Assert.IsType<LineChart>(result.Blocks[0]).Lines.Select(line => line.Name));
    }

    [Fact]
    public void Sentence_SaysSo_WhenTheLstmHasNotLearned()
    {
        ClaimResult result = new CopyClaim(_small with { TrainingSequences = 32, LearningRate = (1e-6, 1e-2) })
            .Run(new ClaimRun { Seeds = 2, Threads = 1 });
        Assert.False(result.Holds);
        Assert.Contains("It is not there in every seed", result.Sentence, StringComparison.Ordinal);
        Assert.Contains("The claim did not come out: seeds ahead beyond is", result.Sentence, StringComparison.Ordinal);
        Assert.True(Value(result, "seeds_ahead_beyond") < 1);
    }

    [Fact]
    public void Results_DoNotDependOnThreads()
    {
        var claim = new CopyClaim(_small with { TrainingSequences = 320 });
        ClaimResult one = claim.Run(new ClaimRun { Seeds = 1, Threads = 1 }),
            two = claim.Run(new ClaimRun { Seeds = 1, Threads = 2 });
        Assert.Equal(one.Figures, two.Figures);
        Assert.Equal(one.Sentence, two.Sentence);
    }

    [Theory]
    [InlineData(10, 8)]
    [InlineData(6, 3)]
    public void Parameters_AreEqualWithinAHundredth(int inputs, int outputs)
    {
        foreach (SequenceModels models in new[] { CopySettings.Default.Models, CopySettings.Full.Models })
        {
            long lstm = new TaskNetwork(models.Lstm(inputs), outputs).ParameterCount;
            Assert.InRange(
                (double)lstm / new TaskNetwork(models.Transformer(inputs, outputs, 9), outputs).ParameterCount, 0.99,
                1.01);
        }
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void DefaultRun_MeetsTheBars()
    {
        ClaimResult result = new CopyClaim().Run(new ClaimRun { Threads = 2 });
        Assert.True(result.Holds, result.Sentence);
        Assert.Contains("The crossing is there in all 5 seeds", result.Sentence, StringComparison.Ordinal);
        Assert.Contains("the Transformer falls to", result.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("did not come out", result.Sentence, StringComparison.Ordinal);
    }

    private static double Value(ClaimResult result, string name) => result.Figures.Single(f => f.Name == name).Value;
}
