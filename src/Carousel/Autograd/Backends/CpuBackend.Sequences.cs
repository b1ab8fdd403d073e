using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <content>Copies of rows and columns, bound by memory: on the caller's thread.</content>
public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    internal override void EmbeddingForward(Tensor ids, Tensor table, Tensor y) =>
        EmbeddingKernel.Forward(table.Shape[1], Values(ids), Values(table), Values(y));

    /// <inheritdoc/>
    internal override void EmbeddingBackward(Packing? packing, Tensor ids, Tensor dy, Tensor dTable)
    {
        EmbeddingKernel.Backward(
            dTable.Shape[1], RowStart(packing, [0, dy.Shape[0]]), Values(ids), Values(dy), Values(dTable));
    }

    /// <inheritdoc/>
    internal override void ColumnsForward(Tensor x, int xFrom, Tensor y, int yFrom, int count) =>
        ColumnsKernel.Forward(x.Shape[0], Values(x), xFrom, Values(y), yFrom, count);

    /// <inheritdoc/>
    internal override void ColumnsBackward(Tensor dy, int yFrom, Tensor dx, int xFrom, int count) =>
        ColumnsKernel.Backward(dy.Shape[0], Values(dy), yFrom, Values(dx), xFrom, count);

    /// <inheritdoc/>
    internal override void RowsForward(RowChoice choice, Packing packing, Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(packing);
        RowsKernel.Forward(choice, packing.Layout, Values(x), Values(y));
    }

    /// <inheritdoc/>
    internal override void RowsBackward(RowChoice choice, Packing packing, Tensor dy, Tensor dx)
    {
        ArgumentNullException.ThrowIfNull(packing);
        RowsKernel.Backward(choice, packing.Layout, Values(dy), Values(dx));
    }

    /// <inheritdoc/>
    internal override void PoolingForward(bool largest, Packing packing, Tensor x, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(packing);
        if (largest)
        {
            PoolingKernel.MaxForward(packing.Layout, Values(x), Values(y));
        }
        else
        {
            PoolingKernel.MeanForward(packing.Layout, Values(x), Values(y));
        }
    }

    /// <inheritdoc/>
    internal override void PoolingBackward(bool largest, Packing packing, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
        ArgumentNullException.ThrowIfNull(packing);
        if (largest)
        {
            PoolingKernel.MaxBackward(
                packing.Layout, Values(x), Values(y), Values(dy), Values(dx));
        }
        else
        {
            PoolingKernel.MeanBackward(packing.Layout, Values(dy), Values(dx));
        }
    }

    /// <inheritdoc/>
    internal override void AttentionPoolingForward(Packing packing, Tensor scores, Tensor x, Tensor weights, Tensor y)
    {
        ArgumentNullException.ThrowIfNull(packing);
        PoolingKernel.AttentionForward(
            packing.Layout, Values(scores), Values(x), Values(weights), Values(y));
    }

    /// <inheritdoc/>
    internal override void AttentionPoolingBackward(
        Packing packing, Tensor x, Tensor weights, Tensor dy, Tensor dScores, Tensor dx)
    {
        ArgumentNullException.ThrowIfNull(packing);
        PoolingKernel.AttentionBackward(
            packing.Layout, Values(x), Values(weights), Values(dy), Values(dScores),
            Values(dx),
            ThreadScratch.Values(packing.Steps));
    }

    /// <inheritdoc/>
    internal override void GatherForward(ReadOnlySpan<int> rows, Tensor x, Tensor y) =>
        RowsKernel.Gather(rows, y.Shape[1], Values(x), Values(y));

    /// <inheritdoc/>
    internal override void GatherBackward(ReadOnlySpan<int> rows, Tensor dy, Tensor dx) =>
        RowsKernel.Scatter(rows, dy.Shape[1], Values(dy), Values(dx));
}
