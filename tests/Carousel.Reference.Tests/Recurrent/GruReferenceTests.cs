using Carousel.Reference.Recurrent;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Recurrent;

public class GruReferenceTests
{
    [Theory]
    [InlineData(1, 1, 1, false, true)]
    [InlineData(1, 1, 1, false, false)]
    [InlineData(5, 3, 4, false, true)]
    [InlineData(5, 3, 4, false, false)]
    [InlineData(4, 2, 3, true, true)]
    [InlineData(4, 2, 3, true, false)]
    public void Backward_EqualsFiniteDifferences(int T, int I, int H, bool reverse, bool resetAfter)
    {
        var draws = new Draws(T + I + H);
        var w = new GruWeights(
            draws.Matrix(3 * H, I), draws.Matrix(3 * H, H), draws.Vector(3 * H), resetAfter ? draws.Vector(H) : null);
        (double[,] x, double[] h0) = (draws.Matrix(T, I), draws.Vector(H));
        (double[,] dh, double[] dhLast) = (draws.Matrix(T, H), draws.Vector(H));
        double Loss() => Losses.Of(GruReference.Forward(w, x, h0, reverse), dh, dhLast, h0, reverse);

        GruGradients d = GruReference.Backward(w, x, h0, dh, dhLast, reverse);

        FiniteDifference.Check("x", Loss, x, d.Dx);
        FiniteDifference.Check("h0", Loss, h0, d.Dh0);
        FiniteDifference.Check("W", Loss, w.W, d.Dw);
        FiniteDifference.Check("R", Loss, w.R, d.Dr);
        FiniteDifference.Check("b", Loss, w.B, d.Db);
        if (resetAfter)
        {
            FiniteDifference.Check("recurrent bias", Loss, w.RecurrentBias!, d.DRecurrentBias);
        }
    }

    [Fact]
    public void Forward_KeepsTheState_WhenTheUpdateGateIsShut()
    {
        var draws = new Draws(1);
        var w = new GruWeights(draws.Matrix(6, 3), draws.Matrix(6, 2), [0, 0, 50, 50, 0, 0], null);
        double[] h0 = draws.Vector(2);

        double[,] h = GruReference.Forward(w, draws.Matrix(4, 3), h0);

        Assert.Equal(h0[0], h[3, 0], 12);
        Assert.Equal(h0[1], h[3, 1], 12);
    }

    [Fact]
    public void Forward_DependsOnWhereTheResetActs()
    {
        var draws = new Draws(2);
        var before = new GruWeights(draws.Matrix(6, 3), draws.Matrix(6, 2), draws.Vector(6), null);
        double[,] x = draws.Matrix(3, 3);
        double[] h0 = draws.Vector(2);

        Assert.NotEqual(
            GruReference.Forward(before, x, h0), GruReference.Forward(before with { RecurrentBias = [0, 0] }, x, h0));
    }
}
