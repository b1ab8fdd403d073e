using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Baselines;

/// <summary>Factors of blocks of rows against those of a row at a time.</summary>
public sealed class SymmetricSolverTests
{
    [Fact]
    public void Factor_HasTheBitsOfARowAtATime_AndSolves()
    {
        var random = new Random(5);
        for (int size = 1; size <= 21; size++)
        {
            int columns = size % 4;
            double[,] matrix = Positive(size, random), right = new double[size, columns];
            for (int i = 0; i < size; i++)
            {
                for (int c = 0; c < columns; c++)
                {
                    right[i, c] = random.NextDouble() - 0.5;
                }
            }

            double[] factor = Upper(matrix), expected = Upper(RowByRow(matrix)), solution = [.. right.Cast<double>()];
            SymmetricSolver.Factor(factor, solution, size);
            SymmetricSolver.Back(factor, solution, size);

            Assert.Equal(expected, factor);
            for (int i = 0; i < size; i++)
            {
                for (int c = 0; c < columns; c++)
                {
                    double product = Enumerable.Range(0, size).Sum(j => matrix[i, j] * solution[(j * columns) + c]);
                    Assert.Equal(right[i, c], product, 1e-9);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    public void Factor_EndsInANumberThatIsNotFinite_WithoutAPositivePivot(int pivot)
    {
        double[,] matrix = Positive(9, new Random(7));
        for (int i = 0; i < 9; i++)
        {
            (matrix[i, pivot], matrix[pivot, i]) = (0, 0);
        }

        double[] factor = Upper(matrix);
        SymmetricSolver.Factor(factor, [], 9);
        Assert.False(double.IsFinite(factor[^1]));
    }

    private static double[,] Positive(int size, Random random)
    {
        double[] Row(int _) => [.. Enumerable.Range(0, size).Select(_ => random.NextDouble())];
        double[][] rows = [.. Enumerable.Range(0, size).Select(Row)];
        var matrix = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                matrix[i, j] = rows[i].Zip(rows[j], (a, b) => a * b).Sum() + (i == j ? 1 : 0);
            }
        }

        return matrix;
    }

    private static double[] Upper(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        return [.. from i in Enumerable.Range(0, size) from j in Enumerable.Range(i, size - i) select matrix[i, j]];
    }

    private static double[,] RowByRow(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        double[,] upper = (double[,])matrix.Clone();
        for (int i = 0; i < size; i++)
        {
            double factor = 1 / Math.Sqrt(upper[i, i]);
            for (int j = i; j < size; j++)
            {
                upper[i, j] *= factor;
            }

            for (int below = i + 1; below < size; below++)
            {
                for (int j = below; j < size; j++)
                {
                    upper[below, j] += upper[i, j] * -upper[i, below];
                }
            }
        }

        return upper;
    }
}
