using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>The upper triangle U of A = Uᵀ·U, row by row, for some hundred to some thousand rows.</summary>
/// <remarks>
/// Golub and Van Loan 2013, section 4.2. Every update runs along rows, so it goes by lanes with the same bits for any
/// width of vectors.
/// </remarks>
internal sealed class UpperFactors
{
    private readonly double[][] _rows;

    /// <summary>Factors A + shift·I.</summary>
    /// <param name="matrix">[n][n]: row i is read from its i-th value on.</param>
    /// <param name="shift">Above 0.</param>
    public UpperFactors(double[][] matrix, double shift)
    {
        int n = matrix.Length;
        _rows = [.. matrix.Select((row, i) => row[i..])];
        for (int k = 0; k < n; k++)
        {
            double[] row = _rows[k];
            double pivot = Math.Sqrt(row[0] + shift);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = j == 0 ? pivot : row[j] / pivot;
            }

            for (int i = k + 1; i < n; i++)
            {
                DoubleSums.Add(_rows[i], row.AsSpan(i - k), -row[i - k]);
            }
        }
    }

    /// <summary>Whether A + shift·I is positive definite: else the last root is not a number.</summary>
    public bool AreFinite => double.IsFinite(_rows[^1][0]);

    /// <summary>Solves A·x = b.</summary>
    /// <param name="b">[n].</param>
    public double[] Solve(double[] b)
    {
        double[] x = Forward([.. b], 0);
        for (int k = x.Length - 1; k >= 0; k--)
        {
            x[k] = (x[k] - DoubleSums.Dot(_rows[k].AsSpan(1), x.AsSpan(k + 1))) / _rows[k][0];
        }

        return x;
    }

    /// <summary>The diagonal of A⁻¹.</summary>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    public double[] InverseDiagonal(Workers workers)
    {
        double[] diagonal = new double[_rows.Length];
        workers.Run(new EachPart(i =>
        {
            double[] unit = new double[_rows.Length];
            unit[i] = 1;
            diagonal[i] = Forward(unit, i).Sum(v => v * v);
        }), diagonal.Length);
        return diagonal;
    }

    /// <summary>Solves Uᵀ·y = b in place, where b is 0 in front of a place.</summary>
    private double[] Forward(double[] b, int from)
    {
        for (int k = from; k < b.Length; k++)
        {
            b[k] /= _rows[k][0];
            DoubleSums.Add(b.AsSpan(k + 1), _rows[k].AsSpan(1), -b[k]);
        }

        return b;
    }
}
