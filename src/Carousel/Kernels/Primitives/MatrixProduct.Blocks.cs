using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>The blocked loops, one source for all widths.</summary>
internal static unsafe partial class MatrixProduct
{
    /// <summary>y = start + a·panels: what is multiplied, and which part of it.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="a">[rows, K].</param>
    /// <param name="panels">Panels of [K × 64]; [columns × K] where the product is narrow.</param>
    /// <param name="k">The summed index.</param>
    /// <param name="y">[rows, columns].</param>
    /// <param name="columns">Outputs in a row.</param>
    internal struct Product(int rows, StridedRows a, float* panels, int k, StridedRows y, int columns)
    {
        /// <summary>[Rows, K].</summary>
        public StridedRows A = a;

        /// <summary>Panels of [K × 64]; [Columns × K] where the product is narrow.</summary>
        public float* Panels = panels;

        /// <summary>The summed index.</summary>
        public int K = k;

        /// <summary>Where each row starts, [Columns]; null to start from what Y holds.</summary>
        public float* Bias;

        /// <summary>[Rows, Columns].</summary>
        public StridedRows Y = y;

        /// <summary>[Rows, AheadLength], asked for meanwhile; null for nothing.</summary>
        public float* Ahead;

        /// <summary>Values in a row of Ahead, at most 64·K.</summary>
        public int AheadLength;

        /// <summary>How many rows.</summary>
        public int Rows = rows;

        /// <summary>Outputs in a row.</summary>
        public int Columns = columns;

        /// <summary>First panel to compute.</summary>
        public int PanelFrom;

        /// <summary>One after the last.</summary>
        public int PanelTo = MatrixProduct.Panels(columns);

        /// <summary>Terms of the panels, where those after K are not wanted; 0 for K.</summary>
        public int PanelTerms;

        /// <summary>The panel that begins with some column.</summary>
        internal readonly Panel PanelAt(int column)
        {
            nint terms = PanelTerms > 0 ? PanelTerms : K;
            return Panel.OfWeights(Panels + (column * terms), terms);
        }
    }

    /// <summary>Runs a product on the widest vectors there are.</summary>
    /// <param name="product">What to multiply.</param>
    internal static void Multiply(in Product product) => Widths.Run(default(MultiplyRun), product);

    private readonly struct MultiplyRun : IWidthWork<Product>
    {
        void IWidthWork<Product>.Run<V, O>(in Product product) => Multiply<V, O>(product);
    }

    /// <summary>Runs a product on vectors of one width.</summary>
    /// <param name="p">What to multiply.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply<V, O>(in Product p)
        where O : ILanes<V>
    {
        if (IsNarrow(p.K, p.Columns))
        {
            if (p.PanelFrom < p.PanelTo)
            {
                MultiplyNarrow<V, O>(p);
            }

            return;
        }

        if (p.K < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(p),
                $"A product sums over 1 or more inputs, but there are {p.K}.");
        }

        if (p.Rows == 1 && p.Columns <= O.Count)
        {
            if (p.PanelFrom < p.PanelTo)
            {
                MultiplyFew<V, O>(p);
            }

            return;
        }

        // One row is a step of a stream, which need not wait for the divisions.
        int rowBlock = p.Rows > 1 ? RowBlock(p.K, p.Rows) : 1;
        for (int row = 0; row < p.Rows; row += rowBlock)
        {
            int rows = Math.Min(rowBlock, p.Rows - row);
            StridedRows a = p.A.FromRow(row), y = p.Y.FromRow(row);
            int first = rows == 1 ? MultiplyPairs<V, O>(p, a.Values, y.Values) : p.PanelFrom;
            for (int k = 0; k < p.K; k += TermBlock)
            {
                bool fromBias = k == 0 && p.Bias != null;
                int terms = Math.Min(TermBlock, p.K - k);
                for (int panel = first; panel < p.PanelTo; panel++)
                {
                    int column = panel * RegisterTile.PanelWidth;
                    StridedRows to = y.FromColumn(column);
                    RegisterTile.Exact<V, O>(
                        rows, Math.Min(RegisterTile.PanelWidth, p.Columns - column),
                        new(a.FromColumn(k), p.PanelAt(column).FromTerm(k), terms,
                            fromBias ? new(p.Bias + column, 0) : to, to,
                            ahead: panel == first ? AheadOf(p, row, rows, k, terms) : default));
                }
            }
        }
    }

    /// <summary>
    /// Rows taken together. A long sum is computed in blocks of terms, each for all panels. The block's part of the
    /// rows stays in the second-level cache together with one of the panels.
    /// </summary>
    private static int RowBlock(int k, int rows)
    {
        int most = Math.Clamp(69632 / Math.Min(k, TermBlock) / RegisterTile.MaximumRows, 4, 64)
            * RegisterTile.MaximumRows;
        int rowBlocks = Math.Max(1, (rows + most - 1) / most);
        return ((rows / rowBlocks / RegisterTile.MaximumRows) + 1) * RegisterTile.MaximumRows;
    }

    /// <summary>The part of Ahead that falls to some rows and terms of the first panel.</summary>
    private static RegisterTile.Ahead AheadOf(in Product p, int row, int rows, int k, int terms)
    {
        if (p.Ahead == null)
        {
            return default;
        }

        nint from = ((nint)row * p.AheadLength) + (nint)((long)rows * p.AheadLength * k / p.K);
        return RegisterTile.Ahead.Of(p.Ahead + from, (nint)((long)rows * p.AheadLength * terms / p.K), rows, terms);
    }

    /// <summary>y[r, 0 … columns) += Σₖ a[k, r]·panel[k], on the widest vectors there are.</summary>
    /// <param name="rows">Rows of y.</param>
    /// <param name="columns">1 … 64.</param>
    /// <param name="a">Row k has term k of all rows of y.</param>
    /// <param name="panel">The other factor.</param>
    /// <param name="k">K.</param>
    /// <param name="y">Added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddBlock(int rows, int columns, StridedRows a, Panel panel, int k, StridedRows y)
    {
        var product = new TileProduct(new(a.Values, 1), panel, k, y, y, a.Stride);
        if (Vector512.IsHardwareAccelerated)
        {
            RegisterTile.Exact<Vector512<float>, Lanes512>(rows, columns, product);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            RegisterTile.Exact<Vector256<float>, Lanes256>(rows, columns, product);
        }
        else
        {
            RegisterTile.Exact<Vector128<float>, Lanes128>(rows, columns, product);
        }
    }

    /// <summary>One row and no more outputs than a vector holds: the last layer of most streams.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyFew<V, O>(in Product p)
        where O : ILanes<V>
    {
        float* row = stackalloc float[16];
        O.Store(O.Zero, row);
        float* start = p.Bias != null ? p.Bias : p.Y.Values;
        for (int column = 0; column < p.Columns; column++)
        {
            row[column] = start[column];
        }

        V sum = O.Load(row);
        float* weights = p.Panels, end = p.A.Values + p.K;
        nint term = p.PanelAt(0).Term;
        for (float* a = p.A.Values; a != end; a++, weights += term)
        {
            sum = O.MultiplyAdd(O.Broadcast(*a), O.Load(weights), sum);
        }

        O.Store(sum, row);
        for (int column = 0; column < p.Columns; column++)
        {
            p.Y.Values[column] = row[column];
        }
    }

    /// <summary>A single row: two whole panels at a time.</summary>
    /// <returns>The first panel not computed.</returns>
    private static int MultiplyPairs<V, O>(in Product p, float* a, float* y)
        where O : ILanes<V>
    {
        const int Width = RegisterTile.PanelWidth;
        int panel = p.PanelFrom;
        for (; panel + 2 <= p.PanelTo && (panel + 2) * Width <= p.Columns; panel += 2)
        {
            float* to = y + (panel * Width);
            float* start = p.Bias != null ? p.Bias + (panel * Width) : to;
            Panel first = p.PanelAt(panel * Width);
            RegisterTile.Pair<V, O>(Width, a, first, first.Next, p.K, new(start, Width), new(to, Width));
        }

        return panel;
    }
}
