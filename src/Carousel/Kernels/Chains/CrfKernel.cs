using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Linear-chain conditional random field: −ln p(labels | scores), its gradients by forward and backward messages, and
/// the likeliest labels. Twin: CrfReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/losses.md. Lafferty, McCallum and Pereira 2001. All
/// in logarithms; the
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
    /// −ln p of a sequence's labels: ln Σ over all paths e^score − the score of the labels. 0 for an empty
    /// sequence.
    /// </summary>
    /// <param name="call">Reads Weights, X and Labels; overwrites Ahead and Peaks.</param>
    /// <returns>0 or more, except for rounding errors.</returns>
    /// <exception cref="ShapeException">A span is not the size stated there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    public static float Forward(in CrfSpans call)
    {
        Require(call);
        if (call.Length == 0)
        {
            return 0;
        }

        double loss;
        Widths.Run(new ChainRun(&loss), call);
        return (float)loss;
    }

    /// <summary>
    /// dx[n,c] += factor·(p(label of step n is c) − [c is its label]); keeps what the gradients of the weights need.
    /// </summary>
    /// <param name="call">As left by Forward; overwrites Back and Shares, adds to Dx.</param>
    /// <exception cref="ShapeException">A span is not the size stated there.</exception>
    public static void Backward(in CrfSpans call)
    {
        Require(call);
        (int C, int N) = (call.Weights.Labels, call.RowStart[^1]);
        ShapeException.Require(call.Back, (N, C));
        ShapeException.Require(call.Shares, (N, C));
        Widths.Run(new ChainRun(null), call);
        if (!call.Dx.IsEmpty)
        {
            ShapeException.Require(call.Dx, (N, C));
            for (int t = 0; t < call.Length; t++)
            {
                int n = call.RowStart[t] + call.Place;
                Span<float> d = call.Dx.Slice(n * C, C);
                ElementLoop.Run(new AddScaledMap(call.Factor), call.Shares.Slice(n * C, C), d);
                d[Label(call.Labels[n], C)] -= call.Factor;
            }
        }
    }

    private static void Require(in CrfSpans call)
    {
        (int C, int N) = (call.Weights.Labels, call.RowStart[^1]);
        call.Weights.Require();
        ShapeException.Require(call.X, (N, C));
        ShapeException.Require(call.Labels, N);
        ShapeException.Require(call.Ahead, (N, C));
        ShapeException.Require(call.Peaks, N);
        ShapeException.Require(call.Scratch, ScratchLength(C));
    }

    /// <summary>Forward, to the loss; or backward, where that is null.</summary>
    private readonly struct ChainRun(double* loss) : IWidthWork<CrfSpans>
    {
        void IWidthWork<CrfSpans>.Run<V, O>(in CrfSpans call)
        {
            CrfWeights weights = call.Weights;
            fixed (float* start = weights.Start, transition = weights.Transition, end = weights.End, x = call.X,
                ahead = call.Ahead, peaks = call.Peaks, back = call.Back, shares = call.Shares, work = call.Scratch)
            {
                var chain = new Chain
                {
                    C = weights.Labels,
                    Start = start,
                    Transition = transition,
                    End = end,
                    X = x,
                    Ahead = ahead,
                    Peaks = peaks,
                    Work = work,
                    Place = call.Place,
                    Length = call.Length,
                };
                if (loss == null)
                {
                    Backward<V, O>(chain, call.RowStart, back, shares);
                }
                else
                {
                    *loss = Forward<V, O>(chain, call.RowStart) - Score(chain, call.RowStart, call.Labels);
                }
            }
        }
    }

    /// <summary>y[c] = ln Σₖ e^(from[k] + table[k,c]): k ascends, c is the lane.</summary>
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
        return shifts + Reductions.LogSum<V, O>(s.Work, s.Work + s.C, s.C);
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
            float all = Reductions.LogSum<V, O>(shares, sums, s.C);
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
    private readonly struct LargerMap(float shift) : IUpdateByOne
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.Max(y, O.Add(a, O.Broadcast(shift)));
    }

    /// <summary>y + e^(a + shift − b).</summary>
    private readonly struct AddExpMap(float shift) : IUpdateByTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
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
