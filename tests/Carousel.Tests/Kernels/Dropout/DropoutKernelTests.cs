using Carousel.Data;
using Carousel.Kernels;
using Carousel.Reference.Dropout;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Dropout;

public class DropoutKernelTests
{
    private static readonly DropoutMask _mask = new(new CounterRandom(7, 3), 5, 0.25f, OncePerSequence: false);

    [Fact]
    public void ForwardAndBackward_EqualTheTwin_ForTheMaskTheyDraw()
    {
        const int N = 6, F = 11;
        var draws = new Draws(1);
        double[,] x = draws.Matrix(N, F), dy = draws.Matrix(N, F);
        int[] rowStart = [0, 3, 5, 6];
        float[] kept = Run(_mask, rowStart, [1, 0, 2], Ones(N * F));
        var mask = new bool[N, F];
        for (int k = 0; k < N * F; k++)
        {
            mask[k / F, k % F] = kept[k] != 0;
        }

        float[] dx = Ones(N * F);
        DropoutKernel.Backward(_mask, rowStart, [1, 0, 2], 0, 3, Near.Floats(dy), dx);
        double[,] expected = DropoutReference.Backward(_mask.Rate, mask, dy);
        for (int k = 0; k < N * F; k++)
        {
            Near.Flat(expected)[k] += 1;
        }

        Near.Within(
            Run(_mask, rowStart, [1, 0, 2], Near.Floats(x)), DropoutReference.Forward(_mask.Rate, mask, x),
            4 * Near.Rounding);
        Near.Within(dx, expected, 8 * Near.Rounding);
    }

    [Fact]
    public void Mask_DropsTheShareOfItsRate()
    {
        float[] kept = Run(_mask, [0, 100], [], Ones(100 * 200));
        Assert.Equal(0.25, kept.Count(v => v == 0) / 20000.0, 0.012);
    }

    [Fact]
    public void Mask_OfASequence_DoesNotDependOnItsNeighbors()
    {
        var alone = new Packing([4]);
        var together = new Packing([4, 6, 2]);
        float[] one = Run(_mask, alone.RowStart, alone.Order, Ones(4 * 9)),
            many = Run(_mask, together.RowStart, together.Order, Ones(12 * 9));
        for (int t = 0; t < 4; t++)
        {
            Near.SameBits(many.AsSpan(together.Row(0, t) * 9, 9), one.AsSpan(alone.Row(0, t) * 9, 9));
        }
    }

    [Fact]
    public void Mask_OfAStepAlone_IsThatOfItsTime()
    {
        float[] whole = Run(_mask, [0, 2, 4], [1, 0], Ones(4 * 40)),
            alone = Run(_mask with { FirstTime = 1 }, [0, 2], [1, 0], Ones(2 * 40));
        Near.SameBits(alone, whole.AsSpan(80));
    }

    [Fact]
    public void Mask_IsTheSameAtEveryStep_WhenDrawnOncePerSequence()
    {
        float[] kept = Run(_mask with { OncePerSequence = true }, [0, 2, 4], [0, 1], Ones(4 * 40));
        Near.SameBits(kept.AsSpan(80, 80), kept.AsSpan(0, 80));
        Assert.NotEqual(kept[..40], kept[40..80]);
    }

    [Fact]
    public void Mask_DropsStepsAsAWhole_BothWays_WhenAskedTo()
    {
        const int F = 300, N = 2000;
        DropoutMask whole = _mask with { WholeSteps = true };
        float[] kept = Run(whole, [0, N], [], Ones(N * F)), back = new float[N * F];
        DropoutKernel.Backward(whole, [0, N], [], 0, 1, Ones(N * F), back);
        Near.SameBits(back, kept);
        for (int n = 0; n < N; n++)
        {
            Assert.Single(kept.AsSpan(n * F, F).ToArray().Distinct());
        }

        Assert.Equal(0.25, Enumerable.Range(0, N).Count(n => kept[n * F] == 0) / (double)N, 0.04);
    }

    [Fact]
    public void Mask_DiffersFromStepToStepOfTraining() =>
        Assert.NotEqual(Run(_mask, [0, 1], [], Ones(64)), Run(_mask with { Step = 6 }, [0, 1], [], Ones(64)));

    [Fact]
    public void Mask_IsThatOfTheCountersWords()
    {
        float[] kept = Run(_mask, [0, 1, 2], [0], Ones(2 * 301));
        for (int f = 0; f < 301; f++)
        {
            (uint w0, uint w1, uint w2, uint w3) = _mask.Random.Block(5, 0, 1, (uint)f / 4);
            float uniform = CounterRandom.ToUniform((f % 4) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 });
            Assert.Equal(uniform < 0.25f ? 0 : 1 / 0.75f, kept[301 + f]);
        }
    }

    [Fact]
    public void Forward_NamesTheArgument_WhenASpanIsShort() =>
        Assert.Equal(
            "y",
            Assert.Throws<ShapeException>(
                () => DropoutKernel.Forward(_mask, [0, 2], [], 0, 1, new float[4], new float[3])).ParamName);

    private static float[] Run(DropoutMask mask, ReadOnlySpan<int> rowStart, ReadOnlySpan<int> order, float[] x)
    {
        float[] y = new float[x.Length];
        DropoutKernel.Forward(mask, rowStart, order, 0, rowStart.Length - 1, x, y);
        return y;
    }

    private static float[] Ones(int length)
    {
        float[] values = new float[length];
        values.AsSpan().Fill(1);
        return values;
    }
}
