using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>Products, and triangular systems.</summary>
internal readonly unsafe partial struct ChunkMatrix
{
    /// <summary>this = a·b, or what is there + a·b.</summary>
    /// <param name="a">[rows, terms].</param>
    /// <param name="b">[terms, columns].</param>
    /// <param name="adds">Whether what is there counts.</param>
    /// <param name="isLower">Whether of a nothing counts above the diagonal.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply<V, O>(in ChunkMatrix a, in ChunkMatrix b, bool adds, bool isLower = false)
        where O : ILanes<V>
    {
        int step = isLower ? Block : rows;
        for (int row = 0; row < rows; row += step)
        {
            int some = Math.Min(step, rows - row), terms = isLower ? Math.Min(row + some, a.Columns) : a.Columns;
            for (int term = 0; term < terms; term += Width)
            {
                var factor = new Factor(a.Row(row, term / Width), Width, 1, term, Math.Min(Width, terms - term));
                Multiply<V, O>(row, some, factor, b, columns, adds || term > 0);
            }
        }
    }

    /// <summary>this = aᵀ·b, or what is there + aᵀ·b.</summary>
    /// <param name="a">[terms, rows].</param>
    /// <param name="b">[terms, columns].</param>
    /// <param name="adds">Whether what is there counts.</param>
    /// <param name="isLower">Whether of a nothing counts above the diagonal.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MultiplyTransposed<V, O>(in ChunkMatrix a, in ChunkMatrix b, bool adds, bool isLower = false)
        where O : ILanes<V>
    {
        int step = isLower ? Block : Width;
        for (int row = 0; row < rows; row += step)
        {
            int from = isLower ? row : 0;
            var factor = new Factor(a.At(from, row), 1, Width, from, a.Rows - from);
            Multiply<V, O>(row, Math.Min(step, rows - row), factor, b, columns, adds);
        }
    }

    /// <summary>The lower triangle of this = a·b; above it anything is left.</summary>
    /// <param name="a">[rows, terms].</param>
    /// <param name="b">[terms, rows].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MultiplyLower<V, O>(in ChunkMatrix a, in ChunkMatrix b)
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row += Block)
        {
            int some = Math.Min(Block, rows - row);
            for (int term = 0; term < a.Columns; term += Width)
            {
                var factor = new Factor(a.Row(row, term / Width), Width, 1, term, Math.Min(Width, a.Columns - term));
                Multiply<V, O>(row, some, factor, b, row + some, term > 0);
            }
        }
    }

    /// <summary>this = (1 − n)⁻¹·this: each row and what n gives it of the rows before.</summary>
    /// <param name="n">[rows, rows], of which nothing counts on and above the diagonal.</param>
    public void SolveLower<V, O>(in ChunkMatrix n)
        where O : ILanes<V>
    {
        for (int block = 0; block < rows; block += Block)
        {
            int end = Math.Min(rows, block + Block);
            if (block > 0)
            {
                var factor = new Factor(n.Row(block), Width, 1, 0, block);
                Multiply<V, O>(block, end - block, factor, this, columns, adds: true);
            }

            for (int row = block + 1; row < end; row++)
            {
                AddRows<V, O>(row, n.At(row, block), 1, block, row);
            }
        }
    }

    /// <summary>this = (1 − nᵀ)⁻¹·this: each row and what n gives of it to the rows behind.</summary>
    /// <param name="n">As in SolveLower.</param>
    public void SolveUpper<V, O>(in ChunkMatrix n)
        where O : ILanes<V>
    {
        for (int block = (rows - 1) / Block * Block; block >= 0; block -= Block)
        {
            int end = Math.Min(rows, block + Block);
            if (end < rows)
            {
                var factor = new Factor(n.At(end, block), 1, Width, end, rows - end);
                Multiply<V, O>(block, end - block, factor, this, columns, adds: true);
            }

            for (int row = end - 2; row >= block; row--)
            {
                AddRows<V, O>(row, n.At(row + 1, row), Width, row + 1, end);
            }
        }
    }

    /// <summary>A row += Σ factor · row of some others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRows<V, O>(int row, float* factors, nint stride, int from, int to)
        where O : ILanes<V>
    {
        for (int panel = 0; panel * Width < columns; panel++)
        {
            for (int column = 0; column < Wide(panel); column += O.Count)
            {
                V sum = O.Load(Row(row, panel) + column);
                float* factor = factors;
                for (int other = from; other < to; other++, factor += stride)
                {
                    sum = O.MultiplyAdd(O.Broadcast(*factor), O.Load(Row(other, panel) + column), sum);
                }

                O.Store(sum, Row(row, panel) + column);
            }
        }
    }

    /// <summary>Some rows = Σ a[row, k]·b[term + k], for the first columns; or what is there and that.</summary>
    private void Multiply<V, O>(int row, int some, in Factor a, in ChunkMatrix b, int few, bool adds)
        where O : ILanes<V>
    {
        float* zeros = stackalloc float[Width];
        for (int column = 0; column < few; column += Width)
        {
            // With the zeros behind the last column, which narrower vectors would leave out.
            int wide = Math.Min(Width, (few - column + 15) & -16);
            var y = new StridedRows(Row(row, column / Width), Width);
            RegisterTile.Block<V, O>(
                some, wide,
                new(a.Rows, Panel.OfRows(b.Row(a.Term, column / Width)), a.Terms, adds ? y : new(zeros, 0), y,
                    a.TermStride));
        }
    }

    /// <summary>Some terms of some rows of the first factor.</summary>
    /// <param name="values">The first term of the first row.</param>
    /// <param name="rowStride">Distance of two rows.</param>
    /// <param name="termStride">Distance of two terms.</param>
    /// <param name="term">The first term: a row of the other factor.</param>
    /// <param name="terms">How many terms.</param>
    private readonly struct Factor(float* values, nint rowStride, nint termStride, int term, int terms)
    {
        public StridedRows Rows => new(values, rowStride);

        public nint TermStride => termStride;

        public int Term => term;

        public int Terms => terms;
    }
}
