using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Optimisation;

/// <summary>What clipping needs: the sum of squares of a gradient, and shrinking it. Twin: ClipReference.</summary>
public static unsafe class ClipKernel
{
    /// <summary>Virtual lanes of a reduction, the same on every width.</summary>
    private const int Virtual = 64;

    /// <summary>Σ x². Not finite exactly where a value is not finite or the sum is beyond single precision.</summary>
    /// <remarks>Value i goes to lane i mod 64, each lane is one chain of fused multiply-adds, and the lanes join by one fixed tree.</remarks>
    /// <param name="values">[n].</param>
    /// <returns>The sum; 0 for no values.</returns>
    public static float SumOfSquares(ReadOnlySpan<float> values)
    {
        fixed (float* x = values)
        {
            return Vector512.IsHardwareAccelerated ? SumOfSquares<Vector512<float>, Lanes512>(values.Length, x)
                : Vector256.IsHardwareAccelerated ? SumOfSquares<Vector256<float>, Lanes256>(values.Length, x)
                : SumOfSquares<Vector128<float>, Lanes128>(values.Length, x);
        }
    }

    /// <summary>x ← factor·x.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="values">[n], read and overwritten.</param>
    public static void Scale(float factor, Span<float> values)
    {
        fixed (float* x = values)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Scale<Vector512<float>, Lanes512>(factor, values.Length, x);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Scale<Vector256<float>, Lanes256>(factor, values.Length, x);
            }
            else
            {
                Scale<Vector128<float>, Lanes128>(factor, values.Length, x);
            }
        }
    }

    /// <summary>x ← min(max(x, −limit), limit).</summary>
    /// <param name="limit">The largest magnitude left, 0 or more.</param>
    /// <param name="values">[n], read and overwritten.</param>
    public static void Clamp(float limit, Span<float> values)
    {
        fixed (float* x = values)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Clamp<Vector512<float>, Lanes512>(limit, values.Length, x);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Clamp<Vector256<float>, Lanes256>(limit, values.Length, x);
            }
            else
            {
                Clamp<Vector128<float>, Lanes128>(limit, values.Length, x);
            }
        }
    }

    private static float SumOfSquares<V, O>(int n, float* x)
        where V : struct
        where O : ILanes<V>
    {
        float* sums = stackalloc float[Virtual];
        new Span<float>(sums, Virtual).Clear();
        int i = 0;
        for (; i <= n - Virtual; i += Virtual)
        {
            for (int lane = 0; lane < Virtual; lane += O.Count)
            {
                V value = O.Load(x + i + lane);
                O.Store(O.MultiplyAdd(value, value, O.Load(sums + lane)), sums + lane);
            }
        }

        for (int lane = 0; i < n; i++, lane++)
        {
            sums[lane] = MathF.FusedMultiplyAdd(x[i], x[i], sums[lane]);
        }

        for (int half = Virtual / 2; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
            {
                sums[lane] += sums[lane + half];
            }
        }

        return sums[0];
    }

    private static void Scale<V, O>(float factor, int n, float* x)
        where V : struct
        where O : ILanes<V>
    {
        int i = 0;
        for (; i <= n - O.Count; i += O.Count)
        {
            O.Store(O.Multiply(O.Load(x + i), O.Broadcast(factor)), x + i);
        }

        for (; i < n; i++)
        {
            x[i] *= factor;
        }
    }

    private static void Clamp<V, O>(float limit, int n, float* x)
        where V : struct
        where O : ILanes<V>
    {
        int i = 0;
        for (; i <= n - O.Count; i += O.Count)
        {
            O.Store(O.Min(O.Max(O.Load(x + i), O.Broadcast(-limit)), O.Broadcast(limit)), x + i);
        }

        for (; i < n; i++)
        {
            x[i] = MathF.Min(MathF.Max(x[i], -limit), limit);
        }
    }
}
