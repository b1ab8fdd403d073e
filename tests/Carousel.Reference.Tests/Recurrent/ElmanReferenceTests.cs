using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

public class ElmanReferenceTests
{
    [Theory]
    [InlineData(1, 1, 1, false)]
    [InlineData(5, 3, 4, false)]
    [InlineData(4, 2, 3, true)]
    public void Backward_EqualsFiniteDifferences(int T, int I, int H, bool reverse)
    {
        var draws = new Draws(T + I + H);
        var w = new ElmanWeights(draws.Matrix(H, I), draws.Matrix(H, H), draws.Vector(H));
        (double[,] x, double[] h0) = (draws.Matrix(T, I), draws.Vector(H));
        (double[,] dh, double[] dhLast) = (draws.Matrix(T, H), draws.Vector(H));
        double Loss() => Losses.Of(ElmanReference.Forward(w, x, h0, reverse), dh, dhLast, h0, reverse);

        ElmanGradients d = ElmanReference.Backward(w, x, h0, dh, dhLast, reverse);

        FiniteDifference.Check("x", Loss, x, d.Dx);
        FiniteDifference.Check("h0", Loss, h0, d.Dh0);
        FiniteDifference.Check("W", Loss, w.W, d.Dw);
        FiniteDifference.Check("R", Loss, w.R, d.Dr);
        FiniteDifference.Check("b", Loss, w.B, d.Db);
    }

    [Fact]
    public void Forward_IsWorkedByHand_ForOneUnit()
    {
        var w = new ElmanWeights(new[,] { { 0.5 } }, new[,] { { -0.25 } }, [0.1]);

        double[,] h = ElmanReference.Forward(w, new[,] { { 1.0 }, { 2.0 } }, [0.4]);

        Assert.Equal(Math.Tanh(0.5), h[0, 0], 15);
        Assert.Equal(Math.Tanh(1.1 - (0.25 * Math.Tanh(0.5))), h[1, 0], 15);
    }
}
