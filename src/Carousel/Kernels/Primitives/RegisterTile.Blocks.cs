using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels;

/// <summary>Blocks of any number of rows and up to 64 columns, cut into tiles.</summary>
internal static unsafe partial class RegisterTile
{
    /// <summary>From this number of terms on, a tile takes long enough for the sums of the next one to
    /// arrive.</summary>
    private const int PrefetchedTerms = 96;

    /// <summary>
    /// Terms of a slice of 16 columns that stay in the first-level cache, 16 KiB; half as many if its lines are a
    /// panel's width apart, because they then use a quarter of the sets.
    /// </summary>
    private const int SliceTerms = 256;

    /// <summary>The most terms of a panel that is read whole for each tile.</summary>
    private const int SlicedTerms = 192;

    /// <summary>
    /// y[r, 0 … columns) = start[r] + Σₖ a[r, k]·panel[k] for any number of rows. Columns are rounded up to whole
    /// vectors,
    /// at most 16 apart, so y must have room for <c>(columns + 15) / 16 · 16</c> in each row. Slices prefetch
    /// their own terms instead of what ahead names.
    /// </summary>
    /// <param name="rows">Rows of y.</param>
    /// <param name="columns">1 … 64.</param>
    /// <param name="product">What is multiplied.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Block<V, O>(int rows, int columns, in TileProduct product)
        where O : ILanes<V>
    {
        if (rows > MaximumRows && IsSliced<V, O>(product.K))
        {
            Slices<V, O>(rows, columns, product);
            return;
        }

        StridedRows start = product.Start;
        Ahead ahead = product.Ahead;
        for (int row = 0; row < rows;)
        {
            int next = row + Take(rows - row);
            if (next < rows && product.K >= PrefetchedTerms && start.Stride != 0)
            {
                Prefetch(Math.Min(rows - next, MaximumRows), columns, start.FromRow(next));
            }

            Rows<V, O>(next - row, columns, product.FromRow(row, ahead));
            row = next;
            ahead = ahead.After(product.K);
        }
    }

    /// <summary>
    /// Whether a panel goes slice by slice: where a tile is two vectors wide, and the panel does not fit the
    /// first-level cache.
    /// </summary>
    /// <param name="k">Terms of the panel.</param>
    public static bool IsSliced<V, O>(nint k)
        where O : ILanes<V> => O.Count < 16 && k > SlicedTerms;

    /// <summary>
    /// The same where a tile is two vectors wide: slice after slice of the panel for all rows, a few terms at a time,
    /// so that the slice stays in the first-level cache. Meanwhile it prefetches the terms that it reads next.
    /// </summary>
    /// <inheritdoc cref="Block{V, O}"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Slices<V, O>(int rows, int columns, in TileProduct product)
        where O : ILanes<V>
    {
        int width = 2 * O.Count, most = product.Panel.Term < PanelWidth ? SliceTerms : SliceTerms / 2, end;
        for (int term = 0; term < product.K; term = end)
        {
            int terms = Take((int)product.K - term, most);
            end = term + terms;
            Panel panel = product.Panel.FromTerm(term);
            Panel next = end < product.K ? product.Panel.FromTerm(end) : product.Panel.Next;
            var part = new TileProduct(
                product.A.FromColumn(term * product.TermStride), panel, terms, term == 0 ? product.Start : product.Y,
                product.Y, product.TermStride);
            for (int column = 0; column < columns; column += width)
            {
                TileProduct slice = part.FromColumn(column);
                var ahead = Ahead.Of(next.Column(column), (nint)terms * width, rows, terms);
                for (int row = 0, taken; row < rows; row += taken)
                {
                    taken = Take(rows - row);
                    Rows<V, O>(taken, Math.Min(width, columns - column), slice.FromRow(row, ahead));
                    ahead = ahead.After(terms);
                }
            }
        }
    }

    /// <summary>
    /// How many of the rows left the next tile takes: the fewest tiles, their rows as even as they can be.
    /// </summary>
    /// <remarks>
    /// One or two rows cannot hide the latency of the multiply-add, nor that of a panel that comes from the
    /// second-level cache.
    /// </remarks>
    /// <param name="rows">Rows left, at least 1.</param>
    /// <param name="most">The most that one takes.</param>
    /// <returns>1 … most.</returns>
    public static int Take(int rows, int most = MaximumRows)
    {
        uint left = (uint)rows, tiles = (left + (uint)most - 1) / (uint)most;
        return (int)((left + tiles - 1) / tiles);
    }

    /// <summary>
    /// Memory that a later tile reads: asked for little by little, so that it is in the second-level cache by then.
    /// </summary>
    /// <param name="from">Where it begins; nothing is asked for if null.</param>
    /// <param name="step">Bytes for each term of the summed index.</param>
    internal readonly struct Ahead(byte* from, nint step)
    {
        /// <summary>Spreads some memory over the terms of several tiles.</summary>
        /// <param name="from">Where it begins.</param>
        /// <param name="length">Floats.</param>
        /// <param name="rows">Rows that the tiles take together.</param>
        /// <param name="k">Terms of each.</param>
        public static Ahead Of(float* from, nint length, int rows, int k)
        {
            nint terms = (nint)((rows + MaximumRows - 1) / MaximumRows) * k;
            return new((byte*)from, ((length * sizeof(float)) + terms - 1) / terms);
        }

        /// <summary>Where it begins.</summary>
        public byte* From => from;

        /// <summary>Bytes a term.</summary>
        public nint Step => step;

        /// <summary>The rest after k terms.</summary>
        public Ahead After(nint k) => new(from == null ? null : from + (k * step), step);
    }

    /// <summary>
    /// Asks for the sums that the next tile starts from, which may lie far away, while this one runs.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(int rows, int columns, StridedRows start)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column += 16)
            {
                Sse.Prefetch0(start.Row(row) + column);
            }
        }
    }

    /// <summary>The same, writing exactly the columns named, whatever their number up to 64.</summary>
    /// <inheritdoc cref="Block{V, O}"/>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exact<V, O>(int rows, int columns, in TileProduct product)
        where O : ILanes<V>
    {
        int rest = columns % 16;
        columns -= rest;
        if (columns > 0)
        {
            Block<V, O>(rows, columns, product);
        }

        if (rest == 0)
        {
            return;
        }

        // The last few columns go through a buffer of whole vectors.
        float* buffer = stackalloc float[MaximumRows * 16];
        var few = new StridedRows(buffer, 16);
        TileProduct last = product.FromColumn(columns);
        for (int row = 0; row < rows; row += MaximumRows)
        {
            int taken = Math.Min(MaximumRows, rows - row);
            new Span<float>(buffer, 16 * taken).Clear();
            for (int r = 0; r < taken; r++)
            {
                new ReadOnlySpan<float>(last.Start.Row(row + r), rest).CopyTo(new Span<float>(few.Row(r), rest));
            }

            Rows<V, O>(taken, rest, new(last.A.FromRow(row), last.Panel, last.K, few, few, last.TermStride));
            for (int r = 0; r < taken; r++)
            {
                new ReadOnlySpan<float>(few.Row(r), rest).CopyTo(new Span<float>(last.Y.Row(row + r), rest));
            }
        }
    }

    /// <summary>The same for 1 … 6 rows.</summary>
    /// <inheritdoc cref="Block{V, O}"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows<V, O>(int rows, int columns, in TileProduct product)
        where O : ILanes<V>
    {
        if (O.Count == 16)
        {
            // 32 registers.
            switch ((columns + 15) / 16)
            {
                case 1: Rows<V, O, Count1>(rows, product); break;
                case 2: Rows<V, O, Count2>(rows, product); break;
                case 3: Rows<V, O, Count3>(rows, product); break;
                default: Rows<V, O, Count4>(rows, product); break;
            }

            return;
        }

        // 16 registers: slices of two vectors.
        int slice = 2 * O.Count;
        for (int column = 0; column < columns; column += slice)
        {
            TileProduct part = product.FromColumn(column);
            if (columns - column > O.Count)
            {
                Rows<V, O, Count2>(rows, part);
            }
            else
            {
                Rows<V, O, Count1>(rows, part);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rows<V, O, C>(int rows, in TileProduct product)
        where O : ILanes<V>
        where C : ICount
    {
        switch (rows)
        {
            case 1: Tile<V, O, Count1, C>(product); break;
            case 2: Tile<V, O, Count2, C>(product); break;
            case 3: Tile<V, O, Count3, C>(product); break;
            case 4: Tile<V, O, Count4, C>(product); break;
            case 5: Tile<V, O, Count5, C>(product); break;
            default: Tile<V, O, Count6, C>(product); break;
        }
    }
}
