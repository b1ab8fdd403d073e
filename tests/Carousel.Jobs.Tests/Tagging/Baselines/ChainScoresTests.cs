using Carousel.Tagging;

namespace Carousel.Jobs.Tests.Tagging.Baselines;

/// <summary>Probabilities along a chain against the sum over all ways to label it.</summary>
public sealed class ChainScoresTests
{
    private const int C = 3, T = 4;

    [Fact]
    public void Run_GivesTheProbabilitiesThatAllWaysToLabelASentenceGive()
    {
        var random = new Random(7);
        double[] scores = [.. Enumerable.Range(0, T * C).Select(_ => 4 * (random.NextDouble() - 0.5))];
        float[] transitions = [.. Enumerable.Range(0, C * C).Select(_ => (float)(2 * (random.NextDouble() - 0.5)))];
        double[] chances = new double[T * C], pairs = new double[C * C];
        double all = 0;
        for (int way = 0; way < (int)Math.Pow(C, T); way++)
        {
            int[] labels = [.. Enumerable.Range(0, T).Select(t => way / (int)Math.Pow(C, t) % C)];
            double power = Math.Exp(
                labels.Select((label, t) => scores[(t * C) + label]).Sum()
                + Enumerable.Range(1, T - 1).Sum(t => (double)transitions[(labels[t - 1] * C) + labels[t]]));
            all += power;
            for (int t = 0; t < T; t++)
            {
                chances[(t * C) + labels[t]] += power;
                if (t > 0)
                {
                    pairs[(labels[t - 1] * C) + labels[t]] += power;
                }
            }
        }

        var chain = new ChainScores(C);

        // A longer sentence before it does not affect it.
        chain.Begin(9);
        chain.Run(transitions);
        chain.Begin(T);
        scores.CopyTo(chain.Values);
        chain.Run(transitions);
        Assert.All(chances.Zip(chain.Values.ToArray()), p => Assert.Equal(p.First / all, p.Second, 1e-12));
        Assert.All(pairs.Zip(chain.Pairs), p => Assert.Equal(p.First / all, p.Second, 1e-12));
    }

    [Fact]
    public void Run_OverflowsNowhere()
    {
        var chain = new ChainScores(2);
        chain.Begin(2000);
        for (int i = 0; i < chain.Values.Length; i++)
        {
            chain.Values[i] = i % 2 == 0 ? 800 : -800;
        }

        chain.Run([1, 0, 0, 1]);
        Assert.Equal(1, chain.Values[0], 1e-12);
        Assert.Equal(0, chain.Values[^1], 1e-12);
    }
}
