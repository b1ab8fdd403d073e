using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>The forward pass, one source for all widths.</summary>
internal readonly unsafe partial struct LstmKernel
{
    /// <summary>
    /// Rows whose preactivations are computed together where a tile is two vectors wide: a slice of the weights then
    /// serves all of them from the first-level cache.
    /// </summary>
    private const int GroupRows = 11 * RegisterTile.MaximumRows;

    /// <summary>
    /// Preactivations of one tile, then the states and gates of a last block of fewer than 16 units.
    /// </summary>
    internal const int TileScratch = RegisterTile.MaximumRows * RowScratch;

    private const int RowScratch = (2 * RegisterTile.PanelWidth) + (3 * UnitBlocks.Size);

    /// <summary>The same for as many rows as are computed together, of those of a call.</summary>
    private static int GroupScratch(int rows) => Math.Clamp(rows, RegisterTile.MaximumRows, GroupRows) * RowScratch;

    /// <summary>A run forward, and where everything lies.</summary>
    internal ref struct Sequence
    {
        public LstmSize Size;
        public StepTable Steps;
        public float* Panels;
        public float* X;

        /// <summary>In place of X: numbers of rows of Starts.</summary>
        public float* Symbols;
        public int V;
        public float* Starts;
        public float* H;
        public float* C;
        public bool KeepC;
        public float* Gates;

        /// <summary>Room for a tile.</summary>
        public float* Scratch;

        /// <summary>Rows of x and h before.</summary>
        public float* Current;

        /// <summary>Rows that get the new h.</summary>
        public float* Next;
    }

    /// <summary>Where one tile's rows lie.</summary>
    internal struct CellRows
    {
        /// <summary>c of the step before; may be C.</summary>
        public float* CBefore;

        /// <summary>Overwritten.</summary>
        public float* C;

        /// <summary>Overwritten.</summary>
        public float* H;

        /// <summary>Distance of two rows of the states.</summary>
        public nint StateStride;

        /// <summary>A second place for h.</summary>
        public float* Next;

        /// <summary>Distance of two of its rows.</summary>
        public nint NextStride;

        /// <summary>i, f, g, o, 16 apart, overwritten; null if not wanted.</summary>
        public float* Gates;

        /// <summary>Distance of two of its rows.</summary>
        public nint GatesStride;
    }

    internal readonly struct ForwardRun(LstmSize size) : IWidthWork<CellSpans>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            int rows = call.PlaceTo - call.PlaceFrom, symbols = Symbols(size, call);
            fixed (float* pp = call.Panels, px = call.X, pt = call.Starts, ph = call.H, pc = call.C, pg = call.Gates,
                ps = call.Scratch)
            {
                float* current = ps + GroupScratch(rows);
                var sequence = new Sequence
                {
                    Size = size,
                    Steps = call.Steps,
                    Panels = pp,
                    X = symbols > 0 ? null : px,
                    Symbols = px,
                    V = symbols,
                    Starts = pt,
                    H = ph,
                    C = pc,
                    KeepC = pg != null,
                    Gates = pg,
                    Scratch = ps,
                    Current = current,
                    Next = current + (rows * RowStride(size)),
                };
                Forward<V, O>(sequence, call.PlaceFrom, call.PlaceTo);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<V, O>(Sequence q, int rowFrom, int rowTo)
        where O : ILanes<V>
    {
        for (int s = 0; s < q.Steps.T; s++)
        {
            int end = Math.Min(rowTo, q.Steps.Rows(s));
            if (end <= rowFrom)
            {
                continue;
            }

            LoadRows(q, s, rowFrom, end);
            ForwardBlocks<V, O>(q, s, rowFrom, end, 0, UnitBlocks.Count(q.Size.H));
            float* written = q.Next;
            q.Next = q.Current;
            q.Current = written;
        }
    }

    /// <summary>One step of some rows, the units of some blocks alone.</summary>
    /// <param name="q">Where everything lies.</param>
    /// <param name="s">Number of the step in the order run.</param>
    /// <param name="rowFrom">First row.</param>
    /// <param name="end">One after the last row.</param>
    /// <param name="blockFrom">First block of 16 units.</param>
    /// <param name="blockTo">One after the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardBlocks<V, O>(in Sequence q, int s, int rowFrom, int end, int blockFrom, int blockTo)
        where O : ILanes<V>
    {
        LstmSize size = q.Size;
        StepTable steps = q.Steps;
        int continued = Math.Clamp(steps.Continued(s), rowFrom, end);
        float* current = q.Current, next = q.Next;
        (int I, int H) = size;
        nint panelLength = (nint)(I + H) * RegisterTile.PanelWidth;
        nint stride = RowStride(size);
        int blocks = UnitBlocks.Count(H), terms = q.Starts == null ? I + H : H, passed = I + H - terms;
        float* biases = q.Panels + (blocks * panelLength);

        // Where the gates of the next step will be written is asked for a little with each tile: stores that miss the
        // caches wait for memory too.
        float* gatesAhead = q.Gates == null || s + 1 >= steps.T
            ? null
            : q.Gates + ((nint)(steps.FirstRow(s + 1) + rowFrom) * 4 * H)
                + ((nint)(end - rowFrom) * RegisterTile.PanelWidth * blockFrom);
        int most = RegisterTile.IsSliced<V, O>(terms) ? GroupRows : RegisterTile.MaximumRows;
        for (int j = blockFrom; j < blockTo; j++)
        {
            Panel panel = Panel.OfWeights(q.Panels + (j * panelLength), I + H).FromTerm(passed);
            float* bias = biases + (j * RegisterTile.PanelWidth);
            for (int row = rowFrom; row < end;)
            {
                // A group does not reach over the rows that enter in this step: their states before lie elsewhere.
                bool entering = row >= continued;
                int rows = RegisterTile.Take((entering ? end : continued) - row, most);
                float* a = current + ((row - rowFrom) * stride) + passed;
                RegisterTile.Ahead ahead = RegisterTile.Ahead.Of(
                    gatesAhead, rows * RegisterTile.PanelWidth, rows, terms);
                gatesAhead += gatesAhead == null ? 0 : rows * RegisterTile.PanelWidth;
                var z = new StridedRows(q.Scratch, RegisterTile.PanelWidth);
                if (q.Starts != null)
                {
                    GatherStarts<V, O>(
                        rows, q.Symbols + steps.FirstRow(s) + row, q.V, q.Starts + (j * RegisterTile.PanelWidth),
                        (nint)blocks * RegisterTile.PanelWidth, q.Scratch);
                }

                RegisterTile.Block<V, O>(
                    rows, RegisterTile.PanelWidth,
                    new(new(a, stride), panel, terms, q.Starts == null ? new(bias, 0) : z, z, ahead: ahead));
                nint state = ((nint)(steps.StateRow(s) + row) * H) + (j * UnitBlocks.Size);
                nint before = ((nint)((entering ? 0 : steps.StateRow(s - 1)) + row) * H) + (j * UnitBlocks.Size);
                nint carry = ((nint)row * H) + (j * UnitBlocks.Size);
                Activate<V, O>(rows, UnitBlocks.Units(H, j), q.Scratch, new CellRows
                {
                    CBefore = q.C + (q.KeepC ? before : carry),
                    C = q.C + (q.KeepC ? state : carry),
                    H = q.H + state,
                    StateStride = H,
                    Next = next + ((row - rowFrom) * stride) + I + (j * UnitBlocks.Size),
                    NextStride = stride,
                    Gates = q.Gates == null
                        ? null
                        : q.Gates + ((nint)(steps.FirstRow(s) + row) * 4 * H) + (j * RegisterTile.PanelWidth),
                    GatesStride = 4 * H,
                });
                row += rows;
            }
        }
    }

    /// <summary>
    /// A row of x and a row of h before it stand side by side, apart by whole lines and never by a power of two.
    /// </summary>
    private static int RowStride(LstmSize size) =>
        (((size.I + size.H + UnitBlocks.Size - 1) / UnitBlocks.Size) | 1) * UnitBlocks.Size;

    /// <summary>
    /// Puts the step's inputs into the row buffer, and the initial states of rows that enter; the other states were
    /// written there by the step before.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LoadRows(in Sequence q, int s, int rowFrom, int end)
    {
        (int I, int H) = q.Size;
        StepTable steps = q.Steps;
        int continued = Math.Clamp(steps.Continued(s), rowFrom, end);
        nint stride = RowStride(q.Size);
        float* x = q.X + ((nint)(steps.FirstRow(s) + rowFrom) * I);
        for (int row = rowFrom; row < end; row++)
        {
            float* to = q.Current + ((row - rowFrom) * stride);
            if (q.X != null)
            {
                MatrixProduct.Copy(x + ((nint)(row - rowFrom) * I), to, I);
            }

            if (row >= continued)
            {
                new ReadOnlySpan<float>(q.H + ((nint)row * H), H).CopyTo(new Span<float>(to + I, H));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Activate<V, O>(int rows, int units, float* z, in CellRows to)
        where O : ILanes<V>
    {
        if (units < UnitBlocks.Size)
        {
            ActivateLast<V, O>(rows, units, z, to);
            return;
        }

        for (int u = 0; u < UnitBlocks.Size; u += O.Count)
        {
            Cell<V, O>(rows, u, z, to);
        }
    }

    /// <summary>
    /// The last block where H is no multiple of 16: states and gates go through a buffer of whole vectors.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ActivateLast<V, O>(int rows, int units, float* z, in CellRows to)
        where O : ILanes<V>
    {
        float* gates = z + (rows * RegisterTile.PanelWidth);
        float* before = gates + (rows * RegisterTile.PanelWidth);
        float* c = before + (rows * UnitBlocks.Size);
        float* h = c + (rows * UnitBlocks.Size);
        var buffers = new CellRows
        {
            CBefore = before,
            C = c,
            H = h,
            StateStride = UnitBlocks.Size,
            Next = h,
            NextStride = UnitBlocks.Size,
            Gates = gates,
            GatesStride = RegisterTile.PanelWidth,
        };
        StridedRows hidden = new(h, UnitBlocks.Size), kept = new(gates, RegisterTile.PanelWidth);
        CopyUnits(rows, units, new(to.CBefore, to.StateStride), new(before, UnitBlocks.Size));
        for (int u = 0; u < UnitBlocks.Size; u += O.Count)
        {
            Cell<V, O>(rows, u, z, buffers);
        }

        CopyUnits(rows, units, new(c, UnitBlocks.Size), new(to.C, to.StateStride));
        CopyUnits(rows, units, hidden, new(to.H, to.StateStride));
        CopyUnits(rows, units, hidden, new(to.Next, to.NextStride));
        for (int gate = 0; gate < LstmGates.Count && to.Gates != null; gate++)
        {
            CopyUnits(
                rows, units, kept.FromColumn(gate * UnitBlocks.Size), new(to.Gates + (gate * units), to.GatesStride));
        }
    }

    private static void CopyUnits(int rows, int units, StridedRows from, StridedRows to)
    {
        for (int r = 0; r < rows; r++)
        {
            CopyUnits(units, from.Row(r), to.Row(r));
        }
    }

    private static void CopyUnits(int units, float* from, float* to)
    {
        for (int u = 0; u < units; u++)
        {
            to[u] = from[u];
        }
    }

    /// <summary>From preactivations to the new state, for some rows and one vector of units. A leaf.</summary>
    /// <remarks>
    /// Two passes over the rows, so that the long chain from c to h of one row does not hold up the gates of the next.
    /// i·g and o·tanh c are one division each;
    /// the i and o that the backward pass wants come from the same: with i = 1/i′ and g = g′/g″, i·g = g′·q and i =
    /// g″·q, q = 1/(i′·g″). f is a division of its own: where it is 1, c is kept to the last bit.
    /// </remarks>
    /// <param name="rows">How many.</param>
    /// <param name="u">The first unit of the vector.</param>
    /// <param name="z">[rows, 64] preactivations; the output gate's are overwritten.</param>
    /// <param name="to">Where the rows lie.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Cell<V, O>(int rows, int u, float* z, in CellRows to)
        where O : ILanes<V>
    {
        V one = O.Broadcast(1f);
        z += u;
        float* cBefore = to.CBefore + u, c = to.C + u, h = to.H + u, next = to.Next + u;
        float* gates = to.Gates == null ? null : to.Gates + u;
        nint stateStride = to.StateStride, nextStride = to.NextStride, gatesStride = to.GatesStride;
        float* first = z, cell = c, kept = gates;
        for (int r = 0; r < rows; r++)
        {
            #region cell
            V i = Activations.LogisticDenominator<V, O>(O.Load(z));
            V f = O.Divide(one, Activations.LogisticDenominator<V, O>(O.Load(z + 16)));
            V g = Activations.TanhNumerator<V, O>(O.Load(z + 32));
            O.Store(Activations.LogisticDenominator<V, O>(O.Load(z + 48)), z + 48);
            V denominator = Activations.TanhDenominator<V, O>(g);
            V quotient = O.Divide(one, O.Multiply(i, denominator));
            V input = O.Multiply(g, quotient);
            O.Store(O.MultiplyAdd(f, O.Load(cBefore), input), cell);
            if (kept != null)
            {
                O.Store(O.Multiply(denominator, quotient), kept);
                O.Store(f, kept + 16);
                O.Store(O.Divide(g, denominator), kept + 32);
                kept += gatesStride;
            }
            #endregion

            z += RegisterTile.PanelWidth;
            cBefore += stateStride;
            cell += stateStride;
        }

        z = first;
        for (int r = 0; r < rows; r++)
        {
            V squashed = Activations.TanhNumerator<V, O>(O.Load(c));
            V denominator = Activations.TanhDenominator<V, O>(squashed);
            V quotient = O.Divide(one, O.Multiply(O.Load(z + 48), denominator));
            V hidden = O.Multiply(squashed, quotient);
            O.Store(hidden, h);
            O.Store(hidden, next);
            if (gates != null)
            {
                O.Store(O.Multiply(denominator, quotient), gates + 48);
                gates += gatesStride;
            }

            z += RegisterTile.PanelWidth;
            c += stateStride;
            h += stateStride;
            next += nextStride;
        }
    }
}
