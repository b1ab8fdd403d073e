using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <content>The way back: the weights are made again from the scores and ln Σ e^score, block by block, so that no
/// matrix of all steps by all keys is kept.</content>
internal static unsafe partial class AttentionKernel
{
    /// <summary>Values of scratch that <see cref="Backward"/> needs for a sequence of this length.</summary>
    /// <inheritdoc cref="ScratchLength"/>
    public static int BackwardScratchLength(AttentionSize size, int steps, bool carried)
    {
        int keys = MostKeys(size, steps, carried), d = size.HeadSize, queries = Math.Min(QueryBlock, steps);
        int padded = AttentionSequence.RoundUp(d, RegisterTile.PanelWidth);
        return checked((d * (16 + (2 * AttentionSequence.RoundUp(keys, RegisterTile.PanelWidth)))) + (3 * keys * padded)
            + (3 * queries * padded) +
            (2 * queries * ScoreStride(size, keys)));
    }

    /// <summary>
    /// The gradients of one head of one sequence; they do not flow into the keys and values of the state.
    /// </summary>
    /// <param name="call">As left by Forward, with Dy; adds to Dx. BackwardScratchLength(size, steps of this sequence,
    /// whether there is a state) values of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated there.</exception>
    public static void Backward(in AttentionSpans call) => Widths.Run(default(BackwardRun), call);

    internal readonly struct BackwardRun : IWidthWork<AttentionSpans>
    {
        void IWidthWork<AttentionSpans>.Run<V, O>(in AttentionSpans call)
        {
            AttentionSize size = call.Size;
            int steps = AttentionSequence.StepsOf(call.RowStart, call.Place);
            Require(call, BackwardScratchLength(size, steps, !call.State.IsEmpty));
            ShapeException.Require(call.LogSum, (call.RowStart[^1], size.Heads));
            ShapeException.Require(call.Dy, call.Y.Length);
            ShapeException.Require(call.Dx, call.X.Length);
            fixed (float* px = call.X, ps = call.State, py = call.Y, pl = call.LogSum, pdy = call.Dy, pdx = call.Dx,
                room = call.Scratch)
            {
                var sequence = new AttentionSequence(size, call.RowStart, call.Place, call.Head, px, ps);
                if (sequence.Steps > 0)
                {
                    RowsBackward<V, O>(size, sequence, py, pl, pdy, pdx, room);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowsBackward<V, O>(
        AttentionSize size, in AttentionSequence sequence, float* y, float* logSum, float* dy, float* dx, float* room)
        where O : ILanes<V>
    {
        int d = sequence.HeadSize, keys = sequence.Keys, padded = sequence.Panels * RegisterTile.PanelWidth;
        int block = Math.Min(QueryBlock, sequence.Steps), stride = ScoreStride(size, keys);
        nint across = (nint)d * AttentionSequence.RoundUp(keys, RegisterTile.PanelWidth), along = (nint)keys * padded;
        float* gathered = room;
        float* keysAcross = gathered + (16 * d);
        float* valuesAcross = keysAcross + across;
        float* keysAlong = valuesAcross + across;
        float* dKeys = keysAlong + along;
        float* dValues = dKeys + along;
        float* queries = dValues + along;
        float* dRows = queries + (block * padded);
        float* dQueries = dRows + (block * padded);
        var weights = new StridedRows(dQueries + (block * padded), stride);
        StridedRows dScores = weights.FromRow(block);
        sequence.GatherTransposed(1, gathered, keysAcross);
        sequence.GatherTransposed(2, gathered, valuesAcross);
        sequence.Gather(1, gathered, keysAlong);
        new Span<float>(dKeys, checked((int)(2 * along))).Clear();
        for (int t = 0; t < sequence.Steps; t += block)
        {
            int count = Math.Min(block, sequence.Steps - t);
            int from = sequence.First(t) & -16, to = sequence.End(t + count - 1), width = to - from;
            sequence.Queries(t, count, queries);
            sequence.Rows(dy, t, count, dRows);
            AttentionProducts.OverFeatures<V, O>(count, d, queries, keysAcross, from, to, weights);
            AttentionProducts.OverFeatures<V, O>(count, d, dRows, valuesAcross, from, to, dScores);
            for (int q = 0; q < count; q++)
            {
                int row = sequence.Row(t + q), first = sequence.First(t + q) - from, end = sequence.End(t + q) - from;
                nint features = ((nint)row * size.Features) + (sequence.Head * d);
                float inner = Reductions.Dot(
                    new ReadOnlySpan<float>(dy + features, d), new ReadOnlySpan<float>(y + features, d));
                float* p = weights.Row(q), ds = dScores.Row(q);

                // Keys that the step does not see: blocks begin at fixed steps of the sequence, so zeros in the sums
                // change no bit from run to run.
                new Span<float>(p, first).Clear();
                new Span<float>(ds, first).Clear();
                new Span<float>(p + end, width - end).Clear();
                new Span<float>(ds + end, width - end).Clear();
                float log = logSum[((nint)row * size.Heads) + sequence.Head];
                ElementLoop.Run<V, O, ShiftedExpMap>(
                    new ShiftedExpMap(log), p + first, p + first, p + first, p + first, end - first);
                ElementLoop.Run<V, O, ScoreGradientMap>(
                    new ScoreGradientMap(inner), p + first, ds + first, ds + first, ds + first, end - first);
            }

            new Span<float>(dQueries, count * padded).Clear();
            nint key = (nint)from * RegisterTile.PanelWidth, sum = (nint)from * padded;
            AttentionProducts.AddOverTerms<V, O>(
                count, d, dScores, 1, width, keysAlong + key, keys, new(dQueries, padded));
            AttentionProducts.AddOverTerms<V, O>(
                width, d, new(dScores.Values, 1), stride, count, queries, count, new(dKeys + sum, padded));
            AttentionProducts.AddOverTerms<V, O>(
                width, d, new(weights.Values, 1), stride, count, dRows, count, new(dValues + sum, padded));
            AddRows<V, O>(sequence, t, count, 1 / MathF.Sqrt(d), dQueries, padded, dx, 0);
        }

        AddRows<V, O>(sequence, 0, sequence.Steps, 1, dKeys + ((nint)sequence.Past * padded), padded, dx, 1);
        AddRows<V, O>(sequence, 0, sequence.Steps, 1, dValues + ((nint)sequence.Past * padded), padded, dx, 2);
    }

    /// <summary>dx += factor·rows for one part of the steps' rows.</summary>
    private static void AddRows<V, O>(
        in AttentionSequence sequence, int t, int count, float factor, float* rows, nint padded, float* dx, int part)
        where O : ILanes<V>
    {
        var add = new AddScaledMap(factor);
        for (int q = 0; q < count; q++)
        {
            float* row = rows + (q * padded);
            ElementLoop.Run<V, O, AddScaledMap>(add, row, row, row, sequence.Part(dx, t + q, part), sequence.HeadSize);
        }
    }

    /// <summary>∂loss/∂score = p·(dp − Σ p·dp).</summary>
    private readonly struct ScoreGradientMap(float inner) : IMapTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.Multiply(a, O.Subtract(b, O.Broadcast(inner)));
    }
}
