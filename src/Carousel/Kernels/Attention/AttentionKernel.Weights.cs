using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <content>From the scores of a step to its weights.</content>
internal static unsafe partial class AttentionKernel
{
    /// <summary>
    /// Turns the scores of a step into weights that are not yet divided by their sum. The largest score is subtracted
    /// first to prevent overflow.
    /// </summary>
    /// <param name="scores">[n], overwritten, up to a multiple of 16 values further on.</param>
    /// <param name="n">Keys that the step sees.</param>
    /// <param name="total">Overwritten with the sum of the weights.</param>
    /// <returns>The largest score.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Weigh<V, O>(float* scores, int n, float* total)
        where O : ILanes<V>
    {
        float largest = Largest<V, O>(scores, n);
        V shift = O.Broadcast(largest);
        for (int i = 0; i < n; i += O.Count)
        {
            O.Store(Elementary.Exp<V, O>(O.Subtract(O.Load(scores + i), shift)), scores + i);
        }

        *total = Reductions.Sum<V, O>(scores, n);
        return largest;
    }

    /// <summary>
    /// The largest of n values, passing over NaN: of any order, for none rounds. The last vector may overlap the one
    /// before it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Largest<V, O>(float* values, int n)
        where O : ILanes<V>
    {
        Vector128<float> four = Vector128.Create(float.NegativeInfinity);
        if (n >= O.Count)
        {
            V most = O.Broadcast(float.NegativeInfinity);
            for (int i = 0; i <= n - O.Count; i += O.Count)
            {
                most = Larger<V, O>(most, O.Load(values + i));
            }

            most = Larger<V, O>(most, O.Load(values + n - O.Count));
            float* lanes = stackalloc float[16];
            O.Store(most, lanes);
            for (int i = 0; i < O.Count; i += 4)
            {
                four = Larger<Vector128<float>, Lanes128>(four, Lanes128.Load(lanes + i));
            }
        }
        else if (n >= 4)
        {
            for (int i = 0; i <= n - 4; i += 4)
            {
                four = Larger<Vector128<float>, Lanes128>(four, Lanes128.Load(values + i));
            }

            four = Larger<Vector128<float>, Lanes128>(four, Lanes128.Load(values + n - 4));
        }
        else
        {
            for (int i = 0; i < n; i++)
            {
                four = Larger<Vector128<float>, Lanes128>(four, Vector128.Create(values[i]));
            }
        }

        float left = four[0] < four[1] ? four[1] : four[0], right = four[2] < four[3] ? four[3] : four[2];
        return left < right ? right : left;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Larger<V, O>(V most, V a)
        where O : ILanes<V>
        => O.SelectLess(most, a, a, most);
}
