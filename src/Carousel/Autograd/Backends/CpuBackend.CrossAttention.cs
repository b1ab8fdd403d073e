using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    internal override void CrossAttentionForward(in CrossAttentionCall call)
    {
        Check(call);
        ShapeException.Require(call.Context.Shape, new Shape(call.Looks.Rows, call.Attended.Shape[1]));
        _workers.Run(
            new CrossAttentionForwardWork(call), call.Memory.BatchSize,
            brief: call.MultiplyAdds < 2 * RecurrentSplit.SequenceGrain);
    }

    /// <inheritdoc/>
    internal override void CrossAttentionBackward(in CrossAttentionCall call)
    {
        Check(call);
        ShapeException.Require(call.DContext.Shape, new Shape(call.Looks.Rows, call.Attended.Shape[1]));

        // Every sequence adds up its own part of the score's gradient: the parts are joined in the order of places,
        // whatever thread made them.
        int A = call.Query.Shape[1], B = call.Memory.BatchSize;
        bool isScored = !call.DScore.IsNone;
        HostStorage room = ThreadScratch.Room(Math.Max(1, isScored ? B * A : 0));
        if (isScored)
        {
            room.Span(0, B * A).Clear();
        }

        _workers.Run(
            new CrossAttentionBackwardWork(call, isScored ? room : null), B,
            brief: call.MultiplyAdds < RecurrentSplit.SequenceGrain);
        for (int place = 0; place < B && isScored; place++)
        {
            ElementLoop.Run(new AddScaledMap(1), room.Span(place * A, A), Values(call.DScore));
        }
    }

    private static void Check(in CrossAttentionCall call)
    {
        (RowGroups looks, Packing memory) = (call.Looks, call.Memory);
        ArgumentNullException.ThrowIfNull(looks);
        ArgumentNullException.ThrowIfNull(memory);
        int A = call.Query.Shape[1];
        if (looks.Sequences != memory.BatchSize)
        {
            throw new ArgumentException(
                $"looks: expected rows of {memory.BatchSize} sequences, as the memory has, but got {looks.Sequences}.",
                nameof(call));
        }

        ShapeException.Require(call.Query.Shape, new Shape(looks.Rows, A));
        ShapeException.Require(call.Keys.Shape, new Shape(memory.Rows, A));
        ShapeException.Require(call.Attended.Shape, new Shape(memory.Rows, call.Attended.Shape[1]));
        ShapeException.Require(call.Weights.Shape, new Shape(looks.Rows, memory.Steps));
        if (!call.Score.IsNone)
        {
            ShapeException.Require(call.Score.Shape, new Shape(A));
        }
    }

    /// <summary>A part is a sequence of the memory, the longest first.</summary>
    private readonly struct CrossAttentionForwardWork(CrossAttentionCall call) : IParallelWork
    {
        public void Run(int part) => CrossAttentionKernel.Forward(call.Spans(part, call.Query.Shape[1]));
    }

    private readonly struct CrossAttentionBackwardWork(CrossAttentionCall call, HostStorage? scores) : IParallelWork
    {
        public void Run(int part)
        {
            int A = call.Query.Shape[1];
            CrossAttentionSpans spans = call.Spans(part, (2 * A) + call.Memory.Steps);
            spans.DScore = scores is null ? [] : scores.Span(part * A, A);
            CrossAttentionKernel.Backward(spans);
        }
    }
}
