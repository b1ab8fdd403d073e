using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Alignment;

/// <content>From the first step to the last.</content>
internal static unsafe partial class CtcKernel
{
    /// <summary>−ln p of a sequence's labels. 0 for no steps and no labels.</summary>
    /// <param name="C">Classes.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="place">The sequence's place in the packed batch.</param>
    /// <param name="length">Its steps, <see cref="StepsNeeded"/> or more.</param>
    /// <param name="labels">[U], 1 … C − 1.</param>
    /// <param name="x">[N, C], scores of the classes at each step, of any sum; −∞ for a class that cannot be
    /// there.</param>
    /// <param name="logSums">[N]; the sequence's values are overwritten with ln Σ eˣ of a row.</param>
    /// <param name="ahead">[T, S + 2], overwritten with the forward messages of the sequence's steps, shifted, behind
    /// two values for states before the first.</param>
    /// <param name="scratch">[ScratchLength(C, U)], overwritten.</param>
    /// <returns>0 or more, but for roundings; ∞ where classes that the labels need cannot be.</returns>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class, or the labels do not fit in the
    /// steps.</exception>
    public static float Forward(
        int C, ReadOnlySpan<int> rowStart, int place, int length, ReadOnlySpan<int> labels, ReadOnlySpan<float> x,
        Span<float> logSums,
        Span<float> ahead, Span<float> scratch)
    {
        int N = rowStart[^1];
        Require(C, N, length, labels, x, logSums, ahead, scratch);
        if (length == 0)
        {
            return 0;
        }

        fixed (int* aims = labels)
        fixed (float* scores = x, sums = logSums, to = ahead, work = scratch)
        {
            var path = new Path(C, labels.Length, aims, scores, sums, to, work, place, length);
            return (float)(Vector512.IsHardwareAccelerated ? Forward<Vector512<float>, Lanes512>(path, rowStart)
                : Vector256.IsHardwareAccelerated ? Forward<Vector256<float>, Lanes256>(path, rowStart)
                : Forward<Vector128<float>, Lanes128>(path, rowStart));
        }
    }

    private static double Forward<V, O>(in Path s, ReadOnlySpan<int> rowStart)
        where O : ILanes<V>
    {
        float* scores = s.Row(0), skip = s.Row(1);
        s.Skips(skip);
        double shifts = 0;
        float* before = null;
        for (int t = 0; t < s.Length; t++)
        {
            nint n = rowStart[t] + s.Place;
            float* message = s.Message(t);
            s.LogSums[n] = LogSum<V, O>(s.X + (n * s.C), s.Work, s.C);
            s.Gather(n, scores);
            message[-2] = message[-1] = Never;
            if (t == 0)
            {
                new Span<float>(message, s.States).Fill(Never);
                message[0] = scores[0];
                message[Math.Min(1, s.States - 1)] = scores[Math.Min(1, s.States - 1)];
            }
            else
            {
                ElementLoop.Run<V, O, AddMap>(default, before - 2, skip, skip, message, s.States);
                ElementLoop.Run<V, O, JoinMap>(default, before, before - 1, scores, message, s.States);
            }

            float peak = Reductions.Max<V, O>(message, s.States);
            ElementLoop.Run<V, O, ShiftMap>(new ShiftMap(-peak), message, message, message, message, s.States);
            shifts += peak - (double)s.LogSums[n];
            before = message;
        }

        // The last label, or the blank behind it; where there is no label, the blank alone.
        float last = before[s.States - 1], other = s.States > 1 ? before[s.States - 2] : Never,
            larger = Math.Max(last, other);
        double logProbability = shifts + larger
            + Elementary.Log(Elementary.Exp(last - larger) + Elementary.Exp(other - larger));
        return logProbability < Never / 2 ? double.PositiveInfinity : -logProbability;
    }

    /// <summary>c + ln (eᵃ + eᵇ + eʸ).</summary>
    private readonly struct JoinMap : IElementMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where O : ILanes<V>
        {
            V peak = O.Max(O.Max(a, b), y);
            V sum = O.Add(
                O.Add(Elementary.Exp<V, O>(O.Subtract(a, peak)), Elementary.Exp<V, O>(O.Subtract(b, peak))),
                Elementary.Exp<V, O>(O.Subtract(y, peak)));
            return O.Add(O.Add(peak, Elementary.Log<V, O>(sum)), c);
        }
    }
}
