using Carousel.Kernels;
using Carousel.Reference.Optimization;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Optimization;

public class ClipKernelTests
{
    public static TheoryData<int> Lengths => [0, 1, 15, 16, 17, 63, 64, 65, 127, 128, 1000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void SumOfSquares_AgreesWithItsTwin(int n)
    {
        double[] values = new Draws(n).Vector(n);
        double expected = ClipReference.SumOfSquares(values);

        Near.Within([ClipKernel.SumOfSquares(Near.Floats(values))], new[] { expected }, Near.Sum(n, expected));
    }

    [Fact]
    public void SumOfSquares_AddsInTheOrderOfTheContract()
    {
        const int N = 203;
        float[] values = new Draws(5).Floats(N);
        var lanes = new float[64];
        for (int i = 0; i < N; i++)
        {
            lanes[i % 64] = MathF.FusedMultiplyAdd(values[i], values[i], lanes[i % 64]);
        }

        for (int half = 32; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
            {
                lanes[lane] += lanes[lane + half];
            }
        }

        Near.SameBits([ClipKernel.SumOfSquares(values)], lanes.AsSpan(0, 1));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void SumOfSquares_IsNotFinite_WhereAnyValueIsNot(float bad)
    {
        for (int i = 0; i < 150; i++)
        {
            float[] values = new float[150];
            values[i] = bad;
            Assert.False(float.IsFinite(ClipKernel.SumOfSquares(values)));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void ScaleAndClamp_AgreeWithTheirTwins(int n)
    {
        double[] values = new Draws(n).Vector(n);
        float[] scaled = Near.Floats(values);
        float[] clamped = Near.Floats(values);
        ClipKernel.Scale(0.5f, scaled);
        ClipKernel.Clamp(0.25f, clamped);

        double[] twin = [.. values];
        ClipReference.Scale(0.5, twin);
        Near.Within(scaled, twin, 0);
        ClipReference.Clamp(0.25, values);
        Near.Within(clamped, values, 0);
    }

    [Fact]
    public void Clipping_AllocatesNothing()
    {
        float[] values = new float[150];
        Allocations.AssertNone(() =>
        {
            _ = ClipKernel.SumOfSquares(values);
            ClipKernel.Scale(1, values);
            ClipKernel.Clamp(1, values);
        });
    }
}
