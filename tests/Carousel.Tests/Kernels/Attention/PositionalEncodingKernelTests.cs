using Carousel.Kernels;
using Carousel.Reference.Attention;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Attention;

public class PositionalEncodingKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(64)]
    public void Forward_EqualsTheTwin_AlsoFarFromTheStart(int F)
    {
        var rows = new PackedRows(7, 4, 4, 0);
        float[] x = new Draws(F).Floats(rows.N * F), y = new float[x.Length], state = [3, 0, 34463, 1, 0, 15, 0, 0];
        long[] starts = [3, 99999, 983040, 0];
        double[] turns = PositionalEncodingKernel.Turns(F, 10000);
        foreach (bool carried in new[] { false, true })
        {
            PositionalEncodingKernel.Forward(
                turns, new(rows.RowStart, [0, 1, 2, 3]), carried ? state : [], x, y, new float[F]);
            var expected = new double[rows.N, F];
            for (int b = 0; b < rows.B; b++)
            {
                rows.Set(
                    expected, b, PositionalEncodingReference.Forward(rows.Sequence(x, b, F), carried ? starts[b] : 0));
            }

            // Two roundings of values up to 2, and four places of the sine.
            Near.Within(y, expected, 10 * Near.Rounding);
        }
    }

    [Fact]
    public void Steps_GiveTheBitsOfForward_AcrossTheCarryOfTheCount()
    {
        const int F = 10, T = 9;
        float[] x = new Draws(1).Floats(T * F), whole = new float[T * F], state = [65532, 2], y = new float[F],
            final = new float[2];
        double[] turns = PositionalEncodingKernel.Turns(F, 10000);
        PositionalEncodingKernel.Forward(
            turns, new([.. Enumerable.Range(0, T + 1)], [0]), state, x, whole, new float[F]);
        PositionalEncodingKernel.Advance(state, T, final);
        for (int t = 0; t < T; t++)
        {
            PositionalEncodingKernel.Step(turns, x.AsSpan(t * F, F), state, y);
            Near.SameBits(y, whole.AsSpan(t * F, F));
        }

        Assert.Equal([5f, 3], state);
        Assert.Equal(state, final);
    }

    [Fact]
    public void Kernel_NamesTheArgument_AndTakesAnyState()
    {
        double[] turns = PositionalEncodingKernel.Turns(4, 10000);
        float[] state = [float.NaN, -7], y = new float[4];
        Assert.Equal(
            "x",
            Assert.Throws<ShapeException>(
                () => PositionalEncodingKernel.Step(turns, new float[3], state, y)).ParamName);
        Assert.Equal(
            "turns",
            Assert.Throws<ShapeException>(
                () => PositionalEncodingKernel.Step(turns.AsSpan(0, 1), new float[4], state, y)).ParamName);
        PositionalEncodingKernel.Step(turns, new float[4], state, y);
        Near.Within(y, new double[] { 0, 1, 0, 1 }, 2e-7);
        Assert.Equal([1f, 0], state);
    }
}
