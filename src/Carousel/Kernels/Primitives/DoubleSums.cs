using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
        ReadOnlySpan<Vector<double>> from = Vectors(values, whole);
        for (int v = 0; v < into.Length; v++)
        {
            into[v] += from[v] * factor;
        }

        for (int i = whole; i < sums.Length; i++)
        {
            sums[i] += values[i] * factor;
        }
    }

    /// <summary>The same with four rows of values in turn: the sums are loaded and stored once.</summary>
    /// <param name="sums">[n].</param>
    /// <param name="first">[n] or more, as the other rows.</param>
    /// <param name="second">Added after the first.</param>
    /// <param name="third">Added after the second.</param>
    /// <param name="fourth">Added last.</param>
    /// <param name="factors">[4].</param>
    public static void Add(
        Span<double> sums, ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<double> third,
        ReadOnlySpan<double> fourth, ReadOnlySpan<double> factors)
    {
        int whole = sums.Length - (sums.Length % Vector<double>.Count);
        (double f, double g, double h, double k) = (factors[0], factors[1], factors[2], factors[3]);
        Span<Vector<double>> into = MemoryMarshal.Cast<double, Vector<double>>(sums[..whole]);
        ReadOnlySpan<Vector<double>> a = Vectors(first, whole), b = Vectors(second, whole), c = Vectors(third, whole),
            d = Vectors(fourth, whole);
        for (int v = 0; v < into.Length; v++)
        {
            into[v] = into[v] + (a[v] * f) + (b[v] * g) + (c[v] * h) + (d[v] * k);
        }

        for (int i = whole; i < sums.Length; i++)
        {
            sums[i] = sums[i] + (first[i] * f) + (second[i] * g) + (third[i] * h) + (fourth[i] * k);
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

    /// <summary>Σ a·b in sixteen lanes, which are joined in one order on any processor.</summary>
    /// <param name="a">[n].</param>
    /// <param name="b">[n].</param>
    /// <exception cref="ArgumentOutOfRangeException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, a.Length);
        ref double x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b);
        Vector256<double> sum = Vector256<double>.Zero, second = sum, third = sum, fourth = sum;
        nuint k = 0, length = (nuint)a.Length;
        for (; k + 16 <= length; k += 16)
        {
            sum += Vector256.LoadUnsafe(ref x, k) * Vector256.LoadUnsafe(ref y, k);
            second += Vector256.LoadUnsafe(ref x, k + 4) * Vector256.LoadUnsafe(ref y, k + 4);
            third += Vector256.LoadUnsafe(ref x, k + 8) * Vector256.LoadUnsafe(ref y, k + 8);
            fourth += Vector256.LoadUnsafe(ref x, k + 12) * Vector256.LoadUnsafe(ref y, k + 12);
        }

        for (; k + 4 <= length; k += 4)
        {
            sum += Vector256.LoadUnsafe(ref x, k) * Vector256.LoadUnsafe(ref y, k);
        }

        sum = (sum + second) + (third + fourth);
        double rest = 0;
        for (; k < length; k++)
        {
            rest += a[(int)k] * b[(int)k];
        }

        return (sum[0] + sum[1]) + (sum[2] + sum[3]) + rest;
    }

    private static ReadOnlySpan<Vector<double>> Vectors(ReadOnlySpan<double> values, int whole) =>
        MemoryMarshal.Cast<double, Vector<double>>(values[..whole]);
}
