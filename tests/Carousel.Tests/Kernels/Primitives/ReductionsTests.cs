using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Primitives;

public class ReductionsTests
{
    public static TheoryData<int> Lengths => [0, 1, 3, 4, 15, 16, 17, 63, 64, 65, 127, 200, 1000, 4099];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sums_AreNearTheSumInDouble(int n)
    {
        var draws = new Draws(n);
        float[] a = draws.Floats(n), b = draws.Floats(n);
        double sum = 0, dot = 0, squares = 0;
        for (int i = 0; i < n; i++)
        {
            sum += a[i];
            dot += (double)a[i] * b[i];
            squares += (double)a[i] * a[i];
        }

        Assert.Equal(sum, Reductions.Sum(a), Near.Sum((n / 64) + 7, n));
        Assert.Equal(dot, Reductions.Dot(a, b), Near.Sum((n / 64) + 7, n));
        Assert.Equal(squares, Reductions.SumOfSquares(a), Near.Sum((n / 64) + 7, n));
        Assert.Equal(n == 0 ? float.NegativeInfinity : a.Max(), Reductions.Max(a));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Results_HaveEqualBits_OnEveryWidth(int n)
    {
        var draws = new Draws(n + 1);
        float[] a = draws.Floats(n), b = draws.Floats(n);
        float[] wide = [
            Reductions.Sum<Vector512<float>, Lanes512>(a), Reductions.Dot<Vector512<float>, Lanes512>(a, b),
            Reductions.Max<Vector512<float>, Lanes512>(a)];
        float[] middle = [
            Reductions.Sum<Vector256<float>, Lanes256>(a), Reductions.Dot<Vector256<float>, Lanes256>(a, b),
            Reductions.Max<Vector256<float>, Lanes256>(a)];
        float[] narrow = [
            Reductions.Sum<Vector128<float>, Lanes128>(a), Reductions.Dot<Vector128<float>, Lanes128>(a, b),
            Reductions.Max<Vector128<float>, Lanes128>(a)];
        Near.SameBits(middle, wide);
        Near.SameBits(narrow, wide);
        Near.SameBits([Reductions.Sum(a), Reductions.Dot(a, b), Reductions.Max(a)], wide);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sum_FollowsTheLanesAndTheTree(int n)
    {
        float[] x = new Draws(n + 2).Floats(n), lanes = new float[64];
        for (int i = 0; i < n; i++)
        {
            lanes[i % 64] += x[i];
        }

        for (int half = 32; half >= 1; half /= 2)
        {
            for (int l = 0; l < half; l++)
            {
                lanes[l] += lanes[l + half];
            }
        }

        Near.SameBits([Reductions.Sum(x)], [lanes[0]]);
    }

    [Fact]
    public void Sum_KeepsNaN_WhereverItStands()
    {
        for (int place = 0; place < 130; place += 13)
        {
            float[] x = new float[130];
            x[place] = float.NaN;
            Assert.True(float.IsNaN(Reductions.Sum(x)));
        }
    }

    [Fact]
    public void Dot_NamesTheArgument_WhenTheLengthsDiffer() =>
        Assert.Equal("b", Assert.Throws<ShapeException>(() => Reductions.Dot(new float[3], new float[2])).ParamName);

    [Fact]
    public void Sums_AllocateNothing()
    {
        float[] x = new float[1000];
        double sum = 0;
        Allocations.AssertNone(
            () => sum += Reductions.Sum(x) + Reductions.Dot(x, x) + Reductions.Max(x) + Reductions.SumOfSquares(x));
        Assert.Equal(0, sum);
    }
}
