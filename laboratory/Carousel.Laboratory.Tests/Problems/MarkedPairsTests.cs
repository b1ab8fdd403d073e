using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Problems;

/// <summary>Adding and multiplication: the steps with marks, and targets computed only from the inputs.</summary>
public sealed class MarkedPairsTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(500)]
    [InlineData(1000)]
    public void Lengths_LieBetweenTAndATenthMore(int length)
    {
        var lengths = Draw(new Adding(length), seed: 1, count: 4000).Select(sequence => sequence.Length).ToList();

        Assert.All(lengths, l => Assert.InRange(l, length, length * 11 / 10));
        Assert.InRange(lengths.Average(), length * 1.047, length * 1.053);
        Assert.Contains(length, lengths);
    }

    [Fact]
    public void Marks_AreTwo_InTheRangesOfThePaper_BetweenTheEndsMarkedMinusOne()
    {
        int[] firsts = new int[10];
        int latest = 0;
        foreach (ProblemSequence sequence in Draw(new Adding(100), seed: 2, count: 20_000))
        {
            var marks = Markers(sequence);
            var marked = Enumerable.Range(0, marks.Length).Where(t => marks[t] == 1).ToList();
            Assert.Equal(2, marked.Count);
            Assert.InRange(marked[0], 0, 9);
            Assert.InRange(marked[1], 1, 49);
            Assert.Equal(-1, marks[^1]);
            Assert.Equal(marked[0] == 0 ? 1 : -1, marks[0]);
            Assert.All(marks[1..^1], mark => Assert.True(mark is 0 or 1));
            firsts[marked[0]]++;
            latest = Math.Max(latest, marked[1]);
        }

        Assert.Equal(49, latest);
        Assert.All(firsts, count => Assert.True(count > 1000));
    }

    [Fact]
    public void Adding_AsksForTheScaledSumOfTheMarkedValues()
    {
        foreach (ProblemSequence sequence in Draw(new Adding(100), seed: 3, count: 5000))
        {
            float sum = Marked(sequence).Sum();
            Assert.Equal(sequence.Length - 1, sequence.FirstTarget);
            Assert.Equal(0.5f + (sum / 4), sequence.Targets[0], 1e-6f);
            Assert.All(Values(sequence), value => Assert.InRange(value, -1, 1));
        }
    }

    [Fact]
    public void Multiplication_AsksForTheProductOfTheMarkedValues()
    {
        foreach (ProblemSequence sequence in Draw(new Multiplication(100), seed: 4, count: 5000))
        {
            float product = Marked(sequence).Aggregate(1f, (a, b) => a * b);
            Assert.Equal(product, sequence.Targets[0], 1e-6f);
            Assert.All(Values(sequence), value => Assert.InRange(value, 0, 1));
        }
    }

    [Fact]
    public void FirstPair_CountsAsNothing_WhenItIsDrawnFirst()
    {
        // Drawn second it keeps its value; drawn first, in one case of ten, its value is 0 or 1.
        int sums = Draw(new Adding(100), 5, 20_000)
            .Count(sequence => Markers(sequence)[0] == 1 && Values(sequence)[0] == 0);
        int products = Draw(new Multiplication(100), 5, 20_000)
            .Count(sequence => Markers(sequence)[0] == 1 && Values(sequence)[0] == 1);

        Assert.InRange(sums, 1800, 2200);
        Assert.InRange(products, 1800, 2200);
    }

    [Fact]
    public void Values_AreSpreadEvenly()
    {
        var values = Draw(new Adding(100), seed: 8, count: 500).SelectMany(Values).ToList();

        Assert.InRange(values.Average(), -0.02, 0.02);
        Assert.InRange(values.Average(value => value * value), 0.32, 0.345);
    }

    [Fact]
    public void Sequences_DependOnSeedAndTrialAlone()
    {
        float[] first = [.. Draw(new Adding(100), seed: 9, count: 3).SelectMany(Values)];

        Assert.Equal(first, Draw(new Adding(100), seed: 9, count: 3).SelectMany(Values));
        Assert.NotEqual(first, Draw(new Adding(100), seed: 10, count: 3).SelectMany(Values));
    }

    private static IEnumerable<ProblemSequence> Draw(SequenceProblem problem, ulong seed, int count)
    {
        var random = new TrialRandom(seed, "pairs", 0);
        var sequence = new ProblemSequence();
        for (int n = 0; n < count; n++)
        {
            problem.Draw(random, sequence);
            yield return sequence;
        }
    }

    private static float[] Values(ProblemSequence sequence) =>
        [.. sequence.Inputs.ToArray().Where((_, i) => i % 2 == 0)];

    private static float[] Markers(ProblemSequence sequence) =>
        [.. sequence.Inputs.ToArray().Where((_, i) => i % 2 == 1)];

    private static List<float> Marked(ProblemSequence sequence)
    {
        float[] markers = Markers(sequence);
        return [.. Values(sequence).Where((_, t) => markers[t] == 1)];
    }
}
