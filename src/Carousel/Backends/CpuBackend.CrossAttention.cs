using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Attention;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Backends;

public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    internal override void CrossAttentionForward(
        RowGroups looks, Packing memory, Tensor query, Tensor keys, Tensor values, Tensor score, Tensor context,
        Tensor weights)
    {
        CheckLooks(looks, memory, query, keys, values, score, weights);
        ShapeException.Require(context.Shape, new Shape(looks.Rows, values.Shape[1]));
        var work = new CrossAttentionForwardWork(looks, memory, query, keys, values, score, context, weights);
        _workers.Run(
            work, memory.BatchSize,
            brief: LookMultiplyAdds(looks, memory, query, values) < 2 * RecurrentSplit.SequenceGrain);
    }

    /// <inheritdoc/>
    internal override void CrossAttentionBackward(
        RowGroups looks, Packing memory, Tensor query, Tensor keys, Tensor values, Tensor score, Tensor weights,
        Tensor dContext, Tensor dQuery,
        Tensor dKeys, Tensor dValues, Tensor dScore)
    {
        CheckLooks(looks, memory, query, keys, values, score, weights);
        ShapeException.Require(dContext.Shape, new Shape(looks.Rows, values.Shape[1]));

        // Every sequence adds up its own part of the score's gradient: the parts are joined in the order of places,
        // whatever thread made them.
        int A = query.Shape[1], B = memory.BatchSize;
        HostStorage room = ThreadScratch.Room(Math.Max(1, dScore.IsNone ? 0 : B * A));
        if (!dScore.IsNone)
        {
            room.Span(0, B * A).Clear();
        }

        var work = new CrossAttentionBackwardWork(looks, memory, query, keys, values, score, weights, dContext)
        {
            DQuery = dQuery,
            DKeys = dKeys,
            DValues = dValues,
            DScores = dScore.IsNone ? null : room,
        };
        _workers.Run(work, B, brief: LookMultiplyAdds(looks, memory, query, values) < RecurrentSplit.SequenceGrain);
        for (int place = 0; place < B && !dScore.IsNone; place++)
        {
            ElementLoop.Run(new AddScaledMap(1), room.Span(place * A, A), Values(dScore));
        }
    }

    private static void CheckLooks(
        RowGroups looks, Packing memory, Tensor query, Tensor keys, Tensor values, Tensor score, Tensor weights)
    {
        int A = query.Shape[1];
        if (looks.Sequences != memory.BatchSize)
        {
            throw new ArgumentException(
                $"looks: expected rows of {memory.BatchSize} sequences, as the memory has, but got {looks.Sequences}.",
                nameof(looks));
        }

        ShapeException.Require(query.Shape, new Shape(looks.Rows, A));
        ShapeException.Require(keys.Shape, new Shape(memory.Rows, A));
        ShapeException.Require(values.Shape, new Shape(memory.Rows, values.Shape[1]));
        ShapeException.Require(weights.Shape, new Shape(looks.Rows, memory.Steps));
        if (!score.IsNone)
        {
            ShapeException.Require(score.Shape, new Shape(A));
        }
    }

    /// <summary>About how many of the forward pass; a hyperbolic tangent is about twenty.</summary>
    private static long LookMultiplyAdds(RowGroups looks, Packing memory, Tensor query, Tensor values) =>
        (long)looks.Rows * memory.Steps * ((20L * query.Shape[1]) + values.Shape[1]);

    /// <summary>A part is a sequence of the memory, the longest first.</summary>
    private readonly record struct CrossAttentionForwardWork(
        RowGroups Looks, Packing Memory, Tensor Query, Tensor Keys, Tensor Attended, Tensor Score, Tensor Context,
        Tensor Weights) : IParallelWork
    {
        public void Run(int part) => CrossAttentionKernel.Forward(
            new CrossAttentionSize(Looks.Rows, Query.Shape[1], Attended.Shape[1]), Memory.RowStart, part,
            Looks.Of(Memory.Order[part]), Values(Query),
            Values(Keys), Values(Attended), Values(Score), Values(Context), Values(Weights),
            ThreadScratch.Values(Query.Shape[1]));
    }

    private readonly record struct CrossAttentionBackwardWork(
        RowGroups Looks, Packing Memory, Tensor Query, Tensor Keys, Tensor Attended, Tensor Score, Tensor Weights,
        Tensor DContext) : IParallelWork
    {
        public Tensor DQuery { get; init; }

        public Tensor DKeys { get; init; }

        public Tensor DValues { get; init; }

        public HostStorage? DScores { get; init; }

        public void Run(int part)
        {
            int A = Query.Shape[1];
            CrossAttentionKernel.Backward(
                new CrossAttentionSize(Looks.Rows, A, Attended.Shape[1]), Memory.RowStart, part,
                Looks.Of(Memory.Order[part]), Values(Query), Values(Keys),
                Values(Attended), Values(Score), Values(Weights), Values(DContext), Values(DQuery), Values(DKeys),
                Values(DValues),
                DScores is null ? default : DScores.Span(part * A, A), ThreadScratch.Values((2 * A) + Memory.Steps));
        }
    }
}
