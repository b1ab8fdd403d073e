using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// Inputs that are rows of a table by number: b + W·x is computed once for each row of the table, not for each step.
/// </summary>
/// <remarks>
/// A preactivation is one chain from the bias over the inputs, then over the states, so it can be cut between them:
/// bits as Forward's on the rows themselves.
/// </remarks>
internal static unsafe partial class LstmKernel
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

    /// <summary>starts[v] = b + W·table[v], where ForwardSymbols goes on.</summary>
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
        ShapeException.Require<float>(starts, SymbolStartsLength(size, V));
        nint panelLength = (nint)(I + H) * RegisterTile.PanelWidth;
        fixed (float* pp = panels, px = table, ps = starts)
        {
            for (int j = 0; j < blocks; j++)
            {
                MatrixProduct.Multiply(new MatrixProduct.Product
                {
                    A = px,
                    AStride = I,
                    Panels = pp + (j * panelLength),
                    K = I,
                    Bias = pp + (blocks * panelLength) + (j * RegisterTile.PanelWidth),
                    Y = ps + (j * RegisterTile.PanelWidth),
                    YStride = blocks * RegisterTile.PanelWidth,
                    Rows = V,
                    Columns = RegisterTile.PanelWidth,
                    PanelFrom = 0,
                    PanelTo = 1,
                });
            }
        }
    }

    /// <summary>As Forward over the rows table[symbols[n]].</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">How the rows lie, and the direction.</param>
    /// <param name="rowFrom">First sequence, in packed order, to compute.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="panels">From LstmPanels.PackForward.</param>
    /// <param name="symbols">[N], whole numbers 0 … V − 1.</param>
    /// <param name="starts">From <see cref="SymbolStarts"/>.</param>
    /// <param name="h">[B+N, H]; the first B rows are the initial states and are read, the rest is overwritten.</param>
    /// <param name="c">[B+N, H] as h; or, where gates is empty, [B, H], carried.</param>
    /// <param name="gates">[N, 4H], overwritten with the gates after their nonlinearity, in compact order; or
    /// empty.</param>
    /// <param name="scratch">ScratchLength(size, rowTo − rowFrom) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is no row of the table.</exception>
    public static void ForwardSymbols(
        LstmSize size, StepTable steps, int rowFrom, int rowTo, ReadOnlySpan<float> panels, ReadOnlySpan<float> symbols,
        ReadOnlySpan<float> starts,
        Span<float> h, Span<float> c, Span<float> gates, Span<float> scratch)
    {
        int H = size.H, V = starts.Length / SymbolStartsLength(size, 1);
        bool keep = !gates.IsEmpty;
        ShapeException.Require(panels, LstmPanels.ForwardLength(size));
        ShapeException.Require(symbols, steps.N);
        ShapeException.Require(starts, SymbolStartsLength(size, V));
        ShapeException.Require<float>(h, (steps.B + steps.N, H));
        ShapeException.Require<float>(c, (keep ? steps.B + steps.N : steps.B, H));
        ShapeException.Require<float>(gates, (keep ? steps.N : 0, 4 * H));
        RequireRows(size, steps, rowFrom, rowTo, scratch);
        RequireSymbols(symbols, V);
        steps.RequireApart(h, c, gates);
        fixed (float* pp = panels, pn = symbols, pt = starts, ph = h, pc = c, pg = gates, ps = scratch)
        {
            Forward(size, steps, rowFrom, rowTo, new Sequence
            {
                Panels = pp,
                Symbols = pn,
                V = V,
                Starts = pt,
                H = ph,
                C = pc,
                KeepC = keep,
                Gates = keep ? pg : null,
                Scratch = ps,
            });
        }
    }

    /// <summary>Floats of scratch that <see cref="BackwardSymbols"/> needs.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="batch">B.</param>
    /// <returns>The length.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The sizes are not those of a layer, or no span is as long.
    /// </exception>
    public static int BackwardSymbolsScratchLength(LstmSize size, int batch) => BufferLength.Of(
        (long)ScratchLength(size with { I = 0 }, batch) + StepChunks.Length(batch, 4 * size.H)
        + GatedGradient.ScratchLength(0, size.H, UnitBlocks.Count(size.H)));

    /// <summary>
    /// As BackwardWithGradients, for all rows on one thread; in place of the gradients of inputs, W and b it sums
    /// ∂loss/∂preactivation by symbol,
    /// from the last step run to the first, rows ascending within a step: with W, b and the table it is the gradient of
    /// <see cref="SymbolStarts"/>.
    /// </summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">As given to ForwardSymbols.</param>
    /// <param name="panels">From LstmPanels.PackBackward.</param>
    /// <param name="symbols">[N], as given to ForwardSymbols.</param>
    /// <param name="h">[B+N, H], as left by ForwardSymbols.</param>
    /// <param name="c">[B+N, H], as left by ForwardSymbols.</param>
    /// <param name="gates">[N, 4H], as left by ForwardSymbols, and left so.</param>
    /// <param name="dh">[B+N, H], added to; in: ∂loss/∂h from above; out: the first B rows are ∂loss/∂h of the initial
    /// states.</param>
    /// <param name="dcCarry">[B, H]; in: ∂loss/∂c after each sequence's last step; out: ∂loss/∂c of the initial
    /// states.</param>
    /// <param name="dR">[4H, H], added to; empty if not wanted.</param>
    /// <param name="sums">[V, 4H] in compact order, added to.</param>
    /// <param name="scratch">BackwardSymbolsScratchLength(size, B) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is no row of the table.</exception>
    public static void BackwardSymbols(
        LstmSize size, StepTable steps, ReadOnlySpan<float> panels, ReadOnlySpan<float> symbols, ReadOnlySpan<float> h,
        ReadOnlySpan<float> c,
        ReadOnlySpan<float> gates, Span<float> dh, Span<float> dcCarry, Span<float> dR, Span<float> sums,
        Span<float> scratch)
    {
        ShapeException.Require(panels, LstmPanels.BackwardLength(size));
        size = new LstmSize(0, size.H);
        int H = size.H;
        RequireBackward(size, steps, panels[..LstmPanels.BackwardLength(size)], c, gates, dh, dcCarry);
        RequireGradients(size, steps, default, h, gates, default, dR, default);
        RequireSums(size, steps, symbols, sums);
        RequireScratch(scratch, BackwardSymbolsScratchLength(size, steps.B));
        steps.RequireApart(sums, scratch);
        fixed (float* pp = panels, pn = symbols, ph = h, pc = c, pg = gates, pdh = dh, pdc = dcCarry, pr = dR,
            pt = sums, ps = scratch)
        {
            nint stride = StepChunks.Stride(4 * H);
            float* da = ps + ScratchLength(size, steps.B);
            var sequence = new BackwardSequence
            {
                Panels = pp,
                C = pc,
                Gates = pg,
                Da = da,
                DaStride = stride,
                Symbols = pn,
                V = sums.Length / (4 * H),
                Sums = pt,
                Dh = pdh,
                Dc = pdc,
                Scratch = ps,
            };
            GatedGradient gradient = Gradient(
                size, null, ph, da, stride, null, pr, null, da + StepChunks.Length(steps.B, 4 * H));
            if (Vector512.IsHardwareAccelerated)
            {
                BackwardWithGradients<Vector512<float>, Lanes512>(size, steps, sequence, gradient, null, null);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                BackwardWithGradients<Vector256<float>, Lanes256>(size, steps, sequence, gradient, null, null);
            }
            else
            {
                BackwardWithGradients<Vector128<float>, Lanes128>(size, steps, sequence, gradient, null, null);
            }
        }
    }

    /// <summary>The sums of BackwardSymbols alone, after Backward.</summary>
    /// <param name="size">I, H.</param>
    /// <param name="steps">As given to ForwardSymbols.</param>
    /// <param name="symbols">[N], as given to ForwardSymbols.</param>
    /// <param name="da">[N, 4H], the gates as left by Backward.</param>
    /// <param name="sums">[V, 4H] in compact order, added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is no row of the table.</exception>
    public static void AddSymbolSums(
        LstmSize size, StepTable steps, ReadOnlySpan<float> symbols, ReadOnlySpan<float> da, Span<float> sums)
    {
        size.Require();
        steps.Require();
        ShapeException.Require(da, (steps.N, 4 * size.H));
        RequireSums(size, steps, symbols, sums);
        steps.RequireApart(sums);
        int V = sums.Length / (4 * size.H);
        var order = new RowOrder(steps.RowStart, steps.Reverse);
        fixed (float* pn = symbols, pz = da, pt = sums)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                AddSymbolSums<Vector512<float>, Lanes512>(order, size.H, pn, V, pz, 4 * size.H, pt);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                AddSymbolSums<Vector256<float>, Lanes256>(order, size.H, pn, V, pz, 4 * size.H, pt);
            }
            else
            {
                AddSymbolSums<Vector128<float>, Lanes128>(order, size.H, pn, V, pz, 4 * size.H, pt);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSymbolSums<V, O>(
        RowOrder order, int H, float* symbols, int count, float* da, nint daStride, float* sums)
        where V : struct
        where O : ILanes<V>
    {
        const int block = MatrixProduct.GradientBlock;
        int* rows = stackalloc int[block];
        for (int taken = order.Fill(rows, block); taken > 0; taken = order.Fill(rows, block))
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

    private static void RequireSums(
        LstmSize size, in StepTable steps, ReadOnlySpan<float> symbols, ReadOnlySpan<float> sums)
    {
        int V = sums.Length / (4 * size.H);
        ShapeException.Require(symbols, steps.N);
        ShapeException.Require(sums, (V, 4 * size.H));
        RequireSymbols(symbols, V);
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
        where V : struct
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
