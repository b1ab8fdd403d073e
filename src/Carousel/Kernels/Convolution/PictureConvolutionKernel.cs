using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Convolution over pictures with channels last. Double-precision twin: PictureConvolutionReference. Derivation:
/// docs/derivations/layers.md.
/// </summary>
/// <remarks>
/// What the kernel sees is laid side by side (<see cref="PicturePatches"/>) and multiplied on the register tile: each
/// output is one chain from the bias, by row of the kernel, column, channel.
/// Pictures do not touch each other.
/// </remarks>
internal static unsafe class PictureConvolutionKernel
{
    /// <summary>Rows whose patches are laid out at once: they stay in the second-level cache.</summary>
    private const int RowBlock = 96;

    /// <summary>y[place,o] = b[o] + Σ W[o,ky,kx,c]·x[stride·place − padding + (ky,kx), c], for some rows.</summary>
    /// <param name="size">H, W, C, O, K.</param>
    /// <param name="x">[B·H·W, C].</param>
    /// <param name="panels">W [O, K·K·C] as packed by <see cref="MatrixProduct.Pack"/>.</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <param name="y">[B·places, O]; the rows are overwritten.</param>
    /// <param name="rowFrom">First row to compute.</param>
    /// <param name="rowTo">One after the last.</param>
    /// <param name="scratch">[ScratchLength(size)], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        PictureConvolutionSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> panels, ReadOnlySpan<float> bias,
        Span<float> y, int rowFrom, int rowTo,
        Span<float> scratch)
    {
        Require(size, x, y, scratch);
        int O = size.Output.Channels;
        fixed (float* px = x, ps = scratch)
        {
            for (int row = rowFrom; row < rowTo; row += RowBlock)
            {
                int rows = Math.Min(RowBlock, rowTo - row);
                PicturePatches.Unfold(size, px, row, rows, 0, size.Patch, ps, size.Patch);
                MatrixProduct.Forward(
                    size.Patch, O, scratch[..(rows * size.Patch)], panels, bias, y.Slice(row * O, rows * O));
            }
        }
    }

    /// <summary>Values of scratch that <see cref="Forward"/> and <see cref="AddInputGradient"/> need.</summary>
    /// <param name="size">C, K.</param>
    /// <returns>The length.</returns>
    public static int ScratchLength(PictureConvolutionSize size) => (RowBlock + 1) * size.Patch;

    /// <summary>dx of one picture: what each output gives to the places that it sees, outputs ascending.</summary>
    /// <param name="size">H, W, C, O, K.</param>
    /// <param name="picture">Which picture.</param>
    /// <param name="dy">[B·places, O], ∂loss/∂y.</param>
    /// <param name="panels">W as packed by <see cref="MatrixProduct.PackBackward"/>.</param>
    /// <param name="dx">[B·H·W, C]; the picture is added to.</param>
    /// <param name="scratch">[ScratchLength(size)], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddInputGradient(
        PictureConvolutionSize size, int picture, ReadOnlySpan<float> dy, ReadOnlySpan<float> panels, Span<float> dx,
        Span<float> scratch)
    {
        Require(size, dx, dy, scratch);
        int O = size.Output.Channels, end = (picture + 1) * size.Output.Places;
        Span<float> zeros = scratch[(RowBlock * size.Patch)..];
        zeros.Clear();
        for (int row = picture * size.Output.Places; row < end; row += RowBlock)
        {
            int rows = Math.Min(RowBlock, end - row);
            Span<float> patches = scratch[..(rows * size.Patch)];
            MatrixProduct.Forward(O, size.Patch, dy.Slice(row * O, rows * O), panels, zeros, patches);
            PicturePatches.Fold(size, patches, row, rows, dx);
        }
    }

    /// <summary>
    /// dW[o, column] += Σ dy[row,o]·patch[row, column], rows ascending; for some outputs and columns.
    /// </summary>
    /// <param name="size">H, W, C, O, K.</param>
    /// <param name="x">[B·H·W, C], as given to Forward.</param>
    /// <param name="dy">[B·places, O], ∂loss/∂y.</param>
    /// <param name="dWeight">[O, K·K·C], added to.</param>
    /// <param name="part">Which outputs and columns.</param>
    /// <param name="scratch">[<see cref="FilterPart.ScratchLength"/>], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddWeightGradient(
        PictureConvolutionSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight,
        FilterPart part, Span<float> scratch)
    {
        const int Block = MatrixProduct.GradientBlock;
        int O = size.Output.Channels, N = dy.Length / O;
        Require(size, x, dy, []);
        part.Begin(dWeight, (O, size.Patch), scratch);
        int* rows = stackalloc int[Block];
        fixed (float* px = x, py = dy, pw = dWeight, columns = scratch)
        {
            for (int row = 0; row < N; row += Block)
            {
                int count = Math.Min(Block, N - row);
                for (int k = 0; k < count; k++)
                {
                    rows[k] = row + k;
                }

                PicturePatches.Unfold(
                    size, px, row, count, part.ColumnFrom, part.ColumnTo, columns, RegisterTile.PanelWidth);
                part.Add(rows, count, new(py, O), columns, new(pw, size.Patch));
            }
        }
    }

    private static void Require(
        PictureConvolutionSize size, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> scratch)
    {
        int B = x.Length / size.Input.Length;
        ShapeException.Require(x, (B, size.Input.Length));
        ShapeException.Require(y, (B, size.Output.Length));
        ShapeException.Require(scratch, scratch.IsEmpty ? 0 : ScratchLength(size));
    }
}
