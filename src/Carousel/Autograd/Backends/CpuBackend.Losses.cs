using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <summary>Logits a thread takes at a time.</summary>
    private const int LogitChunk = 1 << 14;

    /// <inheritdoc/>
    internal override void LossForward(
        LossFunction function, Tensor predictions, Tensor targets, Tensor weights, Tensor saved, Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(function);
        ReadOnlySpan<float> p = Values(predictions), t = Values(targets), w = Values(weights);
        Span<float> kept = Values(saved), result = Values(loss);
        float number = function.Number;
        ShapeException.Require(t, function.TargetShape(predictions.Shape).Length, nameof(targets), "M");
        ShapeException.Require(kept, function.SavedLength(t.Length), nameof(saved), "SavedLength(M)");
        ShapeException.Require(result, 2, nameof(loss));
        result[0] = function.Kind switch
        {
            LossKind.Squared => PointLoss.Forward(default(SquaredLossKernel), p, t, w, kept),
            LossKind.Absolute => PointLoss.Forward(default(AbsoluteLossKernel), p, t, w, kept),
            LossKind.Huber => PointLoss.Forward(new HuberLossKernel(number), p, t, w, kept),
            LossKind.Quantile => QuantileLossKernel.Forward(function.Levels, p, t, w, kept),
            LossKind.StudentT => PointLoss.Forward(default(StudentTLossKernel), p, t, w, kept),
            LossKind.BinaryCrossEntropy => PointLoss.Forward(
                new BinaryCrossEntropyLossKernel(number), p, t, w, kept),
            LossKind.MixtureDensity => MixtureForward(number, predictions, targets, w, saved),
            _ => CrossEntropyForward(number, predictions, targets, w, saved),
        };
        result[1] = kept[^1];
    }

    /// <inheritdoc/>
    internal override void LossBackward(
        LossFunction function, Tensor predictions, Tensor targets, Tensor saved, Tensor dLoss, Tensor dPredictions)
    {
        ArgumentNullException.ThrowIfNull(function);
        ReadOnlySpan<float> t = Values(targets);
        Span<float> kept = Values(saved), d = Values(dPredictions);
        ShapeException.Require(t, function.TargetShape(predictions.Shape).Length, nameof(targets), "M");
        ShapeException.Require(kept, function.SavedLength(t.Length), nameof(saved), "SavedLength(M)");
        float scale = Single(dLoss), number = function.Number;
        switch (function.Kind)
        {
            case LossKind.Squared: PointLoss.Backward(default(SquaredLossKernel), t, kept, scale, d); break;
            case LossKind.Absolute: PointLoss.Backward(default(AbsoluteLossKernel), t, kept, scale, d); break;
            case LossKind.Huber: PointLoss.Backward(new HuberLossKernel(number), t, kept, scale, d); break;
            case LossKind.Quantile:
                QuantileLossKernel.Backward(function.Levels, Values(predictions), t, kept, scale, d);
                break;
            case LossKind.StudentT: PointLoss.Backward(default(StudentTLossKernel), t, kept, scale, d); break;
            case LossKind.BinaryCrossEntropy:
                PointLoss.Backward(new BinaryCrossEntropyLossKernel(number), t, kept, scale, d);
                break;
            case LossKind.MixtureDensity:
                MixtureBackward(number, predictions, targets, saved, scale, dPredictions);
                break;
            default:
                var work = new CrossEntropyWork(number, predictions, targets, saved)
                {
                    Factor = PointLoss.Mean(scale, kept[^1]),
                    DLogits = dPredictions,
                };
                _workers.Run(work, work.Parts);
                break;
        }
    }

    private float CrossEntropyForward(
        float smoothing, Tensor logits, Tensor targets, ReadOnlySpan<float> weights, Tensor saved)
    {
        int N = targets.Length;
        Span<float> kept = Values(saved), e = kept[..N], terms = kept.Slice(N, N);
        kept[^1] = PointLoss.TakeWeights(Values(targets), weights, e);
        var work = new CrossEntropyWork(smoothing, logits, targets, saved);
        _workers.Run(work, work.Parts);
        PointLoss.Weight(e, terms);
        return PointLoss.Mean(Reductions.Sum(terms), kept[^1]);
    }

    /// <summary>
    /// Rows of logits, forward, or backward where DLogits is given. Saved: weights [N], terms [N], logarithms of sums
    /// [N], Σ e.
    /// </summary>
    private readonly record struct CrossEntropyWork(float Smoothing, Tensor Logits, Tensor Targets, Tensor Saved)
        : IParallelWork
    {
        public float Factor { get; init; }

        public Tensor DLogits { get; init; }

        public int Parts => (N + RowsOfPart - 1) / RowsOfPart;

        private int N => Logits.Shape[0];

        private int C => Logits.Shape[1];

        private int RowsOfPart => Math.Max(1, LogitChunk / Math.Max(1, C));

        public void Run(int part)
        {
            int first = part * RowsOfPart, count = Math.Min(RowsOfPart, N - first);
            ReadOnlySpan<float> logits = Values(Logits).Slice(first * C, count * C),
                targets = Values(Targets).Slice(first, count);
            Span<float> saved = Values(Saved), e = saved.Slice(first, count),
                logSums = saved.Slice((2 * N) + first, count);
            if (DLogits.IsNone)
            {
                Span<float> terms = saved.Slice(N + first, count);
                CrossEntropyLossKernel.Forward(Smoothing, logits, targets, e, terms, logSums, ThreadScratch.Values(C));
            }
            else
            {
                CrossEntropyLossKernel.Backward(
                    Smoothing, logits, targets, e, logSums, Factor, Values(DLogits).Slice(first * C, count * C));
            }
        }
    }
}
