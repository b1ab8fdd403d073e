using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Alignment;

/// <summary>
/// Connectionist temporal classification: −ln p(labels | scores), summed over all alignments of the labels to the steps, and its gradient. Twin: CtcReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/connectionist-temporal-classification.md. Graves, Fernández, Gomez and Schmidhuber 2006. All in logarithms; the messages of each step are shifted so that their largest is 0. Class 0 is the
/// blank. U labels make S = 2U + 1 states: blanks at the even places, labels at the odd ones. A call works on one sequence of a packed batch, so bits do not depend on its neighbours.
/// </remarks>
internal static unsafe class CtcKernel
{
    /// <summary>The class that stands for no label.</summary>
    public const int Blank = 0;

    /// <summary>Values in front of a row of messages, which stand for states before the first.</summary>
    public const int Edge = 2;

    /// <summary>The logarithm of what cannot be; large enough to stay so under any scores, small enough to be added up.</summary>
    private const float Never = -1e30f;

    /// <summary>States of an alignment.</summary>
    /// <param name="labels">U.</param>
    /// <returns>S = 2U + 1.</returns>
    public static int States(int labels) => checked((2 * labels) + 1);

    /// <summary>The fewest steps in which labels fit: one for each, and a blank between equal neighbours.</summary>
    /// <param name="labels">[U].</param>
    /// <returns>0 or more.</returns>
    public static int StepsNeeded(ReadOnlySpan<int> labels)
    {
        int steps = labels.Length;
        for (int u = 1; u < labels.Length; u++)
        {
            steps += labels[u] == labels[u - 1] ? 1 : 0;
        }

        return steps;
    }

    /// <summary>Values of scratch that Forward and Backward need.</summary>
    /// <param name="C">Classes, the blank among them.</param>
    /// <param name="labels">U.</param>
    /// <returns>How many.</returns>
    public static int ScratchLength(int C, int labels) => checked(C + (5 * (States(labels) + Edge)));

    /// <summary>−ln p of a sequence's labels. 0 for no steps and no labels.</summary>
    /// <param name="C">Classes.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="place">The sequence's place in the packed batch.</param>
    /// <param name="length">Its steps, <see cref="StepsNeeded"/> or more.</param>
    /// <param name="labels">[U], 1 … C − 1.</param>
    /// <param name="x">[N, C], scores of the classes at each step, of any sum; −∞ for a class that cannot be there.</param>
    /// <param name="logSums">[N]; the sequence's values are overwritten with ln Σ eˣ of a row.</param>
    /// <param name="stride">Values of a row of messages: S + Edge of the longest labels of the batch.</param>
    /// <param name="ahead">[N, stride]; the sequence's rows are overwritten with the forward messages, shifted, behind Edge values.</param>
    /// <param name="scratch">[ScratchLength(C, U)], overwritten.</param>
    /// <returns>0 or more, but for roundings; ∞ where classes that the labels need cannot be.</returns>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class, or the labels do not fit in the steps.</exception>
    public static float Forward(
        int C, ReadOnlySpan<int> rowStart, int place, int length, ReadOnlySpan<int> labels, ReadOnlySpan<float> x, Span<float> logSums, int stride,
        Span<float> ahead, Span<float> scratch)
    {
        int N = rowStart[^1];
        Require(C, N, length, labels, x, logSums, stride, ahead, scratch);
        if (length == 0)
        {
            return 0;
        }

        fixed (int* aims = labels)
        fixed (float* scores = x, sums = logSums, to = ahead, work = scratch)
        {
            var path = new Path(C, labels.Length, aims, scores, sums, to, stride, work, place, length);
            return (float)(Vector512.IsHardwareAccelerated ? Forward<Vector512<float>, Lanes512>(path, rowStart)
                : Vector256.IsHardwareAccelerated ? Forward<Vector256<float>, Lanes256>(path, rowStart)
                : Forward<Vector128<float>, Lanes128>(path, rowStart));
        }
    }

    /// <summary>dx[n,c] += factor·(softmax(x[n])[c] − p(step n stands for c | labels)).</summary>
    /// <param name="C">Classes.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="place">The sequence's place in the packed batch.</param>
    /// <param name="length">Its steps.</param>
    /// <param name="labels">[U], as given to Forward.</param>
    /// <param name="x">[N, C], as given to Forward.</param>
    /// <param name="logSums">[N], as left by Forward.</param>
    /// <param name="stride">As given to Forward.</param>
    /// <param name="ahead">[N, stride], as left by Forward.</param>
    /// <param name="factor">∂objective/∂loss of the sequence.</param>
    /// <param name="dx">[N, C], added to.</param>
    /// <param name="scratch">[ScratchLength(C, U)], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        int C, ReadOnlySpan<int> rowStart, int place, int length, ReadOnlySpan<int> labels, ReadOnlySpan<float> x, ReadOnlySpan<float> logSums, int stride,
        ReadOnlySpan<float> ahead, float factor, Span<float> dx, Span<float> scratch)
    {
        int N = rowStart[^1];
        Require(C, N, length, labels, x, logSums, stride, ahead, scratch);
        ShapeException.Require<float>(dx, (N, C));
        fixed (int* aims = labels)
        fixed (float* scores = x, sums = logSums, from = ahead, work = scratch, to = dx)
        {
            var path = new Path(C, labels.Length, aims, scores, sums, from, stride, work, place, length);
            if (Vector512.IsHardwareAccelerated)
            {
                Backward<Vector512<float>, Lanes512>(path, rowStart, factor, to);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Backward<Vector256<float>, Lanes256>(path, rowStart, factor, to);
            }
            else
            {
                Backward<Vector128<float>, Lanes128>(path, rowStart, factor, to);
            }
        }
    }

    private static double Forward<V, O>(in Path s, ReadOnlySpan<int> rowStart)
        where V : struct
        where O : ILanes<V>
    {
        float* scores = s.Row(0), skip = s.Row(1);
        s.Skips(skip);
        double shifts = 0;
        float* before = null;
        for (int t = 0; t < s.Length; t++)
        {
            nint n = rowStart[t] + s.Place;
            float* message = s.Ahead + (n * s.Stride) + Edge;
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
        float last = before[s.States - 1], other = s.States > 1 ? before[s.States - 2] : Never, larger = Math.Max(last, other);
        double logProbability = shifts + larger + Elementary.Log(Elementary.Exp(last - larger) + Elementary.Exp(other - larger));
        return logProbability < Never / 2 ? double.PositiveInfinity : -logProbability;
    }

    private static void Backward<V, O>(in Path s, ReadOnlySpan<int> rowStart, float factor, float* dx)
        where V : struct
        where O : ILanes<V>
    {
        float* scores = s.Row(0), skip = s.Row(1), shares = s.Row(2), message = s.Row(3), next = s.Row(4);
        s.Skips(skip);
        new Span<float>(message, s.States).Fill(Never);
        message[s.States - 1] = message[Math.Max(0, s.States - 2)] = 0;

        // States behind the last: no path leads there.
        message[s.States] = message[s.States + 1] = skip[s.States] = skip[s.States + 1] = Never;
        for (int t = s.Length - 1; t >= 0; t--)
        {
            nint n = rowStart[t] + s.Place;
            ElementLoop.Run<V, O, AddMap>(default, s.Ahead + (n * s.Stride) + Edge, message, message, shares, s.States);
            float all = LogSum<V, O>(shares, next, s.States);
            ElementLoop.Run<V, O, ShiftedExpMap>(new ShiftedExpMap(all), shares, shares, shares, shares, s.States);
            float* x = s.X + (n * s.C), d = dx + (n * s.C);
            ElementLoop.Run<V, O, AddShareMap>(new AddShareMap(factor, s.LogSums[n]), x, x, x, d, s.C);
            for (int state = 0; state < s.States; state++)
            {
                d[s.Class(state)] -= factor * shares[state];
            }

            if (t > 0)
            {
                // What leads on from a state: to itself, to the next, and over the next where that may be left out.
                s.Gather(n, scores);
                ElementLoop.Run<V, O, AddMap>(default, message, scores, scores, message, s.States);
                ElementLoop.Run<V, O, AddMap>(default, message + 2, skip + 2, skip, next, s.States);
                new Span<float>(scores, s.States).Clear();
                ElementLoop.Run<V, O, JoinMap>(default, message, message + 1, scores, next, s.States);
                float peak = Reductions.Max<V, O>(next, s.States);
                ElementLoop.Run<V, O, ShiftMap>(new ShiftMap(-peak), next, next, next, message, s.States);
            }
        }
    }

    /// <summary>ln Σ eˣ of one row.</summary>
    private static float LogSum<V, O>(float* x, float* work, int count)
        where V : struct
        where O : ILanes<V>
    {
        float peak = Reductions.Max<V, O>(x, count);
        ElementLoop.Run<V, O, ShiftedExpMap>(new ShiftedExpMap(peak), x, x, x, work, count);
        return peak + Elementary.Log(Reductions.Sum<V, O>(work, count));
    }

    private static void Require(
        int C, int N, int length, ReadOnlySpan<int> labels, ReadOnlySpan<float> x, ReadOnlySpan<float> logSums, int stride, ReadOnlySpan<float> ahead,
        ReadOnlySpan<float> scratch)
    {
        ShapeException.Require(x, (N, C));
        ShapeException.Require(logSums, N);
        ShapeException.Require(ahead, (N, stride));
        ShapeException.Require(scratch, ScratchLength(C, labels.Length));
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, States(labels.Length) + Edge);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, StepsNeeded(labels));
        foreach (int label in labels)
        {
            if (label <= Blank || label >= C)
            {
                throw new ArgumentOutOfRangeException(nameof(labels), label, $"A label must be 1…{C - 1}, and 0 is the blank, but it is {label}.");
            }
        }
    }

    /// <summary>c + ln (eᵃ + eᵇ + eʸ).</summary>
    private readonly struct JoinMap : IElementMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where V : struct
            where O : ILanes<V>
        {
            V peak = O.Max(O.Max(a, b), y);
            V sum = O.Add(
                O.Add(Elementary.Exp<V, O>(O.Subtract(a, peak)), Elementary.Exp<V, O>(O.Subtract(b, peak))), Elementary.Exp<V, O>(O.Subtract(y, peak)));
            return O.Add(O.Add(peak, Elementary.Log<V, O>(sum)), c);
        }
    }

    /// <summary>y + factor·e^(a − shift).</summary>
    private readonly struct AddShareMap(float factor, float shift) : IElementMap
    {
        public static int Inputs => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where V : struct
            where O : ILanes<V>
            => O.MultiplyAdd(O.Broadcast(factor), Elementary.Exp<V, O>(O.Subtract(a, O.Broadcast(shift))), y);
    }

    /// <summary>What both directions read of one sequence.</summary>
    private readonly struct Path(
        int classes, int labels, int* aims, float* x, float* logSums, float* ahead, int stride, float* work, int place, int length)
    {
        public readonly int C = classes;
        public readonly int States = CtcKernel.States(labels);
        public readonly int Place = place;
        public readonly int Length = length;
        public readonly int Stride = stride;
        public readonly float* X = x;
        public readonly float* LogSums = logSums;
        public readonly float* Ahead = ahead;
        public readonly float* Work = work;

        /// <summary>A row of S + Edge values of scratch.</summary>
        public float* Row(int index) => Work + C + ((nint)index * (States + Edge));

        public int Class(int state) => (state & 1) == 0 ? Blank : aims[state >> 1];

        /// <summary>The score of each state's class at one row; −∞, a class that cannot be there, as a number that can be added up.</summary>
        public void Gather(nint n, float* scores)
        {
            for (int state = 0; state < States; state++)
            {
                scores[state] = Math.Max(X[(n * C) + Class(state)], Never);
            }
        }

        /// <summary>0 where a state may follow the one two before it, which leaves out a blank between unlike labels.</summary>
        public void Skips(float* skip)
        {
            for (int state = 0; state < States; state++)
            {
                skip[state] = state > 2 && (state & 1) == 1 && Class(state) != Class(state - 2) ? 0 : Never;
            }
        }
    }
}
