using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// Gradients of W [gates·H, I], R [gates·H, H] and b [gates·H] from ∂loss/∂preactivation in compact order: dW += Σ
/// daᵀ·x, dR += Σ daᵀ·h₋, db += Σ da.
/// </summary>
/// <remarks>
/// Inputs and states before stand side by side as the rows of one product, da in blocks of 16 units as its panels. The
/// chains go on from the gradients as they are,
/// which therefore travel to the panels' layout and back. For up to four gates, so that a block fits a panel; without
/// gates a block is 64 units.
/// </remarks>
internal unsafe struct GatedGradient
{
    public int Gates;
    public int I;
    public int H;

    /// <summary>Units in a block: 16, or 64 where there is one gate, whose compact order is the plain one.</summary>
    public int BlockUnits;

    /// <summary>The first unit of block 0: 0, or any where there is one gate.</summary>
    public int UnitFrom;

    /// <summary>One after the last unit.</summary>
    public int UnitTo;
    public float* X;
    public float* States;

    /// <summary>Distance of two rows of states, where it is not H; 0 for H.</summary>
    public int StateStride;
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

    /// <summary>Rows whose da is packed together: few pages of memory at a time.</summary>
    private const int PackedRows = 16;

    /// <summary>Floats of scratch for so many blocks at once: their gradients, and the factors of 256 rows.</summary>
    public static int ScratchLength(int I, int H, int blocks) =>
        BufferLength.Of(((long)blocks * Width * (I + H + 1 + Terms)) + InputStrips.Length(I + H));

    /// <summary>
    /// Those of W and b alone: a row of W is then a unit of one gate, whose compact order is the plain one.
    /// </summary>
    /// <param name="inputs">I.</param>
    /// <param name="columns">Rows of W.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="da">[N, columns].</param>
    /// <param name="dWeight">[columns, I], or null.</param>
    /// <param name="dBias">[columns], or null.</param>
    /// <param name="scratch">ScratchLength values.</param>
    public static GatedGradient OfInputs(
        int inputs, int columns, float* x, float* da, float* dWeight, float* dBias, float* scratch) => new()
        {
            Gates = 1,
            I = inputs,
            BlockUnits = Width,
            UnitTo = columns,
            X = x,
            States = x,
            Da = da,
            DaStride = columns,
            Dw = dWeight,
            Db = dBias,
            Scratch = scratch,
        };

    /// <summary>Whether any gradient is.</summary>
    public readonly bool IsWanted => Dw != null || Dr != null || Db != null;

    /// <summary>Adds the gradients of blocks jFrom … jTo − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Add(in StepTable steps, int jFrom, int jTo)
    {
        Move(jFrom, jTo, back: false);
        AddRows(new RowOrder(steps), jFrom, jTo);
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
    public readonly void AddRows(RowOrder order, int jFrom, int jTo)
    {
        int blocks = jTo - jFrom;
        nint states = StateStride > 0 ? StateStride : H;
        float* panels = Scratch + (blocks * GradientLength);
        var strips = new StridedRows(panels + ((nint)blocks * Terms * Width), InputStrips.Stride(I + H));
        int* rows = stackalloc int[2 * Terms];
        int* before = rows + Terms;
        for (int count; (count = order.Fill(rows, before, Terms)) > 0;)
        {
            PackPanels(jFrom, jTo, rows, count, panels);
            for (int k = 0; k < count; k++)
            {
                InputStrips.Put(X + ((nint)rows[k] * I), I, 0, strips, k);
                InputStrips.Put(States + (before[k] * states), H, I, strips, k);
            }

            int width = blocks > 1 ? Width : (((Gates * Units(jFrom)) + 15) & -16);
            InputStrips.Add(
                I + H, strips, Panel.OfWeights(panels, Terms), blocks, width, count, new(Scratch, GradientLength));
        }
    }

    private readonly nint GradientLength => (nint)(I + H + 1) * Width;

    private readonly int Units(int j) => Math.Min(BlockUnits, UnitTo - UnitFrom - (j * BlockUnits));

    /// <summary>
    /// da of the blocks, a panel [Terms × 64] for each, and its sums to the gradient of the bias on the way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackPanels(int jFrom, int jTo, int* rows, int count, float* panels)
    {
        for (int k = 0; k < count; k += PackedRows)
        {
            for (int j = jFrom; j < jTo; j++)
            {
                MatrixProduct.PackAndSum(
                    Da + (Gates * (UnitFrom + (j * BlockUnits))), DaStride, Gates * Units(j), rows + k,
                    Math.Min(PackedRows, count - k),
                    Panel.OfWeights(panels + ((nint)(j - jFrom) * Terms * Width), Terms).FromTerm(k),
                    Scratch + ((j - jFrom) * GradientLength) + ((nint)(I + H) * Width));
            }
        }
    }

    /// <summary>The gradients of a block to a panel [(I + H + 1) × 64], or back.</summary>
    private readonly void Move(int j, float* panel, bool back)
    {
        int units = Units(j);
        for (int gate = 0; gate < Gates; gate++)
        {
            for (int unit = 0; unit < units; unit += UnitBlocks.Size)
            {
                int few = Math.Min(UnitBlocks.Size, units - unit);
                nint row = ((nint)gate * H) + UnitFrom + (j * BlockUnits) + unit;
                float* column = panel + (gate * units) + unit;
                Move(Dw, row * I, I, few, I, column, back);
                Move(Dr, row * H, H, few, H, column + ((nint)I * Width), back);
                Move(Db, row, 1, few, 1, column + ((nint)(I + H) * Width), back);
            }
        }
    }

    /// <summary>A gradient that is not wanted starts from zero and stays in the panel.</summary>
    internal static void Move(float* values, nint offset, nint stride, int units, int k, float* column, bool back)
    {
        if (!back)
        {
            MatrixProduct.PackTransposed(values + offset, stride, values == null ? 0 : units, k, Panel.OfRows(column));
        }
        else if (values != null)
        {
            MatrixProduct.UnpackTransposed(column, units, k, values + offset, stride);
        }
    }
}
