using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// A matrix in panels of 64 columns, [panels][rows × 64], so that it stands on either side of a product as it is.
/// </summary>
/// <remarks>
/// Behind the last column zeros stand, up to a multiple of 16, and beyond them anything. Each value of a product is one
/// chain over ascending terms, whatever the width of vectors.
/// </remarks>
/// <param name="values">Length(rows, columns) values.</param>
/// <param name="rows">Rows.</param>
/// <param name="columns">Columns.</param>
internal readonly unsafe partial struct ChunkMatrix(float* values, int rows, int columns)
{
    private const int Width = RegisterTile.PanelWidth;

    /// <summary>Rows of which all later ones are summed in a lower triangle, as one tile.</summary>
    private const int Block = 16;

    /// <summary>Rows.</summary>
    public int Rows => rows;

    /// <summary>Columns.</summary>
    public int Columns => columns;

    /// <summary>Floats of a matrix.</summary>
    public static int Length(int rows, int columns) => MatrixProduct.PanelLength(rows, columns);

    /// <summary>A row within a panel.</summary>
    /// <param name="row">Which row.</param>
    /// <param name="panel">Which panel.</param>
    public float* Row(int row, int panel = 0) => values + ((((nint)panel * rows) + row) * Width);

    /// <summary>One value.</summary>
    public float* At(int row, int column) => Row(row, column / Width) + (column % Width);

    /// <summary>Fills some rows from row-major ones.</summary>
    /// <param name="from">At the first column.</param>
    /// <param name="stride">Distance of two rows.</param>
    public void Load<V, O>(float* from, nint stride)
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row++)
        {
            LoadRow<V, O>(row, from + (row * stride));
        }
    }

    /// <summary>Fills a row, with zeros behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LoadRow<V, O>(int row, float* from)
        where O : ILanes<V>
    {
        for (int column = 0; column < columns; column += Width)
        {
            float* to = Row(row, column / Width);
            int width = Math.Min(Width, columns - column), done = Copy<V, O>(from + column, to, width);
            for (; done < ((width + 15) & -16); done++)
            {
                to[done] = done < width ? from[column + done] : 0;
            }
        }
    }

    /// <summary>Writes row-major rows.</summary>
    /// <param name="to">At the first column.</param>
    /// <param name="stride">Distance of two rows.</param>
    public void Store<V, O>(float* to, nint stride)
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row++)
        {
            StoreRow<V, O>(row, to + (row * stride));
        }
    }

    /// <summary>Writes a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreRow<V, O>(int row, float* to)
        where O : ILanes<V>
    {
        for (int column = 0; column < columns; column += Width)
        {
            float* from = Row(row, column / Width);
            int width = Math.Min(Width, columns - column);
            for (int done = Copy<V, O>(from, to + column, width); done < width; done++)
            {
                to[column + done] = from[done];
            }
        }
    }

    /// <summary>Fills with the transpose of another matrix, with zeros behind the columns.</summary>
    /// <param name="from">[columns, rows].</param>
    public void LoadTransposed(in ChunkMatrix from)
    {
        for (int column = 0; column < columns; column += 16)
        {
            int few = Math.Min(16, columns - column);
            for (int term = 0; term < rows; term += Width)
            {
                MatrixProduct.PackTransposed(
                    from.Row(column, term / Width), Width, few, Math.Min(Width, rows - term),
                    Panel.OfRows(At(term, column)));
            }
        }
    }

    /// <summary>Whole vectors of some values; gives how many they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Copy<V, O>(float* from, float* to, int count)
        where O : ILanes<V>
    {
        int at = 0;
        for (; at + O.Count <= count; at += O.Count)
        {
            O.Store(O.Load(from + at), to + at);
        }

        return at;
    }

    /// <summary>Columns of a panel that vectors go over.</summary>
    private int Wide(int panel) => (Math.Min(Width, columns - (panel * Width)) + 15) & -16;
}
