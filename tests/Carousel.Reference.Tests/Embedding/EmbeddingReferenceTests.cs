using Carousel.Reference.Embedding;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Embedding;

public class EmbeddingReferenceTests
{
    [Fact]
    public void Backward_EqualsFiniteDifferences()
    {
        var draws = new Draws(2);
        int[] ids = [2, 0, 2, 1];
        double[,] table = draws.Matrix(4, 3), dy = draws.Matrix(4, 3);
        double Loss()
        {
            double[,] y = EmbeddingReference.Forward(ids, table);
            double sum = 0;
            for (int k = 0; k < y.Length; k++)
            {
                sum += Near.Flat(y)[k] * Near.Flat(dy)[k];
            }

            return sum;
        }

        FiniteDifference.Check("table", Loss, table, EmbeddingReference.Backward(ids, dy, 4));
    }
}
