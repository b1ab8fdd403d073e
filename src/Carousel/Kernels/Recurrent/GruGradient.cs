using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>Gradients of a GRU's parameters from the blocks [dn, dr, dz, ds] that Backward left.</summary>
/// <remarks>
/// Inputs and states are the rows of a product, the blocks its panels: x meets groups n, r, z, h₋ meets r, z, s, and
/// with reset before r⊙h₋ meets n. The chains go on from
/// the gradients as they are, which therefore travel to the panels' layout and back.
/// </remarks>
internal unsafe struct GruGradient
{
    public GruSize Size;
    public float* X;
    public float* States;
    public float* Gates;

    /// <summary>Distance of two rows of Gates.</summary>
    public nint Stride;

    /// <summary>[3H, I], or null if not wanted.</summary>
    public float* Dw;

    /// <summary>[3H, H], or null if not wanted.</summary>
    public float* Dr;

    /// <summary>[3H], or null if not wanted.</summary>
    public float* Db;

    /// <summary>[H], or null if not wanted.</summary>
    public float* Dq;

    /// <summary>ScratchLength values for as many blocks.</summary>
    public float* Scratch;

    private const int Width = RegisterTile.PanelWidth;
    private const int Units = GruPanels.Units;
    private const int Terms = MatrixProduct.GradientBlock;

    /// <summary>Rows whose blocks are packed together: few pages of memory at a time.</summary>
    private const int PackedRows = 16;

    /// <summary>Floats of scratch for so many blocks at once: their gradients, and the factors of 256 rows.</summary>
    public static int ScratchLength(GruSize size, int blocks) =>
        checked((blocks * Width * (Rows(size) + Terms)) + InputStrips.Length(size.I)
            + ((size.ResetAfter ? 1 : 2) * InputStrips.Length(size.H)));

    /// <summary>Whether any gradient is.</summary>
    public readonly bool IsWanted => Dw != null || Dr != null || Db != null || Dq != null;

    /// <summary>Adds the gradients of blocks jFrom … jTo − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Add(ReadOnlySpan<int> rowStart, bool reverse, int batch, int jFrom, int jTo)
    {
        Move(jFrom, jTo, back: false);
        AddRows(new RowOrder(rowStart, reverse), batch, jFrom, jTo);
        Move(jFrom, jTo, back: true);
    }

    /// <summary>The gradients of blocks to panels [(I + H + 1) × 64] in scratch, or back.</summary>
    public readonly void Move(int jFrom, int jTo, bool back)
    {
        for (int j = jFrom; j < jTo; j++)
        {
            Move(j, Scratch + ((nint)(j - jFrom) * Rows(Size) * Width), back);
        }
    }

    /// <summary>Adds some rows to the gradients in scratch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void AddRows(RowOrder order, int batch, int jFrom, int jTo)
    {
        (int I, int H, bool after) = Size;
        int blocks = jTo - jFrom;
        nint length = (nint)Rows(Size) * Width, inputStride = InputStrips.Stride(I),
            stateStride = InputStrips.Stride(H);
        float* panels = Scratch + (blocks * length);
        float* inputs = panels + ((nint)blocks * Terms * Width);
        float* states = inputs + InputStrips.Length(I);
        float* seen = states + InputStrips.Length(H);
        int* rows = stackalloc int[2 * Terms];
        int* before = rows + Terms;
        for (int count = order.Fill(rows, before, batch, Terms); count
            > 0; count = order.Fill(rows, before, batch, Terms))
        {
            PackPanels(jFrom, blocks, rows, count, panels, length);
            for (int k = 0; k < count; k++)
            {
                InputStrips.Put(X + ((nint)rows[k] * I), I, 0, inputs, inputStride, k);
                InputStrips.Put(States + ((nint)before[k] * H), H, 0, states, stateStride, k);
            }

            InputStrips.Add(I, inputs, inputStride, panels, blocks, 3 * Units, count, Scratch, length);
            InputStrips.Add(
                H, states, stateStride, panels + Units, blocks, Size.RecurrentGroups * Units, count,
                Scratch + ((nint)I * Width) + Units, length);
            if (!after)
            {
                PackSeen(rows, count, seen, stateStride);
                InputStrips.Add(
                    H, seen, stateStride, panels, blocks, Units, count, Scratch + ((nint)I * Width), length);
            }
        }
    }

    /// <summary>
    /// Rows of a block's gradient: I of W, H of R, and the biases. With reset before R_n lies in group n of R's rows,
    /// else in group s.
    /// </summary>
    private static int Rows(GruSize size) => size.I + size.H + 1;

    /// <summary>
    /// The blocks of the rows, a panel [Terms × 64] for each, and their sums to the gradients of the biases on the way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackPanels(int jFrom, int blocks, int* rows, int count, float* panels, nint length)
    {
        for (int k = 0; k < count; k += PackedRows)
        {
            for (int j = 0; j < blocks; j++)
            {
                MatrixProduct.PackAndSum(
                    Gates + ((nint)(jFrom + j) * Width), Stride, Width, rows + k, Math.Min(PackedRows, count - k),
                    panels + ((((nint)j * Terms) + k) * Width),
                    Scratch + (j * length) + ((nint)(Size.I + Size.H) * Width));
            }
        }
    }

    /// <summary>r⊙h₋ of the rows, from group s of their blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackSeen(int* rows, int count, float* strips, nint stride)
    {
        for (int k = 0; k < count; k++)
        {
            float* row = Gates + (rows[k] * Stride) + (3 * Units);
            for (int unit = 0; unit < Size.H; unit += Units)
            {
                InputStrips.Put(row + (unit / Units * Width), Math.Min(Units, Size.H - unit), unit, strips, stride, k);
            }
        }
    }

    /// <summary>The gradients of a block to a panel [(I + H + 1) × 64], or back.</summary>
    private readonly void Move(int j, float* panel, bool back)
    {
        (int I, int H, bool after) = Size;
        float* recurrent = panel + ((nint)I * Width);
        float* bias = recurrent + ((nint)H * Width);
        for (int group = 0; group < 4; group++)
        {
            int at = group * Units;

            // Groups n, r, z, s are gates 2, 0, 1 and the recurrent rows of gate 2.
            nint row = ((group switch { 1 => 0, 2 => 1, _ => 2 }) * H) + (j * Units);
            if (group < 3)
            {
                Move(Dw, row * I, I, j, I, panel + at, back);
                Move(Db, row, 1, j, 1, bias + at, back);
            }
            else
            {
                Move(Dq, j * Units, 1, j, 1, bias + at, back);
            }

            if (group is 1 or 2 || group == (after ? 3 : 0))
            {
                Move(Dr, row * H, H, j, H, recurrent + at, back);
            }
        }
    }

    /// <summary>A gradient that is not wanted starts from zero and stays in the panel.</summary>
    private readonly void Move(float* values, nint offset, nint stride, int j, int k, float* column, bool back)
    {
        int units = values == null ? 0 : Math.Min(Units, Size.H - (j * Units));
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
