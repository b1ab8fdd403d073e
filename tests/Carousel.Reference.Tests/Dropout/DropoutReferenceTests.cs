using Carousel.Reference.Dropout;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Dropout;

public class DropoutReferenceTests
{
    [Fact]
    public void Backward_EqualsFiniteDifferences()
    {
        var draws = new Draws(3);
        double[,] x = draws.Matrix(2, 3), dy = draws.Matrix(2, 3);
        bool[,] mask = { { true, false, true }, { true, true, false } };
        double Loss()
        {
            double[,] y = DropoutReference.Forward(0.25, mask, x);
            double sum = 0;
            for (int k = 0; k < y.Length; k++)
            {
                sum += Near.Flat(y)[k] * Near.Flat(dy)[k];
            }

            return sum;
        }

        FiniteDifference.Check("x", Loss, x, DropoutReference.Backward(0.25, mask, dy));
    }
}
