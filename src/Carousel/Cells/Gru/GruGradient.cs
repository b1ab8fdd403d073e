using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>Gradients of a GRU's parameters from the blocks [dn, dr, dz, ds] that Backward left.</summary>
/// <remarks>
/// Inputs and states are the rows of a product, the blocks its panels: x meets groups n, r, z, h₋ meets r, z, s, and
/// with reset before r⊙h₋ meets n. The chains go on from
/// the gradients as they are, which therefore travel to the panels' layout and back.
/// </remarks>
/// <param name="size">I, H, where the reset acts.</param>
/// <param name="terms">Inputs, states, blocks, gradients and scratch.</param>
internal readonly unsafe struct GruGradient(GruCell size, WeightTerms terms)
{
    /// <summary>Blocks whose gradients are summed in one pass over the rows.</summary>
    public const int Group = 32;

    private const int Width = RegisterTile.PanelWidth;
    private const int Units = GruPanels.Units;
    private const int Terms = MatrixProduct.GradientBlock;

    /// <summary>Rows whose blocks are packed together: few pages of memory at a time.</summary>
    private const int PackedRows = 16;

    /// <summary>Floats of scratch for so many blocks at once: their gradients, and the factors of 256 rows.</summary>
    public static int ScratchLength(GruCell size, int blocks) =>
        checked((blocks * Width * (Rows(size) + Terms)) + InputStrips.Length(size.I)
            + ((size.ResetAfter ? 1 : 2) * InputStrips.Length(size.H)));

    /// <summary>Adds the gradients of some blocks, a group at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in StepTable steps, int blockFrom, int blockTo)
    {
        for (int j = blockFrom; j < blockTo; j += Group)
        {
            int end = Math.Min(blockTo, j + Group);
            Move(j, end, back: false);
            AddRows(new RowOrder(steps.RowStart, steps.Reverse), steps.B, j, end);
            Move(j, end, back: true);
        }
    }

    /// <summary>The gradients of blocks to panels [(I + H + 1) × 64] in scratch, or back.</summary>
    public void Move(int jFrom, int jTo, bool back)
    {
        for (int j = jFrom; j < jTo; j++)
        {
            Move(j, terms.Scratch + ((nint)(j - jFrom) * Rows(size) * Width), back);
        }
    }

    /// <summary>Adds some rows to the gradients in scratch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRows(RowOrder order, int batch, int jFrom, int jTo)
    {
        (int I, int H, bool after) = size;
        int blocks = jTo - jFrom;
        nint length = (nint)Rows(size) * Width, inputStride = InputStrips.Stride(I),
            stateStride = InputStrips.Stride(H);
        float* panels = terms.Scratch + (blocks * length);
        float* inputs = panels + ((nint)blocks * Terms * Width);
        float* states = inputs + InputStrips.Length(I);
        float* seen = states + InputStrips.Length(H);
        int* rows = stackalloc int[2 * Terms];
        int* before = rows + Terms;
        for (int count; (count = order.Fill(rows, before, batch, Terms)) > 0;)
        {
            PackPanels(jFrom, blocks, rows, count, panels, length);
            for (int k = 0; k < count; k++)
            {
                InputStrips.Put(terms.X + ((nint)rows[k] * I), I, 0, inputs, inputStride, k);
                InputStrips.Put(terms.States + ((nint)before[k] * H), H, 0, states, stateStride, k);
            }

            InputStrips.Add(I, inputs, inputStride, panels, blocks, 3 * Units, count, terms.Scratch, length);
            InputStrips.Add(
                H, states, stateStride, panels + Units, blocks, size.RecurrentGroups * Units, count,
                terms.Scratch + ((nint)I * Width) + Units, length);
            if (!after)
            {
                PackSeen(rows, count, seen, stateStride);
                InputStrips.Add(
                    H, seen, stateStride, panels, blocks, Units, count, terms.Scratch + ((nint)I * Width), length);
            }
        }
    }

    /// <summary>
    /// Rows of a block's gradient: I of W, H of R, and the biases. With reset before R_n lies in group n of R's rows,
    /// else in group s.
    /// </summary>
    private static int Rows(GruCell size) => size.I + size.H + 1;

    /// <summary>
    /// The blocks of the rows, a panel [Terms × 64] for each, and their sums to the gradients of the biases on the way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackPanels(int jFrom, int blocks, int* rows, int count, float* panels, nint length)
    {
        for (int k = 0; k < count; k += PackedRows)
        {
            for (int j = 0; j < blocks; j++)
            {
                MatrixProduct.PackAndSum(
                    terms.Da + ((nint)(jFrom + j) * Width), terms.DaStride, Width, rows + k,
                    Math.Min(PackedRows, count - k),
                    panels + ((((nint)j * Terms) + k) * Width),
                    terms.Scratch + (j * length) + ((nint)(size.I + size.H) * Width));
            }
        }
    }

    /// <summary>r⊙h₋ of the rows, from group s of their blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackSeen(int* rows, int count, float* strips, nint stride)
    {
        for (int k = 0; k < count; k++)
        {
            float* row = terms.Da + (rows[k] * terms.DaStride) + (3 * Units);
            for (int unit = 0; unit < size.H; unit += Units)
            {
                InputStrips.Put(row + (unit / Units * Width), Math.Min(Units, size.H - unit), unit, strips, stride, k);
            }
        }
    }

    /// <summary>The gradients of a block to a panel [(I + H + 1) × 64], or back.</summary>
    private void Move(int j, float* panel, bool back)
    {
        (int I, int H, bool after) = size;
        float* recurrent = panel + ((nint)I * Width);
        float* bias = recurrent + ((nint)H * Width);
        for (int group = 0; group < 4; group++)
        {
            int at = group * Units;

            // Groups n, r, z, s are gates 2, 0, 1 and the recurrent rows of gate 2.
            nint row = ((group switch { 1 => 0, 2 => 1, _ => 2 }) * H) + (j * Units);
            if (group < 3)
            {
                Move(terms.Dw, row * I, I, j, I, panel + at, back);
                Move(terms.Db, row, 1, j, 1, bias + at, back);
            }
            else
            {
                Move(terms.Dq, j * Units, 1, j, 1, bias + at, back);
            }

            if (group is 1 or 2 || group == (after ? 3 : 0))
            {
                Move(terms.Dr, row * H, H, j, H, recurrent + at, back);
            }
        }
    }

    /// <summary>A gradient that is not wanted starts from zero and stays in the panel.</summary>
    private void Move(float* values, nint offset, nint stride, int j, int k, float* column, bool back)
    {
        int units = values == null ? 0 : Math.Min(Units, size.H - (j * Units));
        if (!back)
        {
            MatrixProduct.PackTransposed(values + offset, stride, units, k, column);
        }
        else if (values != null)
        {
            MatrixProduct.UnpackTransposed(column, units, k, values + offset, stride);
        }
    }
}
