using System.Numerics;
using System.Runtime.InteropServices;

namespace Carousel.Kernels;

/// <summary>Sums in double over lanes: what regressions in closed form are made of.</summary>
internal static class DoubleSums
{
    /// <summary>
    /// sums += factor·values, without fusing. Each sum has its own lane, so its bits are the same for any
    /// width of vectors.
    /// </summary>
    /// <param name="sums">[n].</param>
    /// <param name="values">[n] or more.</param>
    /// <param name="factor">The factor.</param>
    public static void Add(Span<double> sums, ReadOnlySpan<double> values, double factor)
    {
        int whole = sums.Length - (sums.Length % Vector<double>.Count);
        Span<Vector<double>> into = MemoryMarshal.Cast<double, Vector<double>>(sums[..whole]);
        ReadOnlySpan<Vector<double>> from = MemoryMarshal.Cast<double, Vector<double>>(values[..whole]);
        for (int v = 0; v < into.Length; v++)
        {
            into[v] += from[v] * factor;
        }

        for (int i = whole; i < sums.Length; i++)
        {
            sums[i] += values[i] * factor;
        }
    }

    /// <summary>The same with values in single precision, each of which is exact in double.</summary>
    /// <param name="sums">[n].</param>
    /// <param name="values">[n] or more.</param>
    /// <param name="factor">The factor.</param>
    public static void Add(Span<double> sums, ReadOnlySpan<float> values, double factor)
    {
        int whole = sums.Length - (sums.Length % Vector<float>.Count);
        Span<Vector<double>> into = MemoryMarshal.Cast<double, Vector<double>>(sums[..whole]);
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(values[..whole]);
        for (int v = 0; v < from.Length; v++)
        {
            Vector.Widen(from[v], out Vector<double> low, out Vector<double> high);
            into[2 * v] += low * factor;
            into[(2 * v) + 1] += high * factor;
        }

        for (int i = whole; i < sums.Length; i++)
        {
            sums[i] += values[i] * factor;
        }
    }
}
