using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Recurrent;

/// <summary>Gradients of W [gates·H, I], R [gates·H, H] and b [gates·H] from ∂loss/∂preactivation in compact order: dW += Σ dzᵀ·x, dR += Σ dzᵀ·h₋, db += Σ dz.</summary>
/// <remarks>
/// Inputs and states before stand side by side as the rows of one product, dz in blocks of 16 units as its panels. The chains go on from the gradients as they are,
/// which therefore travel to the panels' layout and back. For up to four gates, so that a block fits a panel.
/// </remarks>
internal unsafe struct GatedGradient
{
    public int Gates;
    public int I;
    public int H;
    public float* X;
    public float* States;
    public float* Dz;

    /// <summary>[gates·H, I], or null if not wanted.</summary>
    public float* Dw;

    /// <summary>[gates·H, H], or null if not wanted.</summary>
    public float* Dr;

    /// <summary>[gates·H], or null if not wanted.</summary>
    public float* Db;

    /// <summary>For each block of the group 64·(I + H + 1 + GradientBlock) values, and GradientBlock·Strip.</summary>
    public float* Scratch;

    private const int Width = RegisterTile.PanelWidth;

    /// <summary>Adds the gradients of blocks jFrom … jTo − 1.</summary>
    public readonly void Add(in StepTable steps, int jFrom, int jTo)
    {
        int blocks = jTo - jFrom;
        nint gradientLength = (nint)(I + H + 1) * Width;
        float* panels = Scratch + (blocks * gradientLength);
        float* strip = panels + ((nint)blocks * MatrixProduct.GradientBlock * Width);
        for (int j = jFrom; j < jTo; j++)
        {
            Move(j, Scratch + ((j - jFrom) * gradientLength), back: false);
        }

        int* rows = stackalloc int[2 * MatrixProduct.GradientBlock];
        int* before = rows + MatrixProduct.GradientBlock;
        float one = 1;
        var order = new RowOrder(steps.RowStart, steps.Reverse);
        while (true)
        {
            int count = order.Fill(rows, before, steps.B, MatrixProduct.GradientBlock);
            if (count == 0)
            {
                break;
            }

            for (int j = jFrom; j < jTo; j++)
            {
                float* panel = panels + ((nint)(j - jFrom) * MatrixProduct.GradientBlock * Width);
                MatrixProduct.PackRows(
                    Dz + (Gates * j * UnitBlocks.Size), (nint)Gates * H, Gates * UnitBlocks.Units(H, j), rows, count, panel, Width, Width);
                MatrixProduct.AddBlock(1, Width, &one, 0, 0, panel, count, Scratch + ((j - jFrom) * gradientLength) + ((nint)(I + H) * Width), Width);
            }

            for (int k = 0; k < I + H; k += MatrixProduct.Strip)
            {
                int width = Math.Min(MatrixProduct.Strip, I + H - k);
                PackStrip(k, width, rows, before, count, strip);
                for (int j = 0; j < blocks; j++)
                {
                    MatrixProduct.AddBlock(
                        width, Width, strip, 1, MatrixProduct.Strip, panels + ((nint)j * MatrixProduct.GradientBlock * Width), count,
                        Scratch + (j * gradientLength) + ((nint)k * Width), Width);
                }
            }
        }

        for (int j = jFrom; j < jTo; j++)
        {
            Move(j, Scratch + ((j - jFrom) * gradientLength), back: true);
        }
    }

    /// <summary>Columns k … k + width − 1 of [x, h₋].</summary>
    private readonly void PackStrip(int k, int width, int* rows, int* before, int count, float* strip)
    {
        int fromX = Math.Clamp(I - k, 0, width);
        if (fromX > 0)
        {
            MatrixProduct.PackRows(X + k, I, fromX, rows, count, strip, MatrixProduct.Strip, fromX);
        }

        if (fromX < width)
        {
            MatrixProduct.PackRows(
                States + Math.Max(k - I, 0), H, width - fromX, before, count, strip + fromX, MatrixProduct.Strip, width - fromX);
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
