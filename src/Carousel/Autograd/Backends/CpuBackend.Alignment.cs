using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <content>Alignments: sequences are split over threads.</content>
public sealed partial class CpuBackend
{
    /// <summary>Sequences a thread takes at a time.</summary>
    private const int AlignmentsOfPart = 2;

    /// <inheritdoc/>
    internal override void CtcForward(Packing packing, Tensor scores, LabelSequences labels, Tensor saved, Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(packing);
        ArgumentNullException.ThrowIfNull(labels);
        ShapeException.Require(Values(saved), CtcSavedLength(packing, labels), nameof(saved), "CtcSavedLength");
        var work = new CtcWork(packing, scores, labels, saved);
        Span<float> mean = Values(loss);
        ShapeException.Require(mean, 1, nameof(loss));
        _workers.Run(work, work.Parts);
        mean[0] = packing.BatchSize == 0 ? 0 : Reductions.Sum(work.Terms) / packing.BatchSize;
    }

    /// <inheritdoc/>
    internal override void CtcBackward(
        Packing packing, Tensor scores, LabelSequences labels, Tensor saved, Tensor dLoss, Tensor dScores)
    {
        ArgumentNullException.ThrowIfNull(packing);
        ArgumentNullException.ThrowIfNull(labels);
        if (packing.Rows == 0 || dScores.IsNone)
        {
            return;
        }

        ShapeException.Require(Values(saved), CtcSavedLength(packing, labels), nameof(saved), "CtcSavedLength");
        var work = new CtcWork(packing, scores, labels, saved)
        {
            Factor = Single(dLoss) / packing.BatchSize,
            DScores = dScores,
        };
        _workers.Run(work, work.Parts);
    }

    /// <summary>Some sequences. Saved: messages of each sequence by place, sums [N], terms [B].</summary>
    private readonly record struct CtcWork(Packing Packing, Tensor Scores, LabelSequences Labels, Tensor Saved)
        : IParallelWork
    {
        public float Factor { get; init; }

        public Tensor DScores { get; init; }

        public int Parts => (Packing.BatchSize + AlignmentsOfPart - 1) / AlignmentsOfPart;

        public Span<float> Terms => Values(Saved)[^Packing.BatchSize..];

        private int C => Scores.Shape[1];

        private Span<float> LogSums => Values(Saved)[^(Packing.BatchSize + Packing.Rows)..^Packing.BatchSize];

        public void Run(int part)
        {
            int first = part * AlignmentsOfPart, last = Math.Min(first + AlignmentsOfPart, Packing.BatchSize),
                start = 0;
            for (int place = 0; place < first; place++)
            {
                start += AheadLength(place);
            }

            for (int place = first; place < last; place++)
            {
                Span<float> ahead = Values(Saved).Slice(start, AheadLength(place));
                Run(place, Labels[Packing.Order[place]], ahead);
                start += ahead.Length;
            }
        }

        private void Run(int place, ReadOnlySpan<int> labels, Span<float> ahead)
        {
            var call = new CtcSpans
            {
                C = C,
                RowStart = Packing.RowStart,
                Place = place,
                Length = Packing.Lengths[place],
                Labels = labels,
                X = Values(Scores),
                LogSums = LogSums,
                Ahead = ahead,
                Factor = Factor,
                Dx = Values(DScores),
                Scratch = ThreadScratch.Values(CtcKernel.ScratchLength(C, labels.Length)),
            };
            if (DScores.IsNone)
            {
                Terms[Packing.Order[place]] = CtcKernel.Forward(call);
            }
            else
            {
                CtcKernel.Backward(call);
            }
        }

        private int AheadLength(int place) =>
            (int)CtcKernel.AheadLength(Packing.Lengths[place], Labels[Packing.Order[place]].Length);
    }
}
