using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Problems;

public sealed class TemporalOrderTests
{
    [Theory]
    [InlineData(2, new[] { 10, 50 })]
    [InlineData(3, new[] { 10, 33, 66 })]
    public void Sequences_AreAsThePaperSays(int relevant, int[] earliest)
    {
        var problem = new TemporalOrder(relevant);
        var random = new TrialRandom(1, "order", 0);
        var sequence = new ProblemSequence();
        int[] classes = new int[problem.Outputs];
        int[] noise = new int[4];
        var lengths = new SortedSet<int>();
        for (int n = 0; n < 16_000; n++)
        {
            problem.Draw(random, sequence);
            int[] symbols = sequence.Symbols.ToArray();
            lengths.Add(symbols.Length);
            Assert.Equal(TemporalOrder.Start, symbols[0]);
            Assert.Equal(TemporalOrder.End, symbols[^1]);
            var places = Enumerable.Range(0, symbols.Length).Where(t => symbols[t] >= TemporalOrder.X).ToList();
            Assert.Equal(relevant, places.Count);
            int order = 0;
            for (int r = 0; r < relevant; r++)
            {
                Assert.InRange(places[r], earliest[r], earliest[r] + 10);
                order = (order << 1) | (symbols[places[r]] == TemporalOrder.X ? 0 : 1);
            }

            Assert.Equal(sequence.Length - 1, sequence.FirstTarget);
            Assert.Equal(order, sequence.TargetSymbols[0]);
            classes[order]++;
            foreach (int symbol in symbols[1..^1].Where(symbol => symbol < TemporalOrder.X))
            {
                Assert.InRange(symbol, 2, 5);
                noise[symbol - 2]++;
            }
        }

        Assert.Equal(Enumerable.Range(100, 11), lengths);
        Assert.All(classes, count => Assert.InRange(count * (double)problem.Outputs / 16_000, 0.9, 1.1));
        Assert.All(noise, count => Assert.InRange(count * 4.0 / noise.Sum(), 0.99, 1.01));
    }

    [Fact]
    public void RelevantSymbols_AreTwoOrThree() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemporalOrder(4));
}
