using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Chains;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Backends;

/// <content>Linear chains: sequences are split over threads, and for the transitions' gradient its rows.</content>
public sealed partial class CpuBackend
{
    /// <summary>Sequences a thread takes at a time.</summary>
    private const int ChainsOfPart = 4;

    /// <inheritdoc/>
    public override void CrfForward(
        Packing packing, Tensor scores, Tensor labels, Tensor start, Tensor transition, Tensor end, Tensor saved,
        Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(packing);
        int C = start.Length;
        ShapeException.Require(Values(saved), CrfSavedLength(packing, C), nameof(saved), "CrfSavedLength");
        var work = new CrfWork(packing, scores, labels, start, transition, end, saved);
        Span<float> mean = Values(loss);
        ShapeException.Require(mean, 1, nameof(loss));
        _workers.Run(work, work.Parts);
        mean[0] = packing.Rows == 0 ? 0 : Reductions.Sum(work.Terms) / packing.Rows;
    }

    /// <inheritdoc/>
    public override void CrfBackward(
        Packing packing, Tensor scores, Tensor labels, Tensor start, Tensor transition, Tensor end, Tensor saved,
        Tensor dLoss,
        Tensor dScores, Tensor dStart, Tensor dTransition, Tensor dEnd)
    {
        ArgumentNullException.ThrowIfNull(packing);
        if (packing.Rows == 0)
        {
            return;
        }

        var work = new CrfWork(packing, scores, labels, start, transition, end, saved)
        {
            IsBackward = true,
            Factor = Single(dLoss) / packing.Rows,
            DScores = dScores,
            DTransition = dTransition,
        };
        _workers.Run(work, work.Parts);
        if (!dTransition.IsNone)
        {
            work = work with { IsTransition = true };
            _workers.Run(work, work.Parts);
        }

        if (!dStart.IsNone || !dEnd.IsNone)
        {
            CrfKernel.EdgeGradient(
                packing.RowStart, Values(labels), work.Shares, work.Factor,
                dStart.IsNone ? default : Values(dStart), dEnd.IsNone ? default : Values(dEnd));
        }
    }

    /// <inheritdoc/>
    public override void CrfDecode(
        Packing packing, Tensor scores, Tensor start, Tensor transition, Tensor end, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(packing);
        var work = new CrfWork(packing, scores, labels, start, transition, end, default) { IsDecoding = true };
        _workers.Run(work, work.Parts);
    }

    /// <summary>
    /// Some sequences, or some rows of the transitions' gradient. Saved: messages [N, C], shifts [N], shares [N, C],
    /// messages [N, C], terms [B].
    /// </summary>
    private readonly record struct CrfWork(
        Packing Packing, Tensor Scores, Tensor Labels, Tensor Start, Tensor Transition, Tensor End, Tensor Saved)
            : IParallelWork
    {
        public bool IsBackward { get; init; }

        public bool IsTransition { get; init; }

        public bool IsDecoding { get; init; }

        public float Factor { get; init; }

        public Tensor DScores { get; init; }

        public Tensor DTransition { get; init; }

        public int Parts => IsTransition ? C : (Packing.BatchSize + ChainsOfPart - 1) / ChainsOfPart;

        public Span<float> Shares => Values(Saved).Slice(N * (C + 1), N * C);

        public Span<float> Terms => Values(Saved)[(N * ((3 * C) + 1))..];

        private int C => Start.Length;

        private int N => Packing.Rows;

        private Span<float> Ahead => Values(Saved)[..(N * C)];

        private Span<float> Peaks => Values(Saved).Slice(N * C, N);

        private Span<float> Back => Values(Saved).Slice(N * ((2 * C) + 1), N * C);

        private CrfWeights Weights => new(Values(Start), Values(Transition), Values(End));

        public void Run(int part)
        {
            if (IsTransition)
            {
                CrfKernel.TransitionGradient(
                    part, Packing.RowStart, Values(Transition), Values(Labels), Ahead, Back, Factor,
                    Values(DTransition).Slice(part * C, C));
                return;
            }

            int last = Math.Min((part + 1) * ChainsOfPart, Packing.BatchSize);
            for (int place = part * ChainsOfPart; place < last; place++)
            {
                RunSequence(place, Packing.Lengths[place]);
            }
        }

        private void RunSequence(int place, int length)
        {
            if (IsDecoding)
            {
                CrfKernel.Decode(
                    Weights, Packing.RowStart, place, length, Values(Scores), Values(Labels),
                    ThreadScratch.Values(CrfKernel.DecodeScratchLength(C, length)));
            }
            else if (IsBackward)
            {
                CrfKernel.Backward(
                    Weights, Packing.RowStart, place, length, Values(Scores), Values(Labels), Ahead, Peaks, Factor,
                    Back, Shares,
                    DScores.IsNone ? default : Values(DScores), ThreadScratch.Values(CrfKernel.ScratchLength(C)));
            }
            else
            {
                Terms[Packing.Order[place]] = CrfKernel.Forward(
                    Weights, Packing.RowStart, place, length, Values(Scores), Values(Labels), Ahead, Peaks,
                    ThreadScratch.Values(CrfKernel.ScratchLength(C)));
            }
        }
    }
}
