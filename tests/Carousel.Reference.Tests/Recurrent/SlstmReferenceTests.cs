using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

public class SlstmReferenceTests : CellReferenceTests
{
    public SlstmReferenceTests()
        : base(CellReference.Of<SlstmReference<LogisticSlstmForget>>(), 4)
    {
    }

    private protected SlstmReferenceTests(CellReference twin)
        : base(twin, 4)
    {
    }

    /// <summary>Scaled by the stabiliser, c and n are those of the equations without one.</summary>
    [Fact]
    public void Stabilizer_ChangesNoOutput()
    {
        (CellReferenceWeights w, double[,] x, _) = Drawn(new Draws(5), 7, 2, 1);
        (double[,] h, double[] final) = SlstmReference<ExponentialSlstmForget>.Forward(w, x, new double[4]);
        double c = 0, n = 0, before = 0;
        for (int t = 0; t < 7; t++)
        {
            double Sum(int gate) =>
                w.B[gate] + (w.R![gate, 0] * before) + (w.W[gate, 0] * x[t, 0]) + (w.W[gate, 1] * x[t, 1]);
            (double i, double f) = (Math.Exp(Sum(0)), Math.Exp(Sum(1)));
            (c, n) = ((f * c) + (i * Math.Tanh(Sum(2))), (f * n) + i);
            before = c / n / (1 + Math.Exp(-Sum(3)));
            Assert.Equal(before, h[t, 0], 12);
        }

        Assert.Equal(c, final[1] * Math.Exp(final[3]), 1e-9 * Math.Abs(c));
    }

    private protected override (CellReferenceWeights Weights, double[,] X, double[] Start) Drawn(
        Draws draws, int T, int I, int H)
    {
        int head = H % 2 == 0 ? H / 2 : H;
        double[] start = draws.Vector(4 * H);
        for (int u = 0; u < H; u++)
        {
            start[(2 * H) + u] = 1.5 + start[(2 * H) + u];
        }

        return (
            new(draws.Matrix(4 * H, I), draws.Matrix(4 * H, head), draws.Vector(4 * H)), draws.Matrix(T, I), start);
    }
}

public sealed class SlstmExponentialReferenceTests() :
    SlstmReferenceTests(CellReference.Of<SlstmReference<ExponentialSlstmForget>>());
