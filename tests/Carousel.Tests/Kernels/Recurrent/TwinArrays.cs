using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>
/// Values between kernels, which take flat single precision, and twins, which take matrices of double.
/// </summary>
internal static class TwinArrays
{
    public static double[,] Matrix(float[] values, int rows, int columns)
    {
        var matrix = new double[rows, columns];
        Vector(values).CopyTo(Near.Flat(matrix));
        return matrix;
    }

    public static double[] Vector(float[] values) => [.. values.Select(v => (double)v)];

    public static void Add(Array to, Array values)
    {
        Span<double> sum = Near.Flat(to);
        for (int k = 0; k < sum.Length; k++)
        {
            sum[k] += Near.Flat(values)[k];
        }
    }

    /// <summary>The ranges between cuts, from 0 to the end.</summary>
    public static IEnumerable<(int From, int To)> Ranges(int[] cuts, int end)
    {
        int from = 0;
        foreach (int cut in cuts.Append(end))
        {
            int to = Math.Min(cut, end);
            yield return (from, to);
            from = to;
        }
    }
}
