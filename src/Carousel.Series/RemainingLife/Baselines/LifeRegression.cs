using Carousel.Jobs.Statistics;

namespace Carousel.RemainingLife;

/// <summary>Sums of a linear regression of one target, and its solution with a penalty on the weights.</summary>
/// <param name="inputs">I.</param>
internal sealed class LifeRegression(int inputs)
{
    private readonly double[,] _squares = new double[inputs + 1, inputs + 1];
    private readonly double[] _products = new double[inputs + 1];

    /// <summary>Adds a record: Σx·xᵀ and Σx·y, with a last input that is 1.</summary>
    public void Add(ReadOnlySpan<float> x, double y)
    {
        for (int i = 0; i <= inputs; i++)
        {
            double own = i < inputs ? x[i] : 1;
            for (int j = 0; j <= i; j++)
            {
                _squares[i, j] += own * (j < inputs ? x[j] : 1);
            }

            _products[i] += own * y;
        }
    }

    /// <summary>
    /// The weights with the least Σ(y − ŷ)² + λ·Σ variance·w² (Hoerl and Kennard 1970), then the offset,
    /// which bears no penalty.
    /// </summary>
    /// <param name="penalty">λ, a share of each input's sum of squares.</param>
    /// <returns>[I + 1], in single precision, as a file keeps them.</returns>
    public float[] Solve(double penalty)
    {
        var matrix = (double[,])_squares.Clone();
        double rows = Math.Max(1, _squares[inputs, inputs]);
        for (int i = 0; i < inputs; i++)
        {
            double variance = _squares[i, i] - (_squares[inputs, i] * _squares[inputs, i] / rows);
            matrix[i, i] += (penalty * variance) + (1e-9 * rows);
        }

        return [.. CholeskyFactors.OfSemidefinite(matrix).Solve(_products).Select(v => (float)v)];
    }

    /// <summary>What weights say of a record.</summary>
    public static double Tell(ReadOnlySpan<float> weights, ReadOnlySpan<float> x)
    {
        double sum = weights[^1];
        for (int i = 0; i < x.Length; i++)
        {
            sum += (double)weights[i] * x[i];
        }

        return sum;
    }
}
