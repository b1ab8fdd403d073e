using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// Inputs and states of some rows as one factor of a gradient of weights: strips of up to 384 columns, row after row.
/// </summary>
internal static unsafe class InputStrips
{
    /// <summary>
    /// Columns taken together, whole tiles: so many that the panels are read seldom, so few that they stay in the
    /// second-level cache beside one.
    /// </summary>
    public const int Columns = 384;

    /// <summary>
    /// Distance of two rows: an odd number of lines, so that the terms of a column do not all fall into a few sets of
    /// the cache.
    /// </summary>
    public static nint Stride(int columns) => (((Math.Min(Columns, columns) + 15) / 16) | 1) * 16;

    /// <summary>Floats for so many columns of 256 rows.</summary>
    public static int Length(int columns) =>
        BufferLength.Of((columns + Columns - 1L) / Columns * Stride(columns) * MatrixProduct.GradientBlock);

    /// <summary>The strip that has some column.</summary>
    private static StridedRows At(StridedRows strips, int column) =>
        strips.FromRow((nint)(column / Columns) * MatrixProduct.GradientBlock);

    /// <summary>Writes some columns of row k.</summary>
    /// <param name="values">[count].</param>
    /// <param name="count">How many columns.</param>
    /// <param name="column">The first of them.</param>
    /// <param name="strips">All strips, with the stride from Stride.</param>
    /// <param name="k">Which row, 0 … 255.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Put(float* values, int count, int column, StridedRows strips, int k)
    {
        while (count > 0)
        {
            int taken = Math.Min(count, Columns - (column % Columns));
            MatrixProduct.Copy(values, At(strips, column).Row(k) + (column % Columns), taken);
            values += taken;
            column += taken;
            count -= taken;
        }
    }

    /// <summary>gradient[c, 0 … width) += Σₖ strips[k, c]·panel[k] for all columns and panels, k ascending.</summary>
    /// <param name="columns">Columns of the inputs.</param>
    /// <param name="strips">The inputs, with the stride from Stride.</param>
    /// <param name="panel">The first of the panels, each of 256 terms, at the first column wanted.</param>
    /// <param name="blocks">How many panels.</param>
    /// <param name="width">Columns of a panel.</param>
    /// <param name="count">Rows, K.</param>
    /// <param name="gradients">[blocks], each [… × 64], at the first row and column; added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(
        int columns, StridedRows strips, Panel panel, int blocks, int width, int count, StridedRows gradients)
    {
        const int Width = RegisterTile.PanelWidth;
        for (int k = 0; k < columns; k += Columns)
        {
            Panel own = panel;
            for (int j = 0; j < blocks; j++, own = own.Next)
            {
                MatrixProduct.AddBlock(
                    Math.Min(Columns, columns - k), width, At(strips, k), own, count,
                    new(gradients.Row(j) + ((nint)k * Width), Width));
            }
        }
    }
}
