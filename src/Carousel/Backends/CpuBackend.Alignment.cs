using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Alignment;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Backends;

/// <content>Alignments: sequences are split over threads.</content>
public sealed partial class CpuBackend
{
    /// <summary>Sequences a thread takes at a time.</summary>
    private const int AlignmentsOfPart = 2;

    /// <inheritdoc/>
    public override void CtcForward(Packing packing, Tensor scores, LabelSequences labels, Tensor saved, Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(packing);
        ShapeException.Require<float>(Values(saved), CtcSavedLength(packing, labels), nameof(saved), "CtcSavedLength");
        var work = new CtcWork(packing, scores, labels, saved);
        _workers.Run(work, work.Parts);
        Values(loss)[0] = packing.BatchSize == 0 ? 0 : Reductions.Sum(work.Terms) / packing.BatchSize;
    }

    /// <inheritdoc/>
    public override void CtcBackward(Packing packing, Tensor scores, LabelSequences labels, Tensor saved, Tensor dLoss, Tensor dScores)
    {
        ArgumentNullException.ThrowIfNull(packing);
        if (packing.Rows == 0 || dScores.IsNone)
        {
            return;
        }

        var work = new CtcWork(packing, scores, labels, saved) { Factor = Values(dLoss)[0] / packing.BatchSize, DScores = dScores };
        _workers.Run(work, work.Parts);
    }

    /// <summary>Some sequences. Saved: messages [N, stride], sums [N], terms [B].</summary>
    private readonly record struct CtcWork(Packing Packing, Tensor Scores, LabelSequences Labels, Tensor Saved) : IParallelWork
    {
        public float Factor { get; init; }

        public Tensor DScores { get; init; }

        public int Parts => (Packing.BatchSize + AlignmentsOfPart - 1) / AlignmentsOfPart;

        public Span<float> Terms => Values(Saved)[(N * (Stride + 1))..];

        private int N => Packing.Rows;

        private int C => Scores.Shape[1];

        private int Stride => CtcKernel.States(Labels.Longest) + CtcKernel.Edge;

        private Span<float> Ahead => Values(Saved)[..(N * Stride)];

        private Span<float> LogSums => Values(Saved).Slice(N * Stride, N);

        public void Run(int part)
        {
            int last = Math.Min((part + 1) * AlignmentsOfPart, Packing.BatchSize);
            for (int place = part * AlignmentsOfPart; place < last; place++)
            {
                ReadOnlySpan<int> labels = Labels[Packing.Order[place]];
                Span<float> scratch = ThreadScratch.Values(CtcKernel.ScratchLength(C, labels.Length));
                if (DScores.IsNone)
                {
                    Terms[Packing.Order[place]] = CtcKernel.Forward(
                        C, Packing.RowStart, place, Packing.Lengths[place], labels, Values(Scores), LogSums, Stride, Ahead, scratch);
                }
                else
                {
                    CtcKernel.Backward(
                        C, Packing.RowStart, place, Packing.Lengths[place], labels, Values(Scores), LogSums, Stride, Ahead, Factor, Values(DScores), scratch);
                }
            }
        }
    }
}
