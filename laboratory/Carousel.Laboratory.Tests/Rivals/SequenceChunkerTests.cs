using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Trials;
using Carousel.Testing;

namespace Carousel.Laboratory.Tests.Rivals;

/// <summary>
/// The neural sequence chunker: bridges a lag that its automatizer's gradient does not reach over, if the steps
/// between are regular.
/// </summary>
public sealed class SequenceChunkerTests
{
    private const int Lag = 10;

    private static readonly SequenceChunker _chunker = new() { Symbols = Lag + 1 };

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void WeightCount_OfTheAutomatizerIsThePublishedOne_WithOneWeightMorePerUnitOrOneOutput(
        bool bias, int imitating)
    {
        RecurrentNetwork automatizer = new SequenceChunker { Symbols = 101, HasBias = bias }.Automatizer with
        {
            Outputs = 101 + imitating,
        };

        Assert.Equal(10506, automatizer.WeightCount);
    }

    [Fact]
    public void Trial_IsSolved_WhereTheAutomatizerImitatesTheChunker()
    {
        Trial[] trials = Run(new SequenceChunkerLanes(_chunker, 4), 20_000);

        Assert.True(trials.Count(trial => trial.Result.IsSolved) >= 2);
    }

    [Fact]
    public void Trial_Fails_WhereTheAutomatizerIsOnItsOwn()
    {
        Trial[] trials = Run(RecurrentLaneNetwork.Create(_chunker.Automatizer with { Outputs = Lag + 1 }, 4), 20_000);

        Assert.All(trials, trial => Assert.False(trial.Result.IsSolved));
    }

    [Fact]
    public void Step_IsAnEventAtTheFirstInputAndAtUnpredictedOnes()
    {
        using var lanes = new SequenceChunkerLanes(_chunker, 1);
        lanes.Initialize(0, new TrialRandom(1, "chunker", 0));
        Show(lanes, symbol: 3, rate: 0, error: 0);
        Assert.Equal(1, lanes.Events);

        Show(lanes, symbol: 4, rate: 0, error: 0);
        Assert.Equal(1, lanes.Events);

        Show(lanes, symbol: 5, rate: 1, error: 0.2f);
        Show(lanes, symbol: 6, rate: 1, error: 0.3f);
        Assert.Equal(1, lanes.Events);

        Show(lanes, symbol: 7, rate: 0, error: 0);
        Assert.Equal(2, lanes.Events);
    }

    [Fact]
    public void Learn_GivesTheSameBits_InAnyLane()
    {
        float[] alone = Run(new SequenceChunkerLanes(_chunker, 4), 200)[2].Result.Weights;
        float[] beside = Run(new SequenceChunkerLanes(_chunker, 16), 200)[2].Result.Weights;
        float[] first = Run(new SequenceChunkerLanes(_chunker, 4), 200, skipped: 2)[0].Result.Weights;

        Near.SameBits(beside, alone);
        Near.SameBits(first, alone);
        Assert.Contains(alone, weight => Math.Abs(weight) > _chunker.InitialRange);
    }

    private static unsafe void Show(SequenceChunkerLanes lanes, int symbol, float rate, float error)
    {
        lanes.InputSymbols[0] = symbol;
        lanes.Step();
        if (rate > 0)
        {
            lanes.Rates[0] = rate;
            lanes.OutputErrors[0] = error;
            lanes.Learn();
            lanes.Rates[0] = 0;
        }
    }

    private static Trial[] Run(LaneNetwork network, long budget, int skipped = 0)
    {
        using (network)
        {
            var queue = new TrialQueue(
                number =>
                    new FixedSetsTrial(
                        new TrialStart("chunker", 1, number, budget), new RegularLag(Lag).Both(),
                        [])
                    { Rate = 1, Tolerance = 0.25f }, 4);
            for (int n = 0; n < skipped; n++)
            {
                queue.Take();
            }

            new LaneRunner(network, queue).Run(CancellationToken.None);
            return [.. Enumerable.Range(skipped, 4 - skipped).Select(number => queue.Find(number)!)];
        }
    }
}
