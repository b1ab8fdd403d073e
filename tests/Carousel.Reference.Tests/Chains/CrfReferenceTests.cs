using Carousel.Reference.Chains;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Chains;

public class CrfReferenceTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(2, 3)]
    [InlineData(5, 4)]
    [InlineData(7, 2)]
    public void LossAndLabels_EqualThoseOfAllPaths(int T, int C)
    {
        var chain = new Case(T, C, 10 * T + C);
        double sum = 0, best = double.NegativeInfinity;
        int[] likeliest = [];
        foreach (int[] path in Paths(T, C))
        {
            double score = chain.Score(path);
            sum += Math.Exp(score);
            (best, likeliest) = score > best ? (score, path) : (best, likeliest);
        }

        Assert.Equal(Math.Log(sum) - chain.Score(chain.Labels), chain.Loss(), 1e-12);
        Assert.Equal(likeliest, CrfReference.Decode(chain.X, chain.Start, chain.Transition, chain.End));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(6, 4)]
    public void Gradients_EqualFiniteDifferences(int T, int C)
    {
        var chain = new Case(T, C, T + C);
        (double[,] dx, double[] dStart, double[,] dTransition, double[] dEnd) =
            CrfReference.Backward(chain.X, chain.Start, chain.Transition, chain.End, chain.Labels);

        FiniteDifference.Check("x", chain.Loss, chain.X, dx);
        FiniteDifference.Check("start", chain.Loss, chain.Start, dStart);
        FiniteDifference.Check("end", chain.Loss, chain.End, dEnd);
        if (T > 1)
        {
            FiniteDifference.Check("transition", chain.Loss, chain.Transition, dTransition);
        }
    }

    [Fact]
    public void Loss_IsZero_ForAnEmptySequence()
    {
        var chain = new Case(0, 3, 1);
        Assert.Equal(0, chain.Loss());
        Assert.Empty(CrfReference.Decode(chain.X, chain.Start, chain.Transition, chain.End));
    }

    private static IEnumerable<int[]> Paths(int T, int C)
    {
        for (int number = 0; number < Math.Pow(C, T); number++)
        {
            var path = new int[T];
            for (int t = 0, rest = number; t < T; t++, rest /= C)
            {
                path[t] = rest % C;
            }

            yield return path;
        }
    }

    private sealed class Case
    {
        public Case(int T, int C, int seed)
        {
            var draws = new Draws(seed);
            (X, Start, Transition, End) = (
                draws.Matrix(T, C, 2), draws.Vector(C), draws.Matrix(C, C, 2), draws.Vector(C));
            Labels = [.. Enumerable.Range(0, T).Select(_ => draws.Below(C))];
        }

        public double[,] X { get; }

        public double[] Start { get; }

        public double[,] Transition { get; }

        public double[] End { get; }

        public int[] Labels { get; }

        public double Score(int[] path) => CrfReference.Score(X, Start, Transition, End, path);

        public double Loss() => CrfReference.Forward(X, Start, Transition, End, Labels);
    }
}
