using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Losses;

/// <summary>
/// Cross-entropy of one class among C from logits x: ln Σ eˣ − (1 − s)·x[t] − s/C·Σ x, with label smoothing s. Twin: CrossEntropyLossReference.
/// </summary>
/// <remarks>Derivation: docs/derivations/losses.md. Targets are whole numbers 0 … C − 1; NaN is missing. Rows do not touch each other, so they may be split.</remarks>
internal static class CrossEntropyLossKernel
{
    /// <summary>terms[n] = the loss of each row, unweighted; logSums[n] = ln Σ eˣ.</summary>
    /// <param name="smoothing">s, 0 or more and below 1.</param>
    /// <param name="logits">[N, C].</param>
    /// <param name="targets">[N].</param>
    /// <param name="e">[N], weights; rows of weight 0 are passed over, whatever their target is.</param>
    /// <param name="terms">[N], overwritten; 0 where the weight is 0.</param>
    /// <param name="logSums">[N], overwritten where the weight is not 0.</param>
    /// <param name="scratch">[C], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is no class.</exception>
    public static void Forward(
        float smoothing, ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, ReadOnlySpan<float> e, Span<float> terms, Span<float> logSums,
        Span<float> scratch)
    {
        int N = targets.Length, C = scratch.Length;
        ShapeException.Require(logits, (N, C));
        ShapeException.Require(e, N);
        ShapeException.Require<float>(terms, N);
        ShapeException.Require<float>(logSums, N);
        for (int n = 0; n < N; n++)
        {
            if (!(e[n] > 0))
            {
                terms[n] = 0;
                continue;
            }

            ReadOnlySpan<float> row = logits.Slice(n * C, C);
            float largest = Reductions.Max(row);
            ElementLoop.Run(new ShiftedExpMap(largest), row, scratch);
            logSums[n] = largest + Elementary.Log(Reductions.Sum(scratch));
            float hit = (1 - smoothing) * row[Class(targets[n], C)];
            float spread = smoothing > 0 ? smoothing / C * Reductions.Sum(row) : 0;
            terms[n] = logSums[n] - hit - spread;
        }
    }

    /// <summary>dx[n,c] += factor·e[n]·(softmax(x)[c] − (1 − s)·[c = t] − s/C).</summary>
    /// <param name="smoothing">s, as given to Forward.</param>
    /// <param name="logits">[N, C], as given to Forward.</param>
    /// <param name="targets">[N], as given to Forward.</param>
    /// <param name="e">[N], weights; rows of weight 0 are passed over.</param>
    /// <param name="logSums">[N], as left by Forward.</param>
    /// <param name="factor">∂objective/∂loss over the sum of the weights.</param>
    /// <param name="dLogits">[N, C], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        float smoothing, ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, ReadOnlySpan<float> e, ReadOnlySpan<float> logSums,
        float factor, Span<float> dLogits)
    {
        int N = targets.Length, C = N == 0 ? 0 : logits.Length / N;
        ShapeException.Require(logits, (N, C));
        ShapeException.Require(e, N);
        ShapeException.Require(logSums, N);
        ShapeException.Require<float>(dLogits, (N, C));
        for (int n = 0; n < N; n++)
        {
            if (e[n] > 0)
            {
                float weight = factor * e[n];
                Span<float> d = dLogits.Slice(n * C, C);
                ElementLoop.Run(new GradientMap(logSums[n], weight, -weight * smoothing / C), logits.Slice(n * C, C), d);
                d[Class(targets[n], C)] -= weight * (1 - smoothing);
            }
        }
    }

    private static int Class(float target, int C)
    {
        int found = (int)target;
        return found == target && (uint)found < (uint)C
            ? found
            : throw new ArgumentOutOfRangeException(nameof(target), target, $"A target class must be a whole number 0…{C - 1}, but is {target}.");
    }

    private readonly struct ShiftedExpMap(float shift) : IElementMap
    {
        public static int Inputs => 1;

        public static bool ReadsOutput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where V : struct
            where O : ILanes<V>
            => Elementary.Exp<V, O>(O.Subtract(a, O.Broadcast(shift)));
    }

    private readonly struct GradientMap(float logSum, float weight, float spread) : IElementMap
    {
        public static int Inputs => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where V : struct
            where O : ILanes<V>
            => O.MultiplyAdd(O.Broadcast(weight), Elementary.Exp<V, O>(O.Subtract(a, O.Broadcast(logSum))), O.Add(y, O.Broadcast(spread)));
    }
}
