using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// A matrix in panels of 64 columns, [panels][rows × 64], so that it stands on either side of a product as it is.
/// </summary>
/// <remarks>
/// Products write columns up to a multiple of 16; what stands behind the last column is never read as a term. Each
/// value of a product is one chain over ascending terms, whatever the width of vectors.
/// </remarks>
/// <param name="values">Length(rows, columns) values.</param>
/// <param name="rows">Rows.</param>
/// <param name="columns">Columns.</param>
internal readonly unsafe struct ChunkMatrix(float* values, int rows, int columns)
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

    /// <summary>Sets everything to 0.</summary>
    public void Clear() => new Span<float>(values, Length(rows, columns)).Clear();

    /// <summary>Fills some rows from row-major ones.</summary>
    /// <param name="from">At the first column.</param>
    /// <param name="stride">Distance of two rows.</param>
    public void Load(float* from, nint stride)
    {
        for (int row = 0; row < rows; row++)
        {
            LoadRow(row, from + (row * stride));
        }
    }

    /// <summary>Fills a row, with zeros behind it.</summary>
    public void LoadRow(int row, float* from)
    {
        for (int column = 0; column < columns; column += Width)
        {
            int width = Math.Min(Width, columns - column);
            var to = new Span<float>(Row(row, column / Width), Width);
            new ReadOnlySpan<float>(from + column, width).CopyTo(to);
            to[width..].Clear();
        }
    }

    /// <summary>Writes row-major rows.</summary>
    /// <param name="to">At the first column.</param>
    /// <param name="stride">Distance of two rows.</param>
    public void Store(float* to, nint stride)
    {
        for (int row = 0; row < rows; row++)
        {
            StoreRow(row, to + (row * stride));
        }
    }

    /// <summary>Writes a row.</summary>
    public void StoreRow(int row, float* to)
    {
        for (int column = 0; column < columns; column += Width)
        {
            int width = Math.Min(Width, columns - column);
            new ReadOnlySpan<float>(Row(row, column / Width), width).CopyTo(new Span<float>(to + column, width));
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
                    from.Row(column, term / Width), Width, few, Math.Min(Width, rows - term), At(term, column));
            }
        }
    }

    /// <summary>this += a·b.</summary>
    /// <param name="a">[rows, terms].</param>
    /// <param name="b">[terms, columns].</param>
    /// <param name="isLower">Whether of a nothing counts above the diagonal.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add<V, O>(in ChunkMatrix a, in ChunkMatrix b, bool isLower = false)
        where V : struct
        where O : ILanes<V>
    {
        int step = isLower ? Block : rows;
        for (int row = 0; row < rows; row += step)
        {
            int some = Math.Min(step, rows - row), terms = isLower ? Math.Min(row + some, a.Columns) : a.Columns;
            for (int term = 0; term < terms; term += Width)
            {
                Add<V, O>(
                    row, some, a.Row(row, term / Width), Width, 1, b, term, Math.Min(Width, terms - term), columns);
            }
        }
    }

    /// <summary>this += aᵀ·b.</summary>
    /// <param name="a">[terms, rows].</param>
    /// <param name="b">[terms, columns].</param>
    /// <param name="isLower">Whether of a nothing counts above the diagonal.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTransposed<V, O>(in ChunkMatrix a, in ChunkMatrix b, bool isLower = false)
        where V : struct
        where O : ILanes<V>
    {
        int step = isLower ? Block : Width;
        for (int row = 0; row < rows; row += step)
        {
            int from = isLower ? row : 0;
            Add<V, O>(row, Math.Min(step, rows - row), a.At(from, row), 1, Width, b, from, a.Rows - from, columns);
        }
    }

    /// <summary>The lower triangle of this += a·b, with what else stands in the tiles on the diagonal.</summary>
    /// <param name="a">[rows, terms].</param>
    /// <param name="b">[terms, rows].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddLower<V, O>(in ChunkMatrix a, in ChunkMatrix b)
        where V : struct
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row += Block)
        {
            int some = Math.Min(Block, rows - row);
            for (int term = 0; term < a.Columns; term += Width)
            {
                Add<V, O>(
                    row, some, a.Row(row, term / Width), Width, 1, b, term, Math.Min(Width, a.Columns - term),
                    row + some);
            }
        }
    }

    /// <summary>this = (1 − n)⁻¹·this: each row and what n gives it of the rows before.</summary>
    /// <param name="n">[rows, rows], of which nothing counts on and above the diagonal.</param>
    public void SolveLower<V, O>(in ChunkMatrix n)
        where V : struct
        where O : ILanes<V>
    {
        for (int block = 0; block < rows; block += Block)
        {
            int end = Math.Min(rows, block + Block);
            if (block > 0)
            {
                Add<V, O>(block, end - block, n.Row(block), Width, 1, this, 0, block, columns);
            }

            for (int row = block + 1; row < end; row++)
            {
                for (int before = block; before < row; before++)
                {
                    AddRow<V, O>(row, *n.At(row, before), this, before);
                }
            }
        }
    }

    /// <summary>this = (1 − nᵀ)⁻¹·this: each row and what n gives of it to the rows behind.</summary>
    /// <param name="n">As in SolveLower.</param>
    public void SolveUpper<V, O>(in ChunkMatrix n)
        where V : struct
        where O : ILanes<V>
    {
        for (int block = (rows - 1) / Block * Block; block >= 0; block -= Block)
        {
            int end = Math.Min(rows, block + Block);
            if (end < rows)
            {
                Add<V, O>(block, end - block, n.At(end, block), 1, Width, this, end, rows - end, columns);
            }

            for (int row = end - 2; row >= block; row--)
            {
                for (int behind = row + 1; behind < end; behind++)
                {
                    AddRow<V, O>(row, *n.At(behind, row), this, behind);
                }
            }
        }
    }

    /// <summary>A row = factor · a row of another matrix of the same size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ScaleRow<V, O>(int row, float factor, in ChunkMatrix from)
        where V : struct
        where O : ILanes<V>
    {
        V by = O.Broadcast(factor);
        for (int panel = 0; panel * Width < columns; panel++)
        {
            float* to = Row(row, panel);
            float* source = from.Row(row, panel);
            for (int column = 0; column < Wide(panel); column += O.Count)
            {
                O.Store(O.Multiply(by, O.Load(source + column)), to + column);
            }
        }
    }

    /// <summary>Every row = factor · itself.</summary>
    public void Scale<V, O>(float factor)
        where V : struct
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row++)
        {
            ScaleRow<V, O>(row, factor, this);
        }
    }

    /// <summary>A row += factor · a row of another matrix with as many columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRow<V, O>(int row, float factor, in ChunkMatrix from, int fromRow)
        where V : struct
        where O : ILanes<V>
    {
        V by = O.Broadcast(factor);
        for (int panel = 0; panel * Width < columns; panel++)
        {
            float* to = Row(row, panel);
            float* source = from.Row(fromRow, panel);
            for (int column = 0; column < Wide(panel); column += O.Count)
            {
                O.Store(O.MultiplyAdd(by, O.Load(source + column), O.Load(to + column)), to + column);
            }
        }
    }

    /// <summary>The product of two rows, of matrices with as many columns.</summary>
    public float Dot<V, O>(int row, in ChunkMatrix other, int otherRow)
        where V : struct
        where O : ILanes<V>
    {
        float sum = 0;
        for (int panel = 0; panel * Width < columns; panel++)
        {
            int width = Math.Min(Width, columns - (panel * Width));
            sum += Reductions.Dot<V, O>(
                new ReadOnlySpan<float>(Row(row, panel), width),
                new ReadOnlySpan<float>(other.Row(otherRow, panel), width));
        }

        return sum;
    }

    /// <summary>The product of two matrices of one size, all their values.</summary>
    public float Dot<V, O>(in ChunkMatrix other)
        where V : struct
        where O : ILanes<V>
    {
        double sum = 0;
        for (int row = 0; row < rows; row++)
        {
            sum += Dot<V, O>(row, other, row);
        }

        return (float)sum;
    }

    /// <summary>The sum of a row of a matrix of one panel.</summary>
    public float Sum<V, O>(int row)
        where V : struct
        where O : ILanes<V> => Reductions.Sum<V, O>(Row(row), columns);

    /// <summary>Columns of a panel that vectors go over.</summary>
    private int Wide(int panel) => (Math.Min(Width, columns - (panel * Width)) + 15) & -16;

    /// <summary>Some rows += Σ a[row, k]·b[term + k], for the first columns.</summary>
    private void Add<V, O>(
        int row, int some, float* a, nint rowStride, nint termStride, in ChunkMatrix b, int term, int terms, int few)
        where V : struct
        where O : ILanes<V>
    {
        for (int column = 0; column < few; column += Width)
        {
            float* y = Row(row, column / Width);
            RegisterTile.Block<V, O>(
                some, Math.Min(Width, few - column), a, rowStride, termStride, b.Row(term, column / Width), terms, y,
                Width, y, Width);
        }
    }
}
