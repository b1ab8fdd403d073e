using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Rivals;

/// <summary>Random weight guessing and the parity of bits that it finds weights for.</summary>
public sealed class RandomWeightGuessingTests
{
    [Fact]
    public void Parity_IsThatOfTheOnes_AtLengthsOfTheWholeRange()
    {
        var problem = new Parity(3, 6);
        var random = new TrialRandom(1, "parity", 0);
        var sequence = new ProblemSequence();
        var lengths = new HashSet<int>();
        int odd = 0;
        for (int n = 0; n < 2000; n++)
        {
            problem.Draw(random, sequence);
            lengths.Add(sequence.Length);
            Assert.All(sequence.Inputs.ToArray(), bit => Assert.Equal(1, Math.Abs(bit)));
            int ones = sequence.Inputs.ToArray().Count(bit => bit == 1);
            Assert.Equal(ones % 2, sequence.Targets[0]);
            Assert.Equal(sequence.Length - 1, sequence.FirstTarget);
            odd += ones % 2;
        }

        Assert.Equal([3, 4, 5, 6], lengths.Order());
        Assert.InRange(odd, 850, 1150);
    }

    [Fact]
    public void Trial_DrawsWeightsUntilTheyAreRight_AndCountsWhatItShowed()
    {
        RecurrentNetwork network = new()
        {
            Inputs = 1,
            Hidden = 2,
            Outputs = 1,
            HasBias = true,
            Gradient = RecurrentGradient.Copied,
            InitialRange = 100,
        };
        var trials = new TrialQueue(
            number =>
                new RandomWeightGuessing(new TrialStart("guessing", 1, number, 500_000), new Parity(10, 12))
                {
                    Tolerance = 0.1f,
                    RightInARow = 50,
                }, 4);
        using (RecurrentLaneNetwork lanes = RecurrentLaneNetwork.Create(network, 4))
        {
            new LaneRunner(lanes, trials).Run(CancellationToken.None);
        }

        for (int number = 0; number < 4; number++)
        {
            TrialResult result = trials.Find(number)!.Result;
            Assert.True(result.IsSolved);
            Assert.InRange(result.Figures["guesses"], 2, result.Sequences - 49);
            Assert.Contains(result.Weights, weight => Math.Abs(weight) > 10);
            Assert.InRange(result.Steps, 10 * result.Sequences, 12 * result.Sequences);
        }
    }

    [Fact]
    public void Run_AsksForNewWeights_AfterEveryWrongSequence()
    {
        var trial = new RandomWeightGuessing(new TrialStart("guessing", 1, 0, 100), new Parity(5, 5))
        {
            Tolerance = 0.1f,
            RightInARow = 3,
        };
        var kinds = new List<PresentationKind>();
        int shown = 0;
        foreach (Presentation presentation in trial.Run())
        {
            kinds.Add(presentation.Kind);
            shown += presentation.Kind == PresentationKind.Test ? 1 : 0;
            presentation.WrongSteps = shown is 1 or 3 ? 1 : 0;
        }

        PresentationKind test = PresentationKind.Test, draw = PresentationKind.Reinitialize;
        Assert.Equal([test, draw, test, test, draw, test, test, test], kinds);
        Assert.True(trial.Result.IsSolved);
        Assert.Equal(6, trial.Result.Sequences);
        Assert.Equal(3, trial.Result.Figures["guesses"]);
    }
}
