using Carousel.Jobs.Statistics;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Statistics;

public sealed class CholeskyFactorsTests
{
    [Fact]
    public void Solution_IsExact_WhereTheFactorsAreWholeNumbers()
    {
        // L = [2 0 0; 6 1 0; −8 5 3], so A·(1, 2, 3) = (−20, −43, 192).
        var factors =
            CholeskyFactors.OfSemidefinite(new double[,] { { 4, 12, -16 }, { 12, 37, -43 }, { -16, -43, 98 } });

        Assert.Equal([1.0, 2.0, 3.0], factors.Solve([-20, -43, 192]));
        Assert.Equal([0.0, 0.0, 0.0], factors.Solve([0, 0, 0]));
    }

    [Fact]
    public void UpperTriangle_IsNotRead_AndTheMatrixIsLeftAsItWas()
    {
        double[,] matrix = { { 4, double.NaN }, { 2, 5 } };

        Assert.Equal([1.0, 1.0], CholeskyFactors.OfSemidefinite(matrix).Solve([6, 7]));
        Assert.Equal(new double[,] { { 4, double.NaN }, { 2, 5 } }, matrix);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(60)]
    public void Product_OfTheMatrixAndTheSolution_IsTheRightSide(int size)
    {
        var draws = new Draws(size);
        double[,] matrix = PositiveDefinite(draws, size);
        var right = new double[size];
        for (int i = 0; i < size; i++)
        {
            right[i] = draws.Value();
        }

        double[] x = CholeskyFactors.OfSemidefinite(matrix).Solve(right);

        for (int i = 0; i < size; i++)
        {
            Assert.Equal(right[i], Enumerable.Range(0, size).Sum(j => matrix[i, j] * x[j]), 1e-10);
        }
    }

    [Fact]
    public void SemidefiniteMatrix_IsSolvedWhereItsRightSideAllows()
    {
        // Two columns that are the same: any split of 2 between them solves it.
        double[] x = CholeskyFactors.OfSemidefinite(new double[,] { { 1, 1 }, { 1, 1 } }).Solve([2, 2]);

        Assert.Equal(2, x[0] + x[1], 1e-9);
    }

    [Fact]
    public void NotANumber_IsCarriedOn_WhenTheMatrixMayBeSemidefinite() =>
        Assert.All(
            CholeskyFactors.OfSemidefinite(new[,] { { 1, 0 }, { double.NaN, 1 } }).Solve([1, 1]),
            x => Assert.True(double.IsNaN(x)));

    [Fact]
    public void Sizes_AreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CholeskyFactors.OfSemidefinite(new double[2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => CholeskyFactors.OfSemidefinite(new double[,] { { 1 } }).Solve([1, 2]));
    }

    // B·Bᵀ with a tenth more on its diagonal.
    private static double[,] PositiveDefinite(Draws draws, int size)
    {
        var root = new double[size, size];
        foreach (int at in Enumerable.Range(0, size * size))
        {
            root[at / size, at % size] = draws.Value();
        }

        var matrix = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                matrix[i, j] = (i == j ? 0.1 : 0) + Enumerable.Range(0, size).Sum(k => root[i, k] * root[j, k]);
            }
        }

        return matrix;
    }
}
