using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <content>From the first step to the last.</content>
internal static unsafe partial class CtcKernel
{
    /// <summary>−ln p of a sequence's labels. 0 for no steps and no labels.</summary>
    /// <param name="call">Reads Labels and X; overwrites LogSums and Ahead.</param>
    /// <returns>0 or more, except for rounding errors; ∞ if a class that the labels need is impossible.</returns>
    /// <exception cref="ShapeException">A span is not the size stated there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class, or the labels do not fit in the
    /// steps.</exception>
    public static float Forward(in CtcSpans call)
    {
        Require(call);
        if (call.Length == 0)
        {
            return 0;
        }

        double loss;
        Widths.Run(new PathRun(&loss), call);
        return (float)loss;
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
            s.LogSums[n] = Reductions.LogSum<V, O>(s.X + (n * s.C), s.Work, s.C);
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

        // The last label, or the blank after it; without labels only the blank.
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
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
        {
            V peak = O.Max(O.Max(a, b), y);
            V sum = O.Add(
                O.Add(Elementary.Exp<V, O>(O.Subtract(a, peak)), Elementary.Exp<V, O>(O.Subtract(b, peak))),
                Elementary.Exp<V, O>(O.Subtract(y, peak)));
            return O.Add(O.Add(peak, Elementary.Log<V, O>(sum)), c);
        }
    }
}
