using Carousel.Kernels;

namespace Carousel.Anomalies;

/// <summary>Eigenvalues and eigenvectors of a covariance matrix.</summary>
/// <remarks>
/// Hestenes 1958: rotations of pairs of rows make all rows of VᵀC orthogonal; they are then λⱼvⱼ.
/// </remarks>
internal static class PrincipalAxes
{
    private const int MostSweeps = 30;
    private const double Tolerance = 1e-14;

    /// <summary>Finds them.</summary>
    /// <param name="matrix">C, [w][w], symmetric and positive semidefinite; overwritten.</param>
    /// <returns>λ, [w], and the unit vectors v, [w][w], in no order and of any sign.</returns>
    public static (double[] Variances, double[][] Axes) Of(double[][] matrix)
    {
        double[][] axes = [.. matrix.Select((_, j) => matrix.Select((_, i) => i == j ? 1.0 : 0).ToArray())];
        double[] squares = [.. matrix.Select(row => DoubleSums.Dot(row, row))];
        double negligible = Math.Pow(Tolerance * matrix.Select((row, j) => row[j]).Sum(), 2);
        bool isRotated = true;
        for (int sweep = 0; isRotated && sweep < MostSweeps; sweep++)
        {
            isRotated = false;
            for (int q = 1; q < matrix.Length; q++)
            {
                for (int p = 0; p < q; p++)
                {
                    double both = DoubleSums.Dot(matrix[p], matrix[q]);
                    if (Math.Abs(both) > Math.Max(Tolerance * Math.Sqrt(squares[p] * squares[q]), negligible))
                    {
                        double angle = Math.Atan2(2 * both, squares[p] - squares[q]) / 2;
                        Rotate(matrix[p], matrix[q], angle);
                        Rotate(axes[p], axes[q], angle);
                        squares[p] = DoubleSums.Dot(matrix[p], matrix[p]);
                        squares[q] = DoubleSums.Dot(matrix[q], matrix[q]);
                        isRotated = true;
                    }
                }
            }
        }

        return ([.. squares.Select(Math.Sqrt)], axes);
    }

    private static void Rotate(double[] a, double[] b, double angle)
    {
        (double sine, double cosine) = Math.SinCos(angle);
        for (int i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = ((cosine * a[i]) + (sine * b[i]), (cosine * b[i]) - (sine * a[i]));
        }
    }
}
