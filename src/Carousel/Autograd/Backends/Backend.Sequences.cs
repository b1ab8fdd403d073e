using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

public abstract partial class Backend
{
    /// <summary>y[n] = table[ids[n]].</summary>
    /// <param name="ids">[N, 1] or [N], whole numbers 0 … V − 1.</param>
    /// <param name="table">[V, E].</param>
    /// <param name="y">[N, E], overwritten.</param>
    internal virtual void EmbeddingForward(Tensor ids, Tensor table, Tensor y)
    {
    }

    /// <summary>dTable[ids[n]] += dy[n], from the last step to the first.</summary>
    /// <param name="packing">The steps of the rows; <c>null</c> for rows without steps.</param>
    /// <param name="ids">As given to EmbeddingForward.</param>
    /// <param name="dy">[N, E].</param>
    /// <param name="dTable">[V, E], added to.</param>
    internal virtual void EmbeddingBackward(Packing? packing, Tensor ids, Tensor dy, Tensor dTable)
    {
    }

    /// <summary>y[n, yFrom + j] = x[n, xFrom + j] for j in 0 … count − 1; other columns of y are left alone.</summary>
    /// <param name="x">[N, …].</param>
    /// <param name="xFrom">First column to read.</param>
    /// <param name="y">[N, …].</param>
    /// <param name="yFrom">First column to write.</param>
    /// <param name="count">How many columns.</param>
    internal virtual void ColumnsForward(Tensor x, int xFrom, Tensor y, int yFrom, int count)
    {
    }

    /// <summary>dx[n, xFrom + j] += dy[n, yFrom + j] for j in 0 … count − 1.</summary>
    /// <param name="dy">[N, …].</param>
    /// <param name="yFrom">First column to read.</param>
    /// <param name="dx">[N, …], added to.</param>
    /// <param name="xFrom">First column to add to.</param>
    /// <param name="count">How many columns.</param>
    internal virtual void ColumnsBackward(Tensor dy, int yFrom, Tensor dx, int xFrom, int count)
    {
    }

    /// <summary>Rows of packed sequences in another order.</summary>
    /// <param name="choice">Which rows.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, F], or [B, F] for Repeated.</param>
    /// <param name="y">[N, F], or [B, F] for Last; overwritten.</param>
    internal virtual void RowsForward(RowChoice choice, Packing packing, Tensor x, Tensor y)
    {
    }

    /// <summary>The gradient of RowsForward.</summary>
    /// <param name="choice">As given to RowsForward.</param>
    /// <param name="packing">As given to RowsForward.</param>
    /// <param name="dy">The shape of y.</param>
    /// <param name="dx">The shape of x, added to.</param>
    internal virtual void RowsBackward(RowChoice choice, Packing packing, Tensor dy, Tensor dx)
    {
    }

    /// <summary>
    /// One row of each sequence: the mean of its steps, or the largest value of each feature; zeros for an empty
    /// sequence.
    /// </summary>
    /// <param name="largest">True for the largest value, false for the mean.</param>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="x">[N, F], packed.</param>
    /// <param name="y">[B, F] in the caller's order, overwritten.</param>
    internal virtual void PoolingForward(bool largest, Packing packing, Tensor x, Tensor y)
    {
    }

    /// <summary>The gradient of PoolingForward.</summary>
    /// <param name="largest">As given to PoolingForward.</param>
    /// <param name="packing">As given to PoolingForward.</param>
    /// <param name="x">As given to PoolingForward.</param>
    /// <param name="y">As left by PoolingForward.</param>
    /// <param name="dy">[B, F].</param>
    /// <param name="dx">[N, F], added to.</param>
    internal virtual void PoolingBackward(bool largest, Packing packing, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
    }

    /// <summary>
    /// y[b] = Σ w·x over the steps of a sequence, w the soft-max of its scores; zeros for an empty sequence.
    /// </summary>
    /// <param name="packing">How the rows lie.</param>
    /// <param name="scores">[N, 1], packed.</param>
    /// <param name="x">[N, F], packed.</param>
    /// <param name="weights">[N], overwritten with w, in an order that is the backend's own.</param>
    /// <param name="y">[B, F] in the caller's order, overwritten.</param>
    internal virtual void AttentionPoolingForward(Packing packing, Tensor scores, Tensor x, Tensor weights, Tensor y)
    {
    }

    /// <summary>The gradients of AttentionPoolingForward.</summary>
    /// <param name="packing">As given to AttentionPoolingForward.</param>
    /// <param name="x">As given to AttentionPoolingForward.</param>
    /// <param name="weights">As left by AttentionPoolingForward.</param>
    /// <param name="dy">[B, F].</param>
    /// <param name="dScores">[N, 1], added to; no tensor where it is not wanted.</param>
    /// <param name="dx">[N, F], added to; no tensor where it is not wanted.</param>
    internal virtual void AttentionPoolingBackward(
        Packing packing, Tensor x, Tensor weights, Tensor dy, Tensor dScores, Tensor dx)
    {
    }

    /// <summary>y[k] = x[rows[k]]; zeros where rows[k] is −1.</summary>
    /// <param name="rows">[K].</param>
    /// <param name="x">[R, F].</param>
    /// <param name="y">[K, F], overwritten.</param>
    internal virtual void GatherForward(ReadOnlySpan<int> rows, Tensor x, Tensor y)
    {
    }

    /// <summary>dx[rows[k]] += dy[k].</summary>
    /// <param name="rows">As given to GatherForward.</param>
    /// <param name="dy">[K, F].</param>
    /// <param name="dx">[R, F], added to.</param>
    internal virtual void GatherBackward(ReadOnlySpan<int> rows, Tensor dy, Tensor dx)
    {
    }
}
