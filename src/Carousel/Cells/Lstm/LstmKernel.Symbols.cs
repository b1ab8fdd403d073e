using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Inputs that are rows of a table by number: b + W·x is computed once for each row of the table, not for each step.
/// </summary>
/// <remarks>
/// A preactivation is one chain from the bias over the inputs, then over the states, so it can be cut between them:
/// bits as Forward's on the rows themselves.
/// </remarks>
internal readonly unsafe partial struct LstmKernel
{
    /// <summary>Floats that <see cref="SymbolStarts"/> writes.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="symbols">V, rows of the table.</param>
    /// <returns>The length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The sizes are not those of a layer, or no span is as long.
    /// </exception>
    public static int SymbolStartsLength(LstmSize size, int symbols)
    {
        size.Require();
        ArgumentOutOfRangeException.ThrowIfNegative(symbols);
        return BufferLength.Of((long)symbols * UnitBlocks.Count(size.H) * RegisterTile.PanelWidth);
    }

    /// <summary>starts[v] = b + W·table[v], where Forward goes on.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="panels">From LstmPanels.PackForward.</param>
    /// <param name="table">[V, I].</param>
    /// <param name="starts">[V, blocks of 16 units × 64], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void SymbolStarts(
        LstmSize size, ReadOnlySpan<float> panels, ReadOnlySpan<float> table, Span<float> starts)
    {
        (int I, int H) = size;
        ShapeException.Require(panels, LstmPanels.ForwardLength(size));
        ArgumentOutOfRangeException.ThrowIfZero(I, nameof(size));
        int blocks = UnitBlocks.Count(H), V = table.Length / I;
        ShapeException.Require(table, (V, I));
        ShapeException.Require(starts, SymbolStartsLength(size, V));
        nint panelLength = (nint)(I + H) * RegisterTile.PanelWidth;
        fixed (float* pp = panels, px = table, ps = starts)
        {
            for (int j = 0; j < blocks; j++)
            {
                int column = j * RegisterTile.PanelWidth;
                MatrixProduct.Multiply(new(
                    V, new(px, I), pp + (j * panelLength), I, new(ps + column, blocks * RegisterTile.PanelWidth),
                    RegisterTile.PanelWidth)
                {
                    PanelTerms = I + H,
                    Bias = pp + (blocks * panelLength) + column,
                });
            }
        }
    }

    /// <summary>The sums of BackwardWithGradients alone, after Backward.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="call">X, Gates as left by Backward, and Sums.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A symbol is not a row of the sums.</exception>
    public static void AddSymbolSums(LstmSize size, in CellSpans call)
    {
        size.Require();
        call.Steps.Require();
        ShapeException.Require(call.Gates, (call.Steps.N, 4 * size.H));
        RequireSums(size, call);
        call.Steps.RequireApart(call.Sums);
        Widths.Run(new SymbolSumsRun(size.H), call);
    }

    private readonly struct SymbolSumsRun(int H) : IWidthWork<CellSpans>
    {
        void IWidthWork<CellSpans>.Run<V, O>(in CellSpans call)
        {
            var order = new RowOrder(call.Steps);
            fixed (float* pn = call.X, pz = call.Gates, sums = call.Sums)
            {
                AddSymbolSums<V, O>(order, H, pn, call.Sums.Length / (4 * H), pz, 4 * H, sums);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSymbolSums<V, O>(
        RowOrder order, int H, float* symbols, int count, float* da, nint daStride, float* sums)
        where O : ILanes<V>
    {
        const int block = MatrixProduct.GradientBlock;
        int* rows = stackalloc int[block];
        for (int taken; (taken = order.Fill(rows, block)) > 0;)
        {
            for (int k = 0; k < taken; k++)
            {
                float* from = da + (rows[k] * daStride);
                float* to = sums + ((nint)TableRow.Of(symbols[rows[k]], count, nameof(symbols)) * 4 * H);
                int column = 0;
                for (; column + O.Count <= 4 * H; column += O.Count)
                {
                    O.Store(O.Add(O.Load(to + column), O.Load(from + column)), to + column);
                }

                for (; column < 4 * H; column++)
                {
                    to[column] += from[column];
                }
            }
        }
    }

    private static void RequireSums(LstmSize size, in CellSpans call)
    {
        int V = call.Sums.Length / (4 * size.H);
        ShapeException.Require(call.X, call.Steps.N);
        ShapeException.Require(call.Sums, (V, 4 * size.H));
        RequireSymbols(call.X, V);
    }

    /// <summary>All of them, before anything is written.</summary>
    internal static void RequireSymbols(ReadOnlySpan<float> symbols, int V)
    {
        foreach (float symbol in symbols)
        {
            _ = TableRow.Of(symbol, V, nameof(symbols));
        }
    }

    /// <summary>The starts of a tile's rows side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void GatherStarts<V, O>(int rows, float* symbols, int count, float* starts, nint stride, float* to)
        where O : ILanes<V>
    {
        for (int r = 0; r < rows; r++)
        {
            float* from = starts + (TableRow.Of(symbols[r], count, nameof(symbols)) * stride);
            for (int column = 0; column < RegisterTile.PanelWidth; column += O.Count)
            {
                O.Store(O.Load(from + column), to + column);
            }

            to += RegisterTile.PanelWidth;
        }
    }
}
