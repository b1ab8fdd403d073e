using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Multi-head scaled dot-product self-attention over packed sequences. Twin: AttentionReference. Derivation:
/// docs/derivations/layers.md.
/// </summary>
/// <remarks>
/// Vaswani and others 2017, equation 1, with a window by option. A row of x holds query, key and value side by side, D
/// each; head m has the features m·D/heads ….
/// Every score is one chain over the features, every output one chain over the keys that the step sees, oldest first;
/// the largest score and the sum of the weights are
/// reductions over these keys. So a step has the same bits in a whole sequence and in any part of it. Work is split by
/// sequence and head.
/// </remarks>
internal static unsafe partial class AttentionKernel
{
    /// <summary>Queries that go through the products together: whole tiles.</summary>
    private const int QueryBlock = 8 * RegisterTile.MaximumRows;

    /// <summary>Keys that the steps of a tile must share for the tile to be worth its three calls.</summary>
    private const int LeastShared = 12;

    /// <summary>Values of scratch that <see cref="Forward"/> needs for a sequence of this length.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="steps">Steps of the longest sequence.</param>
    /// <param name="carried">Whether it starts from a state.</param>
    /// <returns>The length.</returns>
    public static int ScratchLength(AttentionSize size, int steps, bool carried)
    {
        int keys = MostKeys(size, steps, carried),
            padded = AttentionSequence.RoundUp(size.HeadSize, RegisterTile.PanelWidth),
            queries = Math.Min(QueryBlock, steps);
        return checked((size.HeadSize * (16 + AttentionSequence.RoundUp(keys, RegisterTile.PanelWidth)))
            + ((keys + (2 * queries)) * padded) +
            (queries * ScoreStride(size, keys)));
    }

    /// <summary>One head of one sequence.</summary>
    /// <param name="call">Reads X and State; overwrites Y, LogSum and FinalState. ScratchLength(size, steps of this
    /// sequence, whether there is a state) values of scratch.</param>
    /// <exception cref="ShapeException">A span is not the size stated there.</exception>
    public static void Forward(in AttentionSpans call) => Widths.Run(default(ForwardRun), call);

    internal readonly struct ForwardRun : IWidthWork<AttentionSpans>
    {
        void IWidthWork<AttentionSpans>.Run<V, O>(in AttentionSpans call)
        {
            AttentionSize size = call.Size;
            int steps = AttentionSequence.StepsOf(call.RowStart, call.Place);
            Require(call, ScratchLength(size, steps, !call.State.IsEmpty));
            ShapeException.Require(call.FinalState, call.FinalState.IsEmpty ? 0 : size.StateSize);
            ShapeException.Require(call.LogSum, (call.LogSum.IsEmpty ? 0 : call.RowStart[^1], size.Heads));
            fixed (float* px = call.X, ps = call.State, py = call.Y, pl = call.LogSum, pf = call.FinalState,
                room = call.Scratch)
            {
                var sequence = new AttentionSequence(size, call.RowStart, call.Place, call.Head, px, ps);
                if (sequence.Steps > 0)
                {
                    Rows<V, O>(size, sequence, py, pl, room);
                }

                if (pf != null)
                {
                    sequence.WriteState(pf);
                }
            }
        }
    }

    /// <summary>Keys that a sequence of this length may have, including those of its state.</summary>
    private static int MostKeys(AttentionSize size, int steps, bool carried) =>
        checked(steps + (carried ? Math.Max(0, size.Window - 1) : 0));

    /// <summary>
    /// Room for the scores of one query of a block, which begin at a multiple of 16, and for whole vectors after the
    /// last.
    /// </summary>
    private static int ScoreStride(AttentionSize size, int keys) =>
        AttentionSequence.RoundUp(size.Window == 0 ? keys : Math.Min(keys, size.Window + QueryBlock), 16) + 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<V, O>(
        AttentionSize size, in AttentionSequence sequence, float* y, float* logSum, float* room)
        where O : ILanes<V>
    {
        int d = sequence.HeadSize, keys = sequence.Keys, padded = sequence.Panels * RegisterTile.PanelWidth;
        int block = Math.Min(QueryBlock, sequence.Steps), stride = ScoreStride(size, keys);
        float* gathered = room;
        float* keysAcross = gathered + (16 * d);
        float* values = keysAcross + ((nint)d * AttentionSequence.RoundUp(keys, RegisterTile.PanelWidth));
        float* queries = values + ((nint)keys * padded);
        float* sums = queries + (block * padded);
        var scores = new StridedRows(sums + (block * padded), stride);
        float* totals = stackalloc float[2 * QueryBlock];
        float* largest = totals + QueryBlock;
        sequence.GatherTransposed(1, gathered, keysAcross);
        sequence.Gather(2, gathered, values);
        for (int t = 0; t < sequence.Steps; t += block)
        {
            int count = Math.Min(block, sequence.Steps - t);
            int from = sequence.First(t) & -16, to = sequence.End(t + count - 1);
            sequence.Queries(t, count, queries);
            AttentionProducts.OverFeatures<V, O>(count, d, queries, keysAcross, from, to, scores);
            new Span<float>(sums, count * padded).Clear();
            for (int r = 0; r < count; r += RegisterTile.MaximumRows)
            {
                int rows = Math.Min(RegisterTile.MaximumRows, count - r);
                StridedRows weights = scores.FromRow(r);
                var result = new StridedRows(sums + (r * padded), padded);
                for (int q = 0; q < rows; q++)
                {
                    int first = sequence.First(t + r + q);
                    largest[r + q] = Weigh<V, O>(
                        weights.Row(q) + (first - from), sequence.End(t + r + q) - first, totals + r + q);
                }

                WeightedValues<V, O>(sequence, t + r, rows, weights.FromColumn(-from), values, result);
                for (int q = 0; q < rows; q++)
                {
                    float* output = y + ((nint)sequence.Row(t + r + q) * size.Features) + (sequence.Head * d);
                    var divide = new ScaleMap(1 / totals[r + q]);
                    float* sum = result.Row(q);
                    ElementLoop.Run<V, O, ScaleMap>(divide, sum, sum, sum, output, d);
                }
            }

            if (logSum != null)
            {
                ElementLoop.Run<V, O, AddLogMap>(default, largest, totals, largest, largest, count);
                for (int q = 0; q < count; q++)
                {
                    logSum[((nint)sequence.Row(t + q) * size.Heads) + sequence.Head] = largest[q];
                }
            }
        }
    }

    /// <summary>
    /// Σ weight·value over the keys that each of up to six steps sees: keys that only some of the steps see, at both
    /// ends, are added row by row, so that no sum is padded.
    /// </summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="t">The first of the steps.</param>
    /// <param name="rows">1 … 6.</param>
    /// <param name="weights">[rows, keys].</param>
    /// <param name="values">In panels of features.</param>
    /// <param name="result">[rows, features], added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeightedValues<V, O>(
        in AttentionSequence sequence, int t, int rows, StridedRows weights, float* values, StridedRows result)
        where O : ILanes<V>
    {
        int first = sequence.First(t + rows - 1), end = Math.Max(first, sequence.End(t));
        if (end - first < LeastShared)
        {
            for (int q = 0; q < rows; q++)
            {
                AddKeys<V, O>(
                    sequence, 1, sequence.First(t + q), sequence.End(t + q), weights.FromRow(q), values,
                    result.FromRow(q));
            }

            return;
        }

        for (int q = 0; q < rows; q++)
        {
            AddKeys<V, O>(
                sequence, 1, sequence.First(t + q), Math.Min(first, sequence.End(t + q)), weights.FromRow(q), values,
                result.FromRow(q));
        }

        AddKeys<V, O>(sequence, rows, first, end, weights, values, result);
        for (int q = 0; q < rows; q++)
        {
            AddKeys<V, O>(
                sequence, 1, end, sequence.End(t + q), weights.FromRow(q), values, result.FromRow(q));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddKeys<V, O>(
        in AttentionSequence sequence, int rows, int first, int end, StridedRows weights, float* values,
        StridedRows result)
        where O : ILanes<V>
    {
        if (first < end)
        {
            AttentionProducts.AddOverTerms<V, O>(
                rows, sequence.HeadSize, weights.FromColumn(first), 1, end - first,
                values + ((nint)first * RegisterTile.PanelWidth), sequence.Keys, result);
        }
    }

    private static void Require(in AttentionSpans call, int scratch)
    {
        (int N, int D) = (call.RowStart[^1], call.Size.Features);
        ShapeException.Require(call.X, (N, 3 * D));
        ShapeException.Require(call.Y, (N, D));
        ShapeException.Require(call.State, call.State.IsEmpty ? 0 : call.Size.StateSize);
        ShapeException.Require(call.Scratch[..Math.Min(call.Scratch.Length, scratch)], scratch, nameof(scratch));
    }
}
