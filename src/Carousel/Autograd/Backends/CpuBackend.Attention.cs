using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    internal override void AttentionForward(
        AttentionSize size, Packing packing, Tensor x, Tensor initialState, Tensor y, Tensor logSum, Tensor finalState)
    {
        ArgumentNullException.ThrowIfNull(size);
        ArgumentNullException.ThrowIfNull(packing);
        Check(size, packing, x, initialState, y, logSum);
        if (!finalState.IsNone)
        {
            ShapeException.Require(finalState.Shape, new Shape(packing.BatchSize, size.StateSize));
        }

        var work = new AttentionWork(size, packing, x, initialState, y, logSum) { FinalState = finalState };
        _workers.Run(
            work, packing.BatchSize * size.Heads,
            brief: MultiplyAdds(size, packing) < 2 * RecurrentSplit.SequenceGrain);
    }

    /// <inheritdoc/>
    internal override void AttentionBackward(
        AttentionSize size, Packing packing, Tensor x, Tensor initialState, Tensor y, Tensor logSum, Tensor dy,
        Tensor dx)
    {
        ArgumentNullException.ThrowIfNull(size);
        ArgumentNullException.ThrowIfNull(packing);
        Check(size, packing, x, initialState, y, logSum);
        ShapeException.Require(dy.Shape, y.Shape);
        ShapeException.Require(dx.Shape, x.Shape);
        var work = new AttentionWork(size, packing, x, initialState, y, logSum) { Dy = dy, Dx = dx };
        _workers.Run(
            work, packing.BatchSize * size.Heads, brief: MultiplyAdds(size, packing) < RecurrentSplit.SequenceGrain);
    }

    /// <inheritdoc/>
    internal override void AttentionStep(AttentionSize size, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        ArgumentNullException.ThrowIfNull(size);
        int S = x.Shape[0];
        ShapeException.Require(x.Shape, new Shape(S, 3 * size.Features));
        ShapeException.Require(y.Shape, new Shape(S, size.Features));
        ShapeException.Require(state.Shape, new Shape(S, size.StateSize));
        _workers.Run(
            new AttentionStepWork(size, x, y, state, scratch), S,
            brief: 2L * S * size.Window * size.Features < 2 * RecurrentSplit.SequenceGrain);
    }

    /// <inheritdoc/>
    internal override void PositionalEncodingForward(
        double[] turns, Packing packing, Tensor x, Tensor initialState, Tensor y, Tensor finalState)
    {
        ArgumentNullException.ThrowIfNull(packing);
        ShapeException.Require(y.Shape, x.Shape);
        ShapeException.Require(finalState.Shape, new Shape(packing.BatchSize, PositionalEncodingKernel.StateSize));
        ReadOnlySpan<float> before = Values(initialState);
        PositionalEncodingKernel.Forward(
            turns, packing.Layout, before, Values(x), Values(y),
            ThreadScratch.Values(x.Shape[1]));
        Span<float> after = Values(finalState);
        for (int place = 0; place < packing.BatchSize; place++)
        {
            int own = packing.Order[place] * PositionalEncodingKernel.StateSize;
            PositionalEncodingKernel.Advance(
                before.IsEmpty ? before : before.Slice(own, PositionalEncodingKernel.StateSize), packing.Lengths[place],
                after.Slice(own, PositionalEncodingKernel.StateSize));
        }
    }

    /// <inheritdoc/>
    internal override void PositionalEncodingStep(double[] turns, Tensor x, Tensor y, Tensor state)
    {
        ShapeException.Require(y.Shape, x.Shape);
        ShapeException.Require(state.Shape, new Shape(x.Shape[0], PositionalEncodingKernel.StateSize));
        for (int s = 0; s < x.Shape[0]; s++)
        {
            PositionalEncodingKernel.Step(turns, Values(x.Rows(s, 1)), Values(state.Rows(s, 1)), Values(y.Rows(s, 1)));
        }
    }

    private static void Check(
        AttentionSize size, Packing packing, Tensor x, Tensor initialState, Tensor y, Tensor logSum)
    {
        int N = packing.Rows;
        ShapeException.Require(x.Shape, new Shape(N, 3 * size.Features));
        ShapeException.Require(y.Shape, new Shape(N, size.Features));
        if (!logSum.IsNone)
        {
            ShapeException.Require(logSum.Shape, new Shape(N, size.Heads));
        }

        if (!initialState.IsNone)
        {
            ShapeException.Require(initialState.Shape, new Shape(packing.BatchSize, size.StateSize));
        }
    }

    /// <summary>About how many of the forward pass.</summary>
    private static long MultiplyAdds(AttentionSize size, Packing packing) =>
        2L * packing.Rows * size.Features * (size.Window == 0 ? packing.Steps : Math.Min(packing.Steps, size.Window));

    /// <summary>The state of the sequence at a place.</summary>
    private static Span<float> StateOfPlace(Tensor states, Packing packing, int place) =>
        states.IsNone ? [] : Values(states.Rows(packing.Order[place], 1));

    /// <summary>A part is a head of a sequence, those of the longest sequence first; backward where there is a
    /// gradient.</summary>
    private readonly record struct AttentionWork(
        AttentionSize Size, Packing Packing, Tensor X, Tensor InitialState, Tensor Y, Tensor LogSum) : IParallelWork
    {
        public Tensor FinalState { get; init; }

        public Tensor Dy { get; init; }

        public Tensor Dx { get; init; }

        public void Run(int part)
        {
            (int place, int head, bool carried) = (part / Size.Heads, part % Size.Heads, !InitialState.IsNone);
            int steps = Packing.Lengths[place];
            var call = new AttentionSpans
            {
                Size = Size,
                RowStart = Packing.RowStart,
                Place = place,
                Head = head,
                X = Values(X),
                State = StateOfPlace(InitialState, Packing, place),
                Y = Values(Y),
                LogSum = Values(LogSum),
                FinalState = StateOfPlace(FinalState, Packing, place),
                Dy = Values(Dy),
                Dx = Values(Dx),
            };
            if (Dx.IsNone)
            {
                call.Scratch = ThreadScratch.Values(AttentionKernel.ScratchLength(Size, steps, carried));
                AttentionKernel.Forward(call);
            }
            else
            {
                call.Scratch = ThreadScratch.Values(AttentionKernel.BackwardScratchLength(Size, steps, carried));
                AttentionKernel.Backward(call);
            }
        }
    }

    private readonly record struct AttentionStepWork(
        AttentionSize Size, Tensor X, Tensor Y, Tensor State, Tensor Scratch) : IParallelWork
    {
        public void Run(int part)
        {
            int length = AttentionKernel.StepScratchLength(Size);
            AttentionKernel.Step(new AttentionSpans
            {
                Size = Size,
                X = Values(X.Rows(part, 1)),
                State = Values(State.Rows(part, 1)),
                Y = Values(Y.Rows(part, 1)),
                Scratch = Values(Scratch).Slice(part * length, length),
            });
        }
    }
}
