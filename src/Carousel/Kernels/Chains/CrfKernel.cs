using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Chains;

/// <summary>
/// Linear-chain conditional random field: −ln p(labels | scores), its gradients by forward and backward messages, and
/// the likeliest labels. Twin: CrfReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/linear-chain-crf.md. Lafferty, McCallum and Pereira 2001. All in logarithms; the
/// messages of each step are shifted so that their largest is 0, so that a hundred thousand steps
/// are as exact as ten. A call works on one sequence of a packed batch, so bits do not depend on its neighbours.
/// </remarks>
internal static unsafe partial class CrfKernel
{
    /// <summary>Values of scratch that Forward and Backward need.</summary>
    /// <param name="C">Labels.</param>
    /// <returns>How many.</returns>
    public static int ScratchLength(int C) => BufferLength.Of(((long)C * C) + (3L * C));

    /// <summary>
    /// −ln p of a sequence's labels: ln Σ over all paths e^score − the score of the labels. 0 for an empty sequence.
    /// </summary>
    /// <param name="weights">Of C labels.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="place">The sequence's place in the packed batch.</param>
    /// <param name="length">Its steps.</param>
    /// <param name="x">[N, C], scores of the labels at each step.</param>
    /// <param name="labels">[N], whole numbers 0 … C − 1.</param>
    /// <param name="ahead">[N, C]; the sequence's rows are overwritten with the forward messages, shifted.</param>
    /// <param name="peaks">[N]; the sequence's values are overwritten with the shifts.</param>
    /// <param name="scratch">[ScratchLength(C)], overwritten.</param>
    /// <returns>0 or more, but for roundings.</returns>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    public static float Forward(
        CrfWeights weights, ReadOnlySpan<int> rowStart, int place, int length, ReadOnlySpan<float> x,
        ReadOnlySpan<float> labels,
        Span<float> ahead, Span<float> peaks, Span<float> scratch)
    {
        int C = weights.Labels, N = rowStart[^1];
        weights.Require();
        ShapeException.Require(x, (N, C));
        ShapeException.Require(labels, N);
        ShapeException.Require(ahead, (N, C));
        ShapeException.Require(peaks, N);
        ShapeException.Require(scratch, ScratchLength(C));
        if (length == 0)
        {
            return 0;
        }

        fixed (float* start = weights.Start, transition = weights.Transition, end = weights.End)
        fixed (float* scores = x, to = ahead, shifts = peaks, work = scratch)
        {
            var chain = new Chain
            {
                C = C,
                Start = start,
                Transition = transition,
                End = end,
                X = scores,
                Ahead = to,
                Peaks = shifts,
                Work = work,
                Place = place,
                Length = length,
            };
            double all = Vector512.IsHardwareAccelerated ? Forward<Vector512<float>, Lanes512>(chain, rowStart)
                : Vector256.IsHardwareAccelerated ? Forward<Vector256<float>, Lanes256>(chain, rowStart)
                : Forward<Vector128<float>, Lanes128>(chain, rowStart);
            return (float)(all - Score(chain, rowStart, labels));
        }
    }

    /// <summary>
    /// dx[n,c] += factor·(p(label of step n is c) − [c is its label]); keeps what the gradients of the weights need.
    /// </summary>
    /// <param name="weights">Of C labels, as given to Forward.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="place">The sequence's place in the packed batch.</param>
    /// <param name="length">Its steps.</param>
    /// <param name="x">[N, C], as given to Forward.</param>
    /// <param name="labels">[N], as given to Forward.</param>
    /// <param name="ahead">[N, C], as left by Forward.</param>
    /// <param name="peaks">[N], as left by Forward.</param>
    /// <param name="factor">∂objective/∂loss of the sequence.</param>
    /// <param name="back">[N, C]; the sequence's rows are overwritten, for TransitionGradient.</param>
    /// <param name="p">[N, C]; the sequence's rows are overwritten with p(label of step n is c), for
    /// EdgeGradient.</param>
    /// <param name="dx">[N, C], added to; empty where it is not wanted.</param>
    /// <param name="scratch">[ScratchLength(C)], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        CrfWeights weights, ReadOnlySpan<int> rowStart, int place, int length, ReadOnlySpan<float> x,
        ReadOnlySpan<float> labels,
        ReadOnlySpan<float> ahead, ReadOnlySpan<float> peaks, float factor, Span<float> back, Span<float> p,
        Span<float> dx, Span<float> scratch)
    {
        int C = weights.Labels, N = rowStart[^1];
        weights.Require();
        ShapeException.Require(x, (N, C));
        ShapeException.Require(labels, N);
        ShapeException.Require(ahead, (N, C));
        ShapeException.Require(peaks, N);
        ShapeException.Require(back, (N, C));
        ShapeException.Require(p, (N, C));
        ShapeException.Require(scratch, ScratchLength(C));
        fixed (float* start = weights.Start, transition = weights.Transition, end = weights.End)
        fixed (float* scores = x, from = ahead, shifts = peaks, work = scratch, to = back, shares = p)
        {
            var chain = new Chain
            {
                C = C,
                Start = start,
                Transition = transition,
                End = end,
                X = scores,
                Ahead = from,
                Peaks = shifts,
                Work = work,
                Place = place,
                Length = length,
            };
            if (Vector512.IsHardwareAccelerated)
            {
                Backward<Vector512<float>, Lanes512>(chain, rowStart, to, shares);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Backward<Vector256<float>, Lanes256>(chain, rowStart, to, shares);
            }
            else
            {
                Backward<Vector128<float>, Lanes128>(chain, rowStart, to, shares);
            }
        }

        if (!dx.IsEmpty)
        {
            ShapeException.Require(dx, (N, C));
            for (int t = 0; t < length; t++)
            {
                int n = rowStart[t] + place;
                Span<float> d = dx.Slice(n * C, C);
                ElementLoop.Run(new AddScaledMap(factor), p.Slice(n * C, C), d);
                d[Label(labels[n], C)] -= factor;
            }
        }
    }

    /// <summary>y[c] = ln Σₖ e^(from[k] + table[k,c]): k ascends, c stands in the lanes.</summary>
    private static void LogSums<V, O>(int C, float* from, float* table, float* y, float* sums)
        where O : ILanes<V>
    {
        ElementLoop.Run<V, O, ShiftMap>(new ShiftMap(from[0]), table, table, table, y, C);
        for (int k = 1; k < C; k++)
        {
            float* row = table + ((nint)k * C);
            ElementLoop.Run<V, O, LargerMap>(new LargerMap(from[k]), row, row, row, y, C);
        }

        new Span<float>(sums, C).Clear();
        for (int k = 0; k < C; k++)
        {
            float* row = table + ((nint)k * C);
            ElementLoop.Run<V, O, AddExpMap>(new AddExpMap(from[k]), row, y, y, sums, C);
        }

        ElementLoop.Run<V, O, AddLogMap>(default, y, sums, sums, y, C);
    }

    private static double Forward<V, O>(in Chain s, ReadOnlySpan<int> rowStart)
        where O : ILanes<V>
    {
        double shifts = 0;
        float* before = null;
        for (int t = 0; t < s.Length; t++)
        {
            nint n = rowStart[t] + s.Place;
            float* x = s.X + (n * s.C), message = s.Ahead + (n * s.C);
            if (t == 0)
            {
                ElementLoop.Run<V, O, AddMap>(default, s.Start, x, x, message, s.C);
            }
            else
            {
                LogSums<V, O>(s.C, before, s.Transition, message, s.Work);
                ElementLoop.Run<V, O, AddMap>(default, message, x, x, message, s.C);
            }

            s.Peaks[n] = Reductions.Max<V, O>(message, s.C);
            ElementLoop.Run<V, O, ShiftMap>(new ShiftMap(-s.Peaks[n]), message, message, message, message, s.C);
            shifts += s.Peaks[n];
            before = message;
        }

        ElementLoop.Run<V, O, AddMap>(default, before, s.End, s.End, s.Work, s.C);
        return shifts + LogSum<V, O>(s.Work, s.Work + s.C, s.C);
    }

    private static void Backward<V, O>(in Chain s, ReadOnlySpan<int> rowStart, float* back, float* p)
        where O : ILanes<V>
    {
        float* transposed = s.Work, sums = s.Work + (s.C * s.C), message = sums + s.C, next = message + s.C;
        for (int k = 0; k < s.C; k++)
        {
            for (int c = 0; c < s.C; c++)
            {
                transposed[(c * s.C) + k] = s.Transition[(k * s.C) + c];
            }
        }

        new ReadOnlySpan<float>(s.End, s.C).CopyTo(new Span<float>(message, s.C));
        for (int t = s.Length - 1; t >= 0; t--)
        {
            nint n = rowStart[t] + s.Place;
            float* x = s.X + (n * s.C), ahead = s.Ahead + (n * s.C), kept = back + (n * s.C), shares = p + (n * s.C);
            ElementLoop.Run<V, O, AddMap>(default, ahead, message, message, shares, s.C);
            float all = LogSum<V, O>(shares, sums, s.C);
            ElementLoop.Run<V, O, ShiftedExpMap>(new ShiftedExpMap(all), shares, shares, shares, shares, s.C);

            // The message of the step before comes of x + message; less what makes it a share, the same sum is kept.
            ElementLoop.Run<V, O, AddMap>(default, x, message, message, kept, s.C);
            if (t > 0)
            {
                LogSums<V, O>(s.C, kept, transposed, next, sums);
                float peak = Reductions.Max<V, O>(next, s.C);
                ElementLoop.Run<V, O, ShiftMap>(new ShiftMap(-peak), next, next, next, message, s.C);
            }

            ElementLoop.Run<V, O, ShiftMap>(new ShiftMap(-(s.Peaks[n] + all)), kept, kept, kept, kept, s.C);
        }
    }

    /// <summary>ln Σ eˣ of one row.</summary>
    private static float LogSum<V, O>(float* x, float* work, int C)
        where O : ILanes<V>
    {
        float peak = Reductions.Max<V, O>(x, C);
        ElementLoop.Run<V, O, ShiftedExpMap>(new ShiftedExpMap(peak), x, x, x, work, C);
        return peak + Elementary.Log(Reductions.Sum<V, O>(work, C));
    }

    private static double Score(in Chain s, ReadOnlySpan<int> rowStart, ReadOnlySpan<float> labels)
    {
        double score = 0;
        int before = -1;
        for (int t = 0; t < s.Length; t++)
        {
            int n = rowStart[t] + s.Place, label = Label(labels[n], s.C);
            score += t == 0 ? s.Start[label] : s.Transition[(before * s.C) + label];
            score += s.X[((nint)n * s.C) + label];
            before = label;
        }

        return score + s.End[before];
    }

    private static int Label(float label, int C)
    {
        int found = (int)label;
        return found == label && (uint)found < (uint)C
            ? found
            : throw new ArgumentOutOfRangeException(
                nameof(label), label, $"A label must be a whole number 0…{C - 1}, but is {label}.");
    }

    /// <summary>max(y, a + shift).</summary>
    private readonly struct LargerMap(float shift) : IElementMap
    {
        public static int Inputs => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where O : ILanes<V>
            => O.Max(y, O.Add(a, O.Broadcast(shift)));
    }

    /// <summary>y + e^(a + shift − b).</summary>
    private readonly struct AddExpMap(float shift) : IElementMap
    {
        public static int Inputs => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where O : ILanes<V>
            => O.Add(y, Elementary.Exp<V, O>(O.Subtract(O.Add(a, O.Broadcast(shift)), b)));
    }

    /// <summary>What both directions read of one sequence.</summary>
    private struct Chain
    {
        public int C;
        public int Place;
        public int Length;
        public float* Start;
        public float* Transition;
        public float* End;
        public float* X;
        public float* Ahead;
        public float* Peaks;
        public float* Work;
    }
}
