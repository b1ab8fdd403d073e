using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Dense map with weights and activations in 8 bits, for inference: y = fma(S, s_W·s_x, b). Twin:
/// QuantizedDenseReference. Derivation: docs/derivations/layers.md.
/// </summary>
/// <remarks>
/// Panels of 64 outputs. Rows and panels are independent: threads may split either, and neither shows in the bits.
/// </remarks>
internal static unsafe class QuantizedDenseKernel
{
    private const int Width = RegisterTile.PanelWidth;
    private const int TileRows = RegisterTile.MaximumRows;

    /// <summary>Whole-number sums and preactivations of a tile, and the biases of a panel.</summary>
    private const int TileScratch = (2 * TileRows * Width) + Width;

    /// <summary>Panels of 64 outputs.</summary>
    /// <param name="size">I, O.</param>
    public static int Panels(DenseSize size) => (size.O + Width - 1) / Width;

    /// <summary>Floats of the packed weights.</summary>
    /// <param name="size">I, O.</param>
    public static int PanelLength(DenseSize size) => checked(Panels(size) * BytePanel.Length(Width, size.I));

    /// <summary>Floats of scratch that Forward needs.</summary>
    public const int Scratch = TileScratch;

    /// <summary>Floats that rows take in bytes.</summary>
    /// <param name="size">I, O.</param>
    /// <param name="rows">How many.</param>
    public static int RowsLength(DenseSize size, int rows) => ByteRows.Length(size.I, 0, rows);

    /// <summary>Packs the weights.</summary>
    /// <param name="size">I, O.</param>
    /// <param name="W">[O, I].</param>
    /// <param name="panels">PanelLength(size) values, overwritten.</param>
    /// <exception cref="ShapeException">Something is not the size stated here.</exception>
    public static void Pack(DenseSize size, QuantizedMatrix W, Span<float> panels)
    {
        ShapeException.Require(W.Values.Span, (size.O, size.I));
        ShapeException.Require(panels, PanelLength(size));
        panels.Clear();
        fixed (float* p = panels)
        {
            for (int j = 0; j < Panels(size); j++)
            {
                PanelAt(size, p, j).Pack(W, j * Width, Math.Min(Width, size.O - (j * Width)), 0);
            }
        }
    }

    private static BytePanel PanelAt(DenseSize size, float* panels, int panel) =>
        new(panels + ((nint)panel * BytePanel.Length(Width, size.I)), Width, size.I);

    /// <summary>Rows to bytes.</summary>
    /// <param name="size">I, O.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="bytes">RowsLength(size, N) values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void QuantizeRows(DenseSize size, ReadOnlySpan<float> x, Span<float> bytes)
    {
        int N = x.Length / size.I;
        ShapeException.Require(x, (N, size.I));
        ShapeException.Require(
            bytes[..Math.Min(bytes.Length, RowsLength(size, N))], RowsLength(size, N), nameof(bytes));
        fixed (float* px = x, room = bytes)
        {
            Widths.Run(new RowsRun(size.I, N, px, room));
        }
    }

    /// <summary>y = b + W·x of rows in bytes.</summary>
    /// <param name="size">I, O.</param>
    /// <param name="bytes">From QuantiseRows, of N rows.</param>
    /// <param name="panels">From Pack.</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="y">[N, O], overwritten.</param>
    /// <param name="panelFrom">First panel of 64 outputs to compute.</param>
    /// <param name="panelTo">One after the last; all where there are fewer.</param>
    /// <param name="scratch">Scratch values, overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        DenseSize size, ReadOnlySpan<float> bytes, ReadOnlySpan<float> panels, ReadOnlySpan<float> bias, Span<float> y,
        int panelFrom, int panelTo,
        Span<float> scratch)
    {
        int N = y.Length / size.O;
        ShapeException.Require(
            bytes[..Math.Min(bytes.Length, RowsLength(size, N))], RowsLength(size, N), nameof(bytes));
        ShapeException.Require(panels, PanelLength(size));
        ShapeException.Require(bias, bias.IsEmpty ? 0 : size.O);
        ShapeException.Require(y, (N, size.O));
        ShapeException.Require(scratch, Scratch);
        panelTo = Math.Min(panelTo, Panels(size));
        fixed (float* pq = bytes, pp = panels, pb = bias, py = y, ps = scratch)
        {
            Widths.Run(new ForwardRun(size, N, pq, pp, pb, py, (panelFrom, panelTo), ps));
        }
    }

    internal readonly struct RowsRun(int I, int rows, float* x, float* room) : IWidthWork
    {
        void IWidthWork.Run<V, O>()
        {
            var bytes = new ByteRows(I, 0, rows, room);
            for (int row = 0; row < rows; row++)
            {
                bytes.InputScales[row] = RowQuantizer.Quantize<V, O>(x + ((nint)row * I), I, bytes.Input(row));
            }
        }
    }

    internal readonly struct ForwardRun(
        DenseSize size, int N, float* room, float* panels, float* bias, float* y, (int From, int To) part,
        float* scratch) : IWidthWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void IWidthWork.Run<V, O>()
        {
            var bytes = new ByteRows(size.I, 0, N, room);
            int* sums = (int*)scratch;
            float* z = scratch + (TileRows * Width);
            float* start = z + (TileRows * Width);
            for (int j = part.From; j < part.To; j++)
            {
                int outputs = Math.Min(Width, size.O - (j * Width)), rows;
                BytePanel panel = PanelAt(size, panels, j);
                var first = new Span<float>(start, Width);
                first.Clear();
                if (bias != null)
                {
                    new ReadOnlySpan<float>(bias + (j * Width), outputs).CopyTo(first);
                }

                for (int row = 0; row < N; row += rows)
                {
                    rows = RegisterTile.Take(N - row);
                    panel.Multiply<V, O>(rows, bytes.Inputs(row), new(start, 0), new(z, Width), sums);
                    for (int r = 0; r < rows; r++)
                    {
                        new ReadOnlySpan<float>(z + (r * Width), outputs)
                            .CopyTo(new Span<float>(y + ((nint)(row + r) * size.O) + (j * Width), outputs));
                    }
                }
            }
        }
    }
}
