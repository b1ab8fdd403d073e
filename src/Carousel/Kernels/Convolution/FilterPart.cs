using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Some outputs and columns of the gradient of a convolution's weight, or outputs of that of its bias.
/// </summary>
/// <param name="OutputFrom">First output, a row of the weight.</param>
/// <param name="OutputTo">One after the last, at most <see cref="MatrixProduct.Strip"/> on.</param>
/// <param name="ColumnFrom">First column.</param>
/// <param name="ColumnTo">One after the last, at most 64 on.</param>
internal readonly record struct FilterPart(int OutputFrom, int OutputTo, int ColumnFrom, int ColumnTo)
{
    private const int Block = MatrixProduct.GradientBlock, Width = RegisterTile.PanelWidth;

    /// <summary>Values of scratch that a gradient needs.</summary>
    public const int ScratchLength = Block * (Width + MatrixProduct.Strip);

    /// <summary>Whether this is of the bias, which has no columns.</summary>
    public bool IsBias => ColumnTo == 0;

    /// <summary>How many outputs.</summary>
    private int Outputs => OutputTo - OutputFrom;

    /// <summary>Throws unless this is a part, and the spans have their sizes; then clears columns that no weight has,
    /// which the tile reads too.</summary>
    /// <param name="dWeight">[O, patch].</param>
    /// <param name="shape">O and patch.</param>
    /// <param name="scratch">[ScratchLength]: the seen columns of a block of rows, then its gradients.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public void Begin(ReadOnlySpan<float> dWeight, (int Outputs, int Patch) shape, Span<float> scratch)
    {
        ShapeException.Require(dWeight, shape);
        ShapeException.Require(scratch, ScratchLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Outputs, MatrixProduct.Strip);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ColumnTo - ColumnFrom, Width);
        if (ColumnTo - ColumnFrom < Width)
        {
            scratch[..(Block * Width)].Clear();
        }
    }

    /// <summary>dW += Σ dy·column over the rows of a block.</summary>
    /// <param name="rows">[count], which rows of dy.</param>
    /// <param name="count">At most 256.</param>
    /// <param name="dy">[N, O].</param>
    /// <param name="columns">[count, 64], what the rows see at these columns; room for gradients follows.</param>
    /// <param name="dWeight">[O, patch], added to.</param>
    public unsafe void Add(int* rows, int count, StridedRows dy, float* columns, StridedRows dWeight)
    {
        float* strip = columns + (Block * Width);
        MatrixProduct.PackRows(
            dy.Values + OutputFrom, (int)dy.Stride, Outputs, rows, count, strip, MatrixProduct.Strip, Outputs);
        MatrixProduct.AddBlock(
            Outputs, ColumnTo - ColumnFrom, new(strip, MatrixProduct.Strip), Panel.OfRows(columns), count,
            dWeight.FromRow(OutputFrom).FromColumn(ColumnFrom));
    }
}
