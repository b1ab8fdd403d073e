using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <content>The loss of a mixture density: rows are split over threads.</content>
public sealed partial class CpuBackend
{
    /// <summary>Rows a thread takes at a time.</summary>
    private const int MixtureRows = 32;

    private float MixtureForward(
        float floor, Tensor predictions, Tensor targets, ReadOnlySpan<float> weights, Tensor saved)
    {
        int N = targets.Length / 3;
        Span<float> kept = Values(saved), terms = kept.Slice(N, N);
        kept[^1] = MixtureDensityLossKernel.TakeWeights(Values(targets), weights, kept[..N]);
        var work = new MixtureWork(floor, predictions, targets, saved);
        _workers.Run(work, work.Parts);
        PointLoss.Weight(kept[..N], terms);
        return PointLoss.Mean(Reductions.Sum(terms), kept[^1]);
    }

    private void MixtureBackward(
        float floor, Tensor predictions, Tensor targets, Tensor saved, float dLoss, Tensor dPredictions)
    {
        var work = new MixtureWork(floor, predictions, targets, saved)
        {
            Factor = PointLoss.Mean(dLoss, Values(saved)[^1]),
            DPredictions = dPredictions,
        };
        _workers.Run(work, work.Parts);
    }

    /// <summary>
    /// Rows of predictions, forward, or backward where DPredictions is given. Saved: weights [N], terms [N], Σ e.
    /// </summary>
    private readonly record struct MixtureWork(float Floor, Tensor Predictions, Tensor Targets, Tensor Saved)
        : IParallelWork
    {
        public float Factor { get; init; }

        public Tensor DPredictions { get; init; }

        public int Parts => (N + MixtureRows - 1) / MixtureRows;

        private int N => Predictions.Shape[0];

        private int K => Predictions.Shape[1];

        public void Run(int part)
        {
            int first = part * MixtureRows, count = Math.Min(MixtureRows, N - first);
            ReadOnlySpan<float> predictions = Values(Predictions).Slice(first * K, count * K),
                targets = Values(Targets).Slice(3 * first, 3 * count);
            Span<float> saved = Values(Saved), e = saved.Slice(first, count);
            Span<float> scratch = ThreadScratch.Values(MixtureDensityLossKernel.ScratchLength(K / 6));
            if (DPredictions.IsNone)
            {
                MixtureDensityLossKernel.Forward(
                    Floor, predictions, targets, e, saved.Slice(N + first, count), scratch);
            }
            else
            {
                MixtureDensityLossKernel.Backward(
                    Floor, predictions, targets, e, Factor, Values(DPredictions).Slice(first * K, count * K), scratch);
            }
        }
    }
}
