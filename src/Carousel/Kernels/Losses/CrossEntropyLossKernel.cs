using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Cross-entropy of one class among C from logits x: ln Σ eˣ − (1 − s)·x[t] − s/C·Σ x, with label smoothing s. Twin:
/// CrossEntropyLossReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/losses.md. Targets are whole numbers 0 … C − 1; NaN is missing. Rows do not touch each
/// other, so they may be split.
/// </remarks>
internal static unsafe class CrossEntropyLossKernel
{
    /// <summary>terms[n] = the loss of each row, unweighted; logSums[n] = ln Σ eˣ.</summary>
    /// <param name="smoothing">s, 0 or more and below 1.</param>
    /// <param name="logits">[N, C].</param>
    /// <param name="targets">[N].</param>
    /// <param name="e">[N], weights; rows of weight 0 are skipped, whatever their target is.</param>
    /// <param name="terms">[N], overwritten; 0 where the weight is 0.</param>
    /// <param name="logSums">[N], overwritten; of no meaning where the weight is 0.</param>
    /// <param name="scratch">[C], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is not a class.</exception>
    public static void Forward(
        float smoothing, ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, ReadOnlySpan<float> e,
        Span<float> terms, Span<float> logSums,
        Span<float> scratch)
    {
        int N = targets.Length, C = scratch.Length;
        ShapeException.Require(logits, (N, C));
        ShapeException.Require(e, N);
        ShapeException.Require(terms, N);
        ShapeException.Require(logSums, N);
        fixed (float* x = logits, t = targets, w = e, to = terms, sums = logSums, work = scratch)
        {
            var rows = new Rows
            {
                N = N,
                C = C,
                Smoothing = smoothing,
                Logits = x,
                Targets = t,
                Weights = w,
                LogSums = sums,
            };
            Widths.Run(new ForwardRun(rows, to, work));
        }
    }

    /// <summary>dx[n,c] += factor·e[n]·(softmax(x)[c] − (1 − s)·[c = t] − s/C).</summary>
    /// <param name="smoothing">s, as given to Forward.</param>
    /// <param name="logits">[N, C], as given to Forward.</param>
    /// <param name="targets">[N], as given to Forward.</param>
    /// <param name="e">[N], weights; rows of weight 0 are skipped.</param>
    /// <param name="logSums">[N], as left by Forward.</param>
    /// <param name="factor">∂objective/∂loss over the sum of the weights.</param>
    /// <param name="dLogits">[N, C], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        float smoothing, ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, ReadOnlySpan<float> e,
        ReadOnlySpan<float> logSums,
        float factor, Span<float> dLogits)
    {
        int N = targets.Length, C = N == 0 ? 0 : logits.Length / N;
        ShapeException.Require(logits, (N, C));
        ShapeException.Require(e, N);
        ShapeException.Require(logSums, N);
        ShapeException.Require(dLogits, (N, C));
        fixed (float* x = logits, t = targets, w = e, sums = logSums, d = dLogits)
        {
            var rows = new Rows
            {
                N = N,
                C = C,
                Smoothing = smoothing,
                Logits = x,
                Targets = t,
                Weights = w,
                LogSums = sums,
            };
            Widths.Run(new BackwardRun(rows, factor, d));
        }
    }

    private readonly struct ForwardRun(Rows r, float* terms, float* scratch) : IWidthWork
    {
        void IWidthWork.Run<V, O>()
        {
            // First the largest values and the sums, then their logarithms all at once, then what each row has of its
            // own.
            for (int n = 0; n < r.N; n++)
            {
                float* row = r.Logits + ((nint)n * r.C);
                (r.LogSums[n], terms[n]) = (0, 1);
                if (r.Weights[n] > 0)
                {
                    r.LogSums[n] = Reductions.Max<V, O>(row, r.C);
                    ElementLoop.Run<V, O, ShiftedExpMap>(new ShiftedExpMap(r.LogSums[n]), row, row, row, scratch, r.C);
                    terms[n] = Reductions.Sum<V, O>(scratch, r.C);
                }
            }

            ElementLoop.Run<V, O, AddLogMap>(default, r.LogSums, terms, terms, r.LogSums, r.N);
            for (int n = 0; n < r.N; n++)
            {
                terms[n] = 0;
                if (r.Weights[n] > 0)
                {
                    float* row = r.Logits + ((nint)n * r.C);
                    float hit = (1 - r.Smoothing) * row[Class(r.Targets[n], r.C)];
                    float spread = r.Smoothing > 0 ? r.Smoothing / r.C * Reductions.Sum<V, O>(row, r.C) : 0;
                    terms[n] = r.LogSums[n] - hit - spread;
                }
            }
        }
    }

    private readonly struct BackwardRun(Rows r, float factor, float* dLogits) : IWidthWork
    {
        void IWidthWork.Run<V, O>()
        {
            for (int n = 0; n < r.N; n++)
            {
                if (r.Weights[n] > 0)
                {
                    float* row = r.Logits + ((nint)n * r.C);
                    float* d = dLogits + ((nint)n * r.C);
                    float weight = factor * r.Weights[n];
                    ElementLoop.Run<V, O, GradientMap>(
                        new GradientMap(r.LogSums[n], weight, -weight * r.Smoothing / r.C), row, row, row, d, r.C);
                    d[Class(r.Targets[n], r.C)] -= weight * (1 - r.Smoothing);
                }
            }
        }
    }

    private static int Class(float target, int C)
    {
        int found = (int)target;
        return found == target && (uint)found < (uint)C
            ? found
            : throw new ArgumentOutOfRangeException(
                nameof(target), target, $"A target class must be a whole number 0…{C - 1}, but is {target}.");
    }

    private readonly struct GradientMap(float logSum, float weight, float spread) : IUpdateByOne
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            =>
                O.MultiplyAdd(
                    O.Broadcast(weight), Elementary.Exp<V, O>(O.Subtract(a, O.Broadcast(logSum))),
                    O.Add(y, O.Broadcast(spread)));
    }

    /// <summary>What both passes read.</summary>
    private struct Rows
    {
        public int N;
        public int C;
        public float Smoothing;
        public float* Logits;
        public float* Targets;
        public float* Weights;
        public float* LogSums;
    }
}
