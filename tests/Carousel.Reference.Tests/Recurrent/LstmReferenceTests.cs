using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

public class LstmReferenceTests
{
    [Theory]
    [InlineData(1, 1, 1, false)]
    [InlineData(5, 3, 4, false)]
    [InlineData(5, 3, 4, true)]
    [InlineData(4, 2, 3, true)]
    public void Backward_EqualsFiniteDifferences(int T, int I, int H, bool reverse)
    {
        var draws = new Draws(T + I + H);
        var w = new LstmWeights(draws.Matrix(4 * H, I), draws.Matrix(4 * H, H), draws.Vector(4 * H));
        (double[,] x, double[] h0, double[] c0) = (draws.Matrix(T, I), draws.Vector(H), draws.Vector(H));
        (double[,] dh, double[] dhLast, double[] dcLast) = (draws.Matrix(T, H), draws.Vector(H), draws.Vector(H));
        double Loss()
        {
            LstmStates states = LstmReference.Forward(w, x, h0, c0, reverse);
            int last = reverse ? 0 : T - 1;
            double loss = 0;
            for (int u = 0; u < H; u++)
            {
                loss += (dhLast[u] * states.H[last, u]) + (dcLast[u] * states.C[last, u]);
                for (int t = 0; t < T; t++)
                {
                    loss += dh[t, u] * states.H[t, u];
                }
            }

            return loss;
        }

        LstmGradients d = LstmReference.Backward(w, x, h0, c0, dh, dhLast, dcLast, reverse);

        FiniteDifference.Check("x", Loss, x, d.Dx);
        FiniteDifference.Check("h0", Loss, h0, d.Dh0);
        FiniteDifference.Check("c0", Loss, c0, d.Dc0);
        FiniteDifference.Check("W", Loss, w.W, d.Dw);
        FiniteDifference.Check("R", Loss, w.R, d.Dr);
        FiniteDifference.Check("b", Loss, w.B, d.Db);
    }

    [Fact]
    public void Backward_HandsTheStatesGradientsThrough_WhenTheSequenceIsEmpty()
    {
        var draws = new Draws(3);
        var w = new LstmWeights(draws.Matrix(8, 3), draws.Matrix(8, 2), draws.Vector(8));
        (double[] dh, double[] dc) = (draws.Vector(2), draws.Vector(2));

        LstmGradients d = LstmReference.Backward(
            w, new double[0, 3], draws.Vector(2), draws.Vector(2), new double[0, 2], dh, dc);

        Assert.Equal(dh, d.Dh0);
        Assert.Equal(dc, d.Dc0);
        Assert.Equal(new double[8], d.Db);
    }

    [Fact]
    public void Forward_KeepsTheCell_WhenTheForgetGateIsOpenAndTheInputGateShut()
    {
        var draws = new Draws(1);
        var w = new LstmWeights(draws.Matrix(8, 3), draws.Matrix(8, 2), [-50, -50, 50, 50, 0, 0, 0, 0]);
        double[] c0 = draws.Vector(2);

        LstmStates states = LstmReference.Forward(w, draws.Matrix(4, 3), draws.Vector(2), c0);

        Assert.Equal(c0[0], states.C[3, 0], 12);
        Assert.Equal(c0[1], states.C[3, 1], 12);
    }
}
