using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Problems;

public sealed class NoisySignalTests
{
    [Theory]
    [InlineData(100, 3)]
    [InlineData(100, 1)]
    [InlineData(1000, 3)]
    public void Signal_StandsInFront_NoiseOfTheRightVarianceBehind(int length, int signal)
    {
        double square = 0, mean = 0, first = 0;
        int count = 0;
        foreach (ProblemSequence sequence in Draw(new NoisySignal(length, signal), 1, 1000))
        {
            Assert.InRange(sequence.Length, length, length * 11 / 10);
            Assert.Equal(sequence.Length - 1, sequence.FirstTarget);
            float expected = sequence.Targets[0] == 1 ? 1 : -1;
            Assert.True(sequence.Targets[0] is 0 or 1);
            Assert.All(sequence.Inputs[..signal].ToArray(), value => Assert.Equal(expected, value));
            foreach (float value in sequence.Inputs[signal..])
            {
                square += value * value;
                mean += value;
                count++;
            }

            first += sequence.Targets[0];
        }

        Assert.InRange(square / count, 0.195, 0.205);
        Assert.InRange(mean / count, -0.01, 0.01);
        Assert.InRange(first, 420, 580);
    }

    [Fact]
    public void Signal_IsNoisy_WhereAsked()
    {
        var values = Draw(new NoisySignal(100, 3) { HasNoisySignal = true }, 2, 20_000)
            .Select(sequence => sequence.Inputs[1] - ((2 * sequence.Targets[0]) - 1)).ToList();

        Assert.InRange(values.Average(), -0.015, 0.015);
        Assert.InRange(values.Average(value => value * value), 0.19, 0.21);
    }

    [Fact]
    public void Targets_AreNoisyAroundTheirTwoValues_WhereAsked()
    {
        var problem = new NoisySignal(100, 1) { FirstTarget = 0.2f, SecondTarget = 0.8f, HasNoisyTargets = true };
        var deviations = Draw(problem, 3, 20_000)
            .Select(sequence => sequence.Targets[0] - (sequence.Inputs[0] == 1 ? 0.2 : 0.8)).ToList();

        Assert.InRange(deviations.Average(), -0.012, 0.012);
        Assert.InRange(deviations.Average(value => value * value), 0.095, 0.105);
    }

    private static IEnumerable<ProblemSequence> Draw(SequenceProblem problem, ulong seed, int count)
    {
        var random = new TrialRandom(seed, "signal", 0);
        var sequence = new ProblemSequence();
        for (int n = 0; n < count; n++)
        {
            problem.Draw(random, sequence);
            yield return sequence;
        }
    }
}
