using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>Gradients of W [gates·H, I], R [gates·H, H] and b [gates·H] from ∂loss/∂preactivation in compact order: dW += Σ daᵀ·x, dR += Σ daᵀ·h₋, db += Σ da.</summary>
/// <remarks>
/// Inputs and states before stand side by side as the rows of one product, da in blocks of 16 units as its panels. The chains go on from the gradients as they are,
/// which therefore travel to the panels' layout and back. For up to four gates, so that a block fits a panel.
/// </remarks>
internal unsafe struct GatedGradient
{
    public int Gates;
    public int I;
    public int H;
    public float* X;
    public float* States;
    public float* Da;

    /// <summary>Distance of two rows of da.</summary>
    public nint DaStride;

    /// <summary>[gates·H, I], or null if not wanted.</summary>
    public float* Dw;

    /// <summary>[gates·H, H], or null if not wanted.</summary>
    public float* Dr;

    /// <summary>[gates·H], or null if not wanted.</summary>
    public float* Db;

    /// <summary>ScratchLength values for as many blocks.</summary>
    public float* Scratch;

    private const int Width = RegisterTile.PanelWidth;
    private const int Terms = MatrixProduct.GradientBlock;

    /// <summary>Columns of [x, h₋] taken together, whole tiles: so many that the panels are read seldom, so few that they stay in the second-level cache beside one.</summary>
    private const int Strip = 384;

    /// <summary>Rows whose da is packed together: few pages of memory at a time.</summary>
    private const int PackedRows = 16;

    /// <summary>Floats of scratch for so many blocks at once: their gradients, and the factors of 256 rows.</summary>
    public static int ScratchLength(int I, int H, int blocks) =>
        checked((blocks * Width * (I + H + 1 + Terms)) + ((I + H + Strip - 1) / Strip * (int)StripStride(I + H) * Terms));

    /// <summary>Adds the gradients of blocks jFrom … jTo − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Add(in StepTable steps, int jFrom, int jTo)
    {
        Move(jFrom, jTo, back: false);
        AddRows(new RowOrder(steps.RowStart, steps.Reverse), steps.B, jFrom, jTo);
        Move(jFrom, jTo, back: true);
    }

    /// <summary>The gradients of blocks to panels [(I + H + 1) × 64] in scratch, or back.</summary>
    public readonly void Move(int jFrom, int jTo, bool back)
    {
        for (int j = jFrom; j < jTo; j++)
        {
            Move(j, Scratch + ((j - jFrom) * GradientLength), back);
        }
    }

    /// <summary>Adds some rows to the gradients in scratch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void AddRows(RowOrder order, int batch, int jFrom, int jTo)
    {
        int blocks = jTo - jFrom;
        nint stride = StripStride(I + H);
        float* panels = Scratch + (blocks * GradientLength);
        float* strips = panels + ((nint)blocks * Terms * Width);
        int* rows = stackalloc int[2 * Terms];
        int* before = rows + Terms;
        while (true)
        {
            int count = order.Fill(rows, before, batch, Terms);
            if (count == 0)
            {
                break;
            }

            PackPanels(jFrom, jTo, rows, count, panels);
            PackStrips(rows, before, count, strips, stride);
            for (int k = 0; k < I + H; k += Strip)
            {
                for (int j = 0; j < blocks; j++)
                {
                    MatrixProduct.AddBlock(
                        Math.Min(Strip, I + H - k), Width, strips + (k / Strip * stride * Terms), 1, stride, panels + ((nint)j * Terms * Width), count,
                        Scratch + (j * GradientLength) + ((nint)k * Width), Width);
                }
            }
        }
    }

    private readonly nint GradientLength => (nint)(I + H + 1) * Width;

    /// <summary>Distance of two rows of a strip: an odd number of lines, so that the terms of a column do not all fall into a few sets of the cache.</summary>
    private static nint StripStride(int columns) => (((Math.Min(Strip, columns) + 15) / 16) | 1) * 16;

    /// <summary>da of the blocks, a panel [Terms × 64] for each, and its sums to the gradient of the bias on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackPanels(int jFrom, int jTo, int* rows, int count, float* panels)
    {
        for (int k = 0; k < count; k += PackedRows)
        {
            for (int j = jFrom; j < jTo; j++)
            {
                MatrixProduct.PackAndSum(
                    Da + (Gates * j * UnitBlocks.Size), DaStride, Gates * UnitBlocks.Units(H, j), rows + k, Math.Min(PackedRows, count - k),
                    panels + ((((nint)(j - jFrom) * Terms) + k) * Width), Scratch + ((j - jFrom) * GradientLength) + ((nint)(I + H) * Width));
            }
        }
    }

    /// <summary>[x, h₋] of the rows, each read from front to back: a strip of Terms rows for each 384 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackStrips(int* rows, int* before, int count, float* strips, nint stride)
    {
        for (int k = 0; k < count; k++)
        {
            PackRow(X + ((nint)rows[k] * I), I, 0, strips + (k * stride), stride);
            PackRow(States + ((nint)before[k] * H), H, I, strips + (k * stride), stride);
        }
    }

    private static void PackRow(float* values, int count, int column, float* strips, nint stride)
    {
        while (count > 0)
        {
            int taken = Math.Min(count, Strip - (column % Strip));
            MatrixProduct.Copy(values, strips + (column / Strip * stride * Terms) + (column % Strip), taken);
            values += taken;
            column += taken;
            count -= taken;
        }
    }

    /// <summary>The gradients of a block to a panel [(I + H + 1) × 64], or back.</summary>
    private readonly void Move(int j, float* panel, bool back)
    {
        int units = UnitBlocks.Units(H, j);
        for (int gate = 0; gate < Gates; gate++)
        {
            nint row = ((nint)gate * H) + (j * UnitBlocks.Size);
            float* column = panel + (gate * units);
            Move(Dw, row * I, I, units, I, column, back);
            Move(Dr, row * H, H, units, H, column + ((nint)I * Width), back);
            Move(Db, row, 1, units, 1, column + ((nint)(I + H) * Width), back);
        }
    }

    /// <summary>A gradient that is not wanted starts from zero and stays in the panel.</summary>
    private static void Move(float* values, nint offset, nint stride, int units, int k, float* column, bool back)
    {
        if (!back)
        {
            MatrixProduct.PackTransposed(values + offset, stride, values == null ? 0 : units, k, column);
        }
        else if (values != null)
        {
            MatrixProduct.UnpackTransposed(column, units, k, values + offset, stride);
        }
    }
}
