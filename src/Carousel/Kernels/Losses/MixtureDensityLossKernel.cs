using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Negative log-likelihood of a pen's next offset under a mixture of bivariate normal distributions, and of its lift
/// (Graves 2013). Twin: MixtureDensityLossReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/losses.md. A row of predictions is the logit of the lift, then planes of M
/// values: logits of the weights, means of x, means of y, ln of the deviations of x above
/// their floor, of y, and what <see cref="Likelihood.Correlation(float)"/> makes a correlation. A row of targets is x,
/// y, lift (0 or 1); a row with a NaN is missing. Everything of a row is made again in Backward.
/// </remarks>
internal static class MixtureDensityLossKernel
{
    /// <summary>ln 2π.</summary>
    private const float LogTwoPi = 1.83787707f;

    /// <summary>Values of scratch for M components.</summary>
    public static int ScratchLength(int components) => 5 * components;

    /// <summary>The weight of each row: 0 where one of its three targets is missing.</summary>
    /// <param name="targets">[N, 3].</param>
    /// <param name="weights">[N], or empty for ones.</param>
    /// <param name="e">[N], overwritten.</param>
    /// <returns>Σ e.</returns>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static float TakeWeights(ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, Span<float> e)
    {
        int N = e.Length;
        ShapeException.Require(targets, (N, 3));
        if (!weights.IsEmpty)
        {
            ShapeException.Require(weights, N);
        }

        for (int n = 0; n < N; n++)
        {
            bool isMissing = float.IsNaN(targets[3 * n]) || float.IsNaN(targets[(3 * n) + 1])
                || float.IsNaN(targets[(3 * n) + 2]);
            e[n] = isMissing ? 0 : weights.IsEmpty ? 1 : weights[n];
        }

        return Reductions.Sum(e);
    }

    /// <summary>terms[n] = −ln p(x, y) − ln p(lift) of each row; 0 where its weight is 0.</summary>
    /// <param name="floor">The least deviation, above 0.</param>
    /// <param name="predictions">[N, 6·M + 1].</param>
    /// <param name="targets">[N, 3].</param>
    /// <param name="e">[N].</param>
    /// <param name="terms">[N], overwritten.</param>
    /// <param name="scratch">[5·M], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        float floor, ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, ReadOnlySpan<float> e,
        Span<float> terms, Span<float> scratch)
    {
        int N = e.Length, K = Columns(predictions.Length, N), M = K / 6;
        Require(predictions, targets, scratch, N, M);
        ShapeException.Require(terms, N);
        for (int n = 0; n < N; n++)
        {
            terms[n] = 0;
            if (e[n] > 0)
            {
                ReadOnlySpan<float> row = predictions.Slice(n * K, K), target = targets.Slice(3 * n, 3);
                float joint = Components(floor, row, target, M, scratch);
                terms[n] = LogSumExp(row.Slice(1, M), scratch.Slice(4 * M, M)) - joint + Elementary.Softplus(row[0])
                    - (target[2] * row[0]);
            }
        }
    }

    /// <summary>dPredictions += factor·e·∂term/∂predictions.</summary>
    /// <param name="floor">The least deviation, above 0.</param>
    /// <param name="predictions">[N, 6·M + 1].</param>
    /// <param name="targets">[N, 3].</param>
    /// <param name="e">[N].</param>
    /// <param name="factor">∂objective/∂Σ e·term.</param>
    /// <param name="dPredictions">[N, 6·M + 1], added to.</param>
    /// <param name="scratch">[5·M], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        float floor, ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, ReadOnlySpan<float> e, float factor,
        Span<float> dPredictions, Span<float> scratch)
    {
        int N = e.Length, K = Columns(predictions.Length, N), M = K / 6;
        Require(predictions, targets, scratch, N, M);
        ShapeException.Require(dPredictions, (N, K));
        for (int n = 0; n < N; n++)
        {
            if (e[n] > 0)
            {
                ReadOnlySpan<float> row = predictions.Slice(n * K, K), target = targets.Slice(3 * n, 3);
                float joint = Components(floor, row, target, M, scratch);
                RowGradient(floor, row, target, joint, factor * e[n], dPredictions.Slice(n * K, K), scratch);
            }
        }
    }

    /// <summary>
    /// Fills the planes σx, σy, tanh ρ̂ and ln(weight·density) + const of a row; returns the logarithm of the sum
    /// of
    /// the last.
    /// </summary>
    private static float Components(
        float floor, ReadOnlySpan<float> row, ReadOnlySpan<float> target, int M, Span<float> scratch)
    {
        Span<float> deviations = scratch[..(2 * M)], tanh = scratch.Slice(2 * M, M), joint = scratch.Slice(3 * M, M),
            work = scratch.Slice(4 * M, M);
        ElementLoop.Run(new SpreadMap(floor), row.Slice(1 + (3 * M), 2 * M), deviations);
        ElementwiseKernel.Forward(ElementwiseFunction.Tanh, row.Slice(1 + (5 * M), M), tanh);
        for (int j = 0; j < M; j++)
        {
            Place place = At(row, target, scratch, M, j);
            joint[j] = row[1 + j] - (0.5f * place.Form) - LogTwoPi;
            work[j] = 1 / (deviations[j] * deviations[M + j] * MathF.Sqrt(1 - (place.Correlation * place.Correlation)));
        }

        ElementLoop.Run(default(AddLogMap), joint, work, joint);
        return LogSumExp(joint, work);
    }

    private static void RowGradient(
        float floor, ReadOnlySpan<float> row, ReadOnlySpan<float> target, float joint, float factor, Span<float> d,
        Span<float> scratch)
    {
        int M = row.Length / 6;
        Span<float> shares = scratch.Slice(3 * M, M), weights = scratch.Slice(4 * M, M);
        ElementLoop.Run(new ShiftedExpMap(joint), shares, shares);
        float sum = LogSumExp(row.Slice(1, M), weights);
        ElementLoop.Run(new ShiftedExpMap(sum), row.Slice(1, M), weights);
        d[0] += factor * (Activations.Logistic(row[0]) - target[2]);
        for (int j = 0; j < M; j++)
        {
            Place p = At(row, target, scratch, M, j);
            float share = factor * shares[j];
            float slopeX = p.Inverse * (p.X - (p.Correlation * p.Y)),
                slopeY = p.Inverse * (p.Y - (p.Correlation * p.X));
            float slopeCorrelation = p.Inverse * ((p.X * p.Y) + (p.Correlation * (1 - p.Form)));
            float tanh = scratch[(2 * M) + j], sx = scratch[j], sy = scratch[M + j];
            d[1 + j] += factor * (weights[j] - shares[j]);
            d[1 + M + j] -= share * slopeX / sx;
            d[1 + (2 * M) + j] -= share * slopeY / sy;
            d[1 + (3 * M) + j] -= share * ((p.X * slopeX) - 1) * ((sx - floor) / sx);
            d[1 + (4 * M) + j] -= share * ((p.Y * slopeY) - 1) * ((sy - floor) / sy);
            d[1 + (5 * M) + j] -= share * slopeCorrelation * (Likelihood.CorrelationLimit * (1 - (tanh * tanh)));
        }
    }

    /// <summary>Where the target lies as one component sees it.</summary>
    private static Place At(
        ReadOnlySpan<float> row, ReadOnlySpan<float> target, ReadOnlySpan<float> scratch, int M, int j)
    {
        float x = (target[0] - row[1 + M + j]) / scratch[j], y = (target[1] - row[1 + (2 * M) + j]) / scratch[M + j];
        float correlation = Likelihood.CorrelationLimit * scratch[(2 * M) + j];
        float inverse = 1 / (1 - (correlation * correlation)), across = x - (correlation * y);

        // A sum of squares, where x² + y² − 2ρxy would cancel near a correlation of 1 and could come out negative.
        return new Place(x, y, correlation, (inverse * across * across) + (y * y), inverse);
    }

    private static float LogSumExp(ReadOnlySpan<float> values, Span<float> work)
    {
        float most = Reductions.Max(values);
        ElementLoop.Run(new ShiftedExpMap(most), values, work);
        return most + Elementary.Log(Reductions.Sum(work));
    }

    private static int Columns(int length, int rows) => rows == 0 ? 7 : length / rows;

    private static void Require(
        ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, Span<float> scratch, int N, int M)
    {
        ShapeException.Require(predictions, (N, (6 * M) + 1));
        ShapeException.Require(targets, (N, 3));
        ShapeException.Require(scratch, ScratchLength(M));
    }

    /// <summary>
    /// The target in deviations from the means, the correlation, (x² + y² − 2ρxy)/(1 − ρ²), and 1/(1 −
    /// ρ²).
    /// </summary>
    private readonly record struct Place(float X, float Y, float Correlation, float Form, float Inverse);

    private readonly struct SpreadMap(float floor) : IMapOne
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            =>
                O.Add(
                    Elementary.Exp<V, O>(O.AtMost(a, O.Broadcast(Likelihood.LargestLogDeviation))), O.Broadcast(floor));
    }
}
