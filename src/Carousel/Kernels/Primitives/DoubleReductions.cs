using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>Sums of doubles for solvers: the same bits on every vector width.</summary>
internal static class DoubleReductions
{
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
}
