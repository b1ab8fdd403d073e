using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Problems;

/// <summary>Experiments 2a, 2b and 2c.</summary>
public sealed class LagTests
{
    [Fact]
    public void RegularLag_HasTwoSequences_AsLikely()
    {
        var problem = new RegularLag(100);
        var random = new TrialRandom(1, "lag", 0);
        var sequence = new ProblemSequence();
        int ofX = 0;
        for (int n = 0; n < 4000; n++)
        {
            problem.Draw(random, sequence);
            int outer = sequence.Symbols[0];
            int[] whole = [.. sequence.Symbols, sequence.TargetSymbols[^1]];
            Assert.Equal([outer, .. Enumerable.Range(0, 99), outer], whole);
            Assert.Equal(whole[1..], sequence.TargetSymbols.ToArray());
            Assert.Equal(0, sequence.FirstJudged);
            ofX += outer == 99 ? 1 : 0;
        }

        Assert.InRange(ofX, 1850, 2150);
        Assert.Equal([99, 100], problem.Both().Select(both => both.Symbols[0]).ToArray());
        Assert.Equal(101, problem.Inputs);
    }

    [Fact]
    public void RandomLag_HasRandomSymbolsBetween_AndIsJudgedAtTheEnd()
    {
        var problem = new RandomLag(100);
        var random = new TrialRandom(2, "lag", 0);
        var sequence = new ProblemSequence();
        int[] counts = new int[101];
        for (int n = 0; n < 4000; n++)
        {
            problem.Draw(random, sequence);
            Assert.Equal(100, sequence.Length);
            Assert.Equal(99, sequence.FirstJudged);
            Assert.Equal(0, sequence.FirstTarget);
            Assert.Equal(sequence.Symbols[0], sequence.TargetSymbols[^1]);
            Assert.Equal(sequence.Symbols[1..].ToArray(), sequence.TargetSymbols[..^1].ToArray());
            foreach (int symbol in sequence.Symbols)
            {
                counts[symbol]++;
            }
        }

        Assert.All(counts[..99], count => Assert.InRange(count, 3700, 4300));
        Assert.InRange(counts[99], 1850, 2150);
        Assert.Equal(4000, counts[99] + counts[100]);
    }

    [Fact]
    public void RandomLag_HasOneTarget_WhereItAsksAtTheEndAlone()
    {
        var sequence = new ProblemSequence();
        new RandomLag(100, asksAtEndAlone: true).Draw(new TrialRandom(2, "lag", 0), sequence);

        Assert.Equal(99, sequence.FirstTarget);
        Assert.Equal([sequence.Symbols[0]], sequence.TargetSymbols.ToArray());
        Assert.Equal(100, sequence.Length);
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(1000, 50)]
    [InlineData(1000, 1000)]
    public void DistractedLag_IsAsThePaperSays(int q, int p)
    {
        var problem = new DistractedLag(p, q);
        var random = new TrialRandom(3, "lag", 0);
        var sequence = new ProblemSequence();
        double length = 0, noneMore = 0, ofX = 0;
        for (int n = 0; n < 20_000; n++)
        {
            problem.Draw(random, sequence);
            int[] symbols = sequence.Symbols.ToArray();
            Assert.Equal(p, symbols[^1]);
            Assert.Equal(p + 1, symbols[0]);
            Assert.InRange(symbols[1], p + 2, p + 3);
            Assert.Equal(symbols[1] - p - 2, sequence.TargetSymbols[0]);
            Assert.Equal(symbols.Length - 1, sequence.FirstTarget);
            Assert.True(symbols.Length >= q + 3);
            Assert.DoesNotContain(symbols[2..^1], symbol => symbol < 0 || symbol >= p);

            // The paper counts the last symbol, which is target only.
            length += (symbols.Length + 1) / 20_000.0;
            noneMore += symbols.Length == q + 3 ? 1 / 20_000.0 : 0;
            ofX += sequence.TargetSymbols[0] == 0 ? 1 / 20_000.0 : 0;
        }

        Assert.Equal(p + 4, problem.Inputs);
        Assert.InRange(length, q + 12.7, q + 13.3);
        Assert.InRange(noneMore, 0.09, 0.11);
        Assert.InRange(ofX, 0.48, 0.52);
    }
}
