using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <content>Linear chains: sequences are split over threads, and for the transitions' gradient its rows.</content>
public sealed partial class CpuBackend
{
    /// <summary>Sequences a thread takes at a time.</summary>
    private const int ChainsOfPart = 4;

    /// <inheritdoc/>
    internal override void CrfForward(in CrfCall call)
    {
        Packing packing = call.Packing;
        ArgumentNullException.ThrowIfNull(packing);
        int length = CrfSavedLength(packing, call.Start.Length);
        ShapeException.Require(Values(call.Saved), length, nameof(call.Saved), nameof(CrfSavedLength));
        var work = new CrfWork(call);
        Span<float> mean = Values(call.Loss);
        ShapeException.Require(mean, 1, nameof(call.Loss));
        _workers.Run(work, work.Parts);
        mean[0] = packing.Rows == 0 ? 0 : Reductions.Sum(work.Terms) / packing.Rows;
    }

    /// <inheritdoc/>
    internal override void CrfBackward(in CrfCall call)
    {
        Packing packing = call.Packing;
        ArgumentNullException.ThrowIfNull(packing);
        if (packing.Rows == 0)
        {
            return;
        }

        var work = new CrfWork(call) { IsBackward = true, Factor = Single(call.DLoss) / packing.Rows };
        _workers.Run(work, work.Parts);
        if (!call.DTransition.IsNone)
        {
            work = work with { IsTransition = true };
            _workers.Run(work, work.Parts);
        }

        if (!call.DStart.IsNone || !call.DEnd.IsNone)
        {
            CrfKernel.EdgeGradient(
                packing.RowStart, Values(call.Labels), work.Shares, work.Factor, Values(call.DStart),
                Values(call.DEnd));
        }
    }

    /// <inheritdoc/>
    internal override void CrfDecode(
        Packing packing, Tensor scores, Tensor start, Tensor transition, Tensor end, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(packing);
        var call = new CrfCall
        {
            Packing = packing,
            Scores = scores,
            Labels = labels,
            Start = start,
            Transition = transition,
            End = end,
        };
        var work = new CrfWork(call) { IsDecoding = true };
        _workers.Run(work, work.Parts);
    }

    /// <summary>
    /// Some sequences, or some rows of the transitions' gradient. Saved: messages [N, C], shifts [N], shares [N, C],
    /// messages [N, C], terms [B].
    /// </summary>
    private readonly record struct CrfWork(CrfCall Call) : IParallelWork
    {
        public bool IsBackward { get; init; }

        public bool IsTransition { get; init; }

        public bool IsDecoding { get; init; }

        public float Factor { get; init; }

        public int Parts => IsTransition ? C : (Packing.BatchSize + ChainsOfPart - 1) / ChainsOfPart;

        public Span<float> Shares => Values(Call.Saved).Slice(N * (C + 1), N * C);

        public Span<float> Terms => Values(Call.Saved)[(N * ((3 * C) + 1))..];

        private Packing Packing => Call.Packing;

        private int C => Call.Start.Length;

        private int N => Packing.Rows;

        private Span<float> Ahead => Values(Call.Saved)[..(N * C)];

        private Span<float> Back => Values(Call.Saved).Slice(N * ((2 * C) + 1), N * C);

        private CrfWeights Weights => new(Values(Call.Start), Values(Call.Transition), Values(Call.End));

        public void Run(int part)
        {
            if (IsTransition)
            {
                CrfKernel.TransitionGradient(
                    part, Packing.RowStart, Values(Call.Transition), Values(Call.Labels), Ahead, Back, Factor,
                    Values(Call.DTransition).Slice(part * C, C));
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
                    Weights, Packing.RowStart, place, length, Values(Call.Scores), Values(Call.Labels),
                    ThreadScratch.Values(CrfKernel.DecodeScratchLength(C, length)));
                return;
            }

            var chain = new CrfSpans
            {
                Weights = Weights,
                RowStart = Packing.RowStart,
                Place = place,
                Length = length,
                X = Values(Call.Scores),
                Labels = Values(Call.Labels),
                Ahead = Ahead,
                Peaks = Values(Call.Saved).Slice(N * C, N),
                Factor = Factor,
                Back = Back,
                Shares = Shares,
                Dx = Values(Call.DScores),
                Scratch = ThreadScratch.Values(CrfKernel.ScratchLength(C)),
            };
            if (IsBackward)
            {
                CrfKernel.Backward(chain);
            }
            else
            {
                Terms[Packing.Order[place]] = CrfKernel.Forward(chain);
            }
        }
    }
}
