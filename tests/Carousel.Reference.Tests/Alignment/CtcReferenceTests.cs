using Carousel.Reference.Alignment;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Alignment;

public class CtcReferenceTests
{
    public static TheoryData<int, int, int[]> Cases => new()
    {
        { 1, 2, [] },
        { 1, 2, [1] },
        { 4, 3, [] },
        { 5, 3, [1, 2] },
        { 5, 3, [2, 2] },
        { 3, 3, [1, 1] },
        { 6, 4, [1, 1, 3, 1] },
        { 6, 2, [1, 1, 1] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_EqualsThatOfAllPaths(int T, int C, int[] labels)
    {
        double[,] x = new Draws(T + C).Matrix(T, C, 2), y = CtcReference.LogSoftmax(x);
        double sum = Paths(T, C).Where(path => CtcReference.Collapse(path).SequenceEqual(labels))
            .Sum(path => Math.Exp(path.Select((c, t) => y[t, c]).Sum()));
        Assert.Equal(-Math.Log(sum), CtcReference.Forward(x, labels), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_EqualsFiniteDifferences(int T, int C, int[] labels)
    {
        double[,] x = new Draws(7 * T).Matrix(T, C, 2);
        FiniteDifference.Check("x", () => CtcReference.Forward(x, labels), x, CtcReference.Backward(x, labels));
    }

    [Fact]
    public void Loss_OfAllLabelSequences_AddsUpToOne()
    {
        double[,] x = new Draws(3).Matrix(4, 3, 2);
        double sum = Paths(4, 3).Select(CtcReference.Collapse).DistinctBy(l => string.Join(' ', l))
            .Sum(l => Math.Exp(-CtcReference.Forward(x, l)));
        Assert.Equal(1, sum, 1e-12);
    }

    [Fact]
    public void Loss_IsInfinite_WhenLabelsDoNotFit()
    {
        Assert.Equal(double.PositiveInfinity, CtcReference.Forward(new double[2, 3], [1, 1]));
        Assert.Equal(double.PositiveInfinity, CtcReference.Forward(new double[0, 3], [1]));
        Assert.Equal(0, CtcReference.Forward(new double[0, 3], []));
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
}
