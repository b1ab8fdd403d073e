using System.Runtime.CompilerServices;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>Gradients of a GRU's parameters from the blocks [dn, dr, dz, ds] that Backward left.</summary>
/// <remarks>
/// Inputs and states are the rows of a product, the blocks its panels: x meets groups n, r, z, h₋ meets r, z, s, and with reset before r⊙h₋ meets n. The chains go on from
/// the gradients as they are, which therefore travel to the panels' layout and back.
/// </remarks>
internal unsafe struct GruGradient
{
    public GruSize Size;
    public float* X;
    public float* States;
    public float* Gates;

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
    private const int Strip = MatrixProduct.Strip;

    /// <summary>Floats of scratch for so many blocks at once: their gradients, and the factors of 256 rows.</summary>
    public static int ScratchLength(GruSize size, int blocks) =>
        checked((blocks * Width * (Rows(size) + Terms)) + (StripLength(size.I) + (size.ResetAfter ? 1 : 2) * StripLength(size.H)));

    /// <summary>Adds the gradients of blocks jFrom … jTo − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Add(ReadOnlySpan<int> rowStart, bool reverse, int batch, int jFrom, int jTo)
    {
        (int I, int H, bool after) = Size;
        int blocks = jTo - jFrom;
        nint length = (nint)Rows(Size) * Width;
        float* panels = Scratch + (blocks * length);
        float* inputs = panels + ((nint)blocks * Terms * Width);
        float* states = inputs + StripLength(I);
        float* seen = states + StripLength(H);
        for (int j = jFrom; j < jTo; j++)
        {
            Move(j, Scratch + ((j - jFrom) * length), back: false);
        }

        int* rows = stackalloc int[2 * Terms];
        int* before = rows + Terms;
        float one = 1;
        var order = new RowOrder(rowStart, reverse);
        for (int count = order.Fill(rows, before, batch, Terms); count > 0; count = order.Fill(rows, before, batch, Terms))
        {
            PackPanels(jFrom, blocks, rows, count, panels);
            PackStrips(X, I, rows, count, inputs);
            PackStrips(States, H, before, count, states);
            if (!after)
            {
                PackSeen(rows, count, seen);
            }

            for (int j = 0; j < blocks; j++)
            {
                float* panel = panels + ((nint)j * Terms * Width);
                float* gradient = Scratch + (j * length);
                MatrixProduct.AddBlock(1, Width, &one, 0, 0, panel, count, gradient + ((nint)(Rows(Size) - 1) * Width), Width);
                AddStrips(I, 3 * Units, inputs, panel, count, gradient);
                AddStrips(H, Size.RecurrentGroups * Units, states, panel + Units, count, gradient + ((nint)I * Width) + Units);
                if (!after)
                {
                    AddStrips(H, Units, seen, panel, count, gradient + ((nint)I * Width));
                }
            }
        }

        for (int j = jFrom; j < jTo; j++)
        {
            Move(j, Scratch + ((j - jFrom) * length), back: true);
        }
    }

    /// <summary>Rows of a block's gradient: I of W, H of R, and the biases. With reset before R_n lies in group n of R's rows, else in group s.</summary>
    private static int Rows(GruSize size) => size.I + size.H + 1;

    private static int StripLength(int columns) => (columns + Strip - 1) / Strip * Strip * Terms;

    private static void AddStrips(int columns, int width, float* strips, float* panel, int count, float* gradient)
    {
        for (int k = 0; k < columns; k += Strip)
        {
            MatrixProduct.AddBlock(
                Math.Min(Strip, columns - k), width, strips + ((nint)k * Terms), 1, Strip, panel, count, gradient + ((nint)k * Width), Width);
        }
    }

    /// <summary>The blocks of the rows: a panel [Terms × 64] for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackPanels(int jFrom, int blocks, int* rows, int count, float* panels)
    {
        for (int k = 0; k < count; k++)
        {
            float* row = Gates + ((nint)rows[k] * Size.GatesLength) + (jFrom * Width);
            for (int j = 0; j < blocks; j++)
            {
                Buffer.MemoryCopy(row + (j * Width), panels + (((nint)(j * Terms) + k) * Width), Width * sizeof(float), Width * sizeof(float));
            }
        }
    }

    /// <summary>Chosen rows of a matrix: a strip [Terms × 96] for each 96 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackStrips(float* values, int columns, int* rows, int count, float* strips)
    {
        for (int k = 0; k < count; k++)
        {
            float* row = values + ((nint)rows[k] * columns);
            for (int column = 0; column < columns; column += Strip)
            {
                int bytes = Math.Min(Strip, columns - column) * sizeof(float);
                Buffer.MemoryCopy(row + column, strips + ((nint)column * Terms) + (k * Strip), bytes, bytes);
            }
        }
    }

    /// <summary>r⊙h₋ of the rows, from group s of their blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void PackSeen(int* rows, int count, float* strips)
    {
        for (int k = 0; k < count; k++)
        {
            float* row = Gates + ((nint)rows[k] * Size.GatesLength) + (3 * Units);
            for (int unit = 0; unit < Size.H; unit += Units)
            {
                // 96 is a multiple of 16: a block never crosses strips.
                int bytes = Math.Min(Units, Size.H - unit) * sizeof(float);
                float* to = strips + ((nint)(unit / Strip) * Strip * Terms) + (k * Strip) + (unit % Strip);
                Buffer.MemoryCopy(row + (unit / Units * Width), to, bytes, bytes);
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
