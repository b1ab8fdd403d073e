using Carousel.Reference.Elementwise;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Elementwise;

public class ElementwiseReferenceTests
{
    [Theory]
    [InlineData("Tanh")]
    [InlineData("Logistic")]
    [InlineData("Relu")]
    [InlineData("Softplus")]
    [InlineData("Exp")]
    [InlineData("Log")]
    [InlineData("Square")]
    [InlineData("Absolute")]
    [InlineData("Sin")]
    [InlineData("Cos")]
    [InlineData("Gelu")]
    public void Backward_EqualsFiniteDifferences(string function)
    {
        var draws = new Draws(5);
        double[] x = draws.Vector(9), dy = draws.Vector(9);
        if (function == "Log")
        {
            x = Array.ConvertAll(x, v => 0.5 + Math.Abs(v));
        }

        double Loss() => ElementwiseReference.Forward(function, x).Zip(dy, (y, d) => y * d).Sum();

        FiniteDifference.Check(function, Loss, x, ElementwiseReference.Backward(function, x, dy));
    }
}
