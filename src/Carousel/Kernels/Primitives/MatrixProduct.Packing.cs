namespace Carousel.Kernels.Primitives;

/// <summary>Packing of weights into panels of 64 outputs.</summary>
internal static unsafe partial class MatrixProduct
{
    /// <summary>How many floats the panels of a product with K terms and so many columns (outputs) take.</summary>
    /// <param name="k">K, the summed index.</param>
    /// <param name="columns">Outputs in each row.</param>
    /// <returns>The length, columns rounded up to whole panels.</returns>
    public static int PanelLength(int k, int columns) => checked(Panels(columns) * RegisterTile.PanelWidth * k);

    /// <summary>How many panels of 64 outputs, the last one padded.</summary>
    /// <param name="columns">Outputs in each row.</param>
    /// <returns>columns / 64, rounded up.</returns>
    public static int Panels(int columns) => (columns + RegisterTile.PanelWidth - 1) / RegisterTile.PanelWidth;

    /// <summary>Panels for y = x·Wᵀ: panel p, [I × 64], holds Wᵀ of the outputs 64p …, padded with zeros.</summary>
    /// <param name="weight">[O, I], row-major.</param>
    /// <param name="O">Outputs.</param>
    /// <param name="I">Inputs.</param>
    /// <param name="panels">PanelLength(I, O) values, overwritten.</param>
    public static void Pack(ReadOnlySpan<float> weight, int O, int I, Span<float> panels)
    {
        fixed (float* w = weight, p = panels)
        {
            for (int o = 0; o < O; o += RegisterTile.PanelWidth)
            {
                int width = Math.Min(RegisterTile.PanelWidth, O - o);
                for (int from = 0; from < RegisterTile.PanelWidth; from += 16)
                {
                    PackTransposed(w + ((nint)(o + from) * I), I, Math.Clamp(width - from, 0, 16), I, p + ((nint)o * I) + from);
                }
            }
        }
    }

    /// <summary>Panels for dx = dy·W: panel p, [O × 64], holds the columns 64p … of W, padded with zeros.</summary>
    /// <param name="weight">[O, I], row-major.</param>
    /// <param name="O">Outputs.</param>
    /// <param name="I">Inputs.</param>
    /// <param name="panels">PanelLength(O, I) values, overwritten.</param>
    public static void PackBackward(ReadOnlySpan<float> weight, int O, int I, Span<float> panels)
    {
        for (int i = 0; i < I; i += RegisterTile.PanelWidth)
        {
            int width = Math.Min(RegisterTile.PanelWidth, I - i);
            for (int o = 0; o < O; o++)
            {
                Span<float> row = panels.Slice((i * O) + (o * RegisterTile.PanelWidth), RegisterTile.PanelWidth);
                weight.Slice((o * I) + i, width).CopyTo(row);
                row[width..].Clear();
            }
        }
    }

    /// <summary>Sixteen columns of a panel from up to sixteen rows of a matrix: panel[k·64 + r] = source[r·stride + k], zero for r ≥ rows.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="stride">Distance of two rows.</param>
    /// <param name="rows">0 … 16.</param>
    /// <param name="k">Values in a row.</param>
    /// <param name="panel">The first of the sixteen columns.</param>
    public static void PackTransposed(float* source, nint stride, int rows, int k, float* panel)
    {
        for (int r = rows; r < 16; r++)
        {
            for (int i = 0; i < k; i++)
            {
                panel[((nint)i * RegisterTile.PanelWidth) + r] = 0;
            }
        }

        int row = 0;
        for (; row + 4 <= rows; row += 4)
        {
            // Four streams in, one line out.
            float* s0 = source + (row * stride);
            float* s1 = s0 + stride;
            float* s2 = s1 + stride;
            float* s3 = s2 + stride;
            float* to = panel + row;
            for (int i = 0; i < k; i++)
            {
                to[0] = s0[i];
                to[1] = s1[i];
                to[2] = s2[i];
                to[3] = s3[i];
                to += RegisterTile.PanelWidth;
            }
        }

        for (; row < rows; row++)
        {
            for (int i = 0; i < k; i++)
            {
                panel[((nint)i * RegisterTile.PanelWidth) + row] = source[(row * stride) + i];
            }
        }
    }

    /// <summary>The way back: destination[r·stride + k] = panel[k·64 + r].</summary>
    /// <param name="panel">The first of up to sixteen columns.</param>
    /// <param name="rows">0 … 16.</param>
    /// <param name="k">Values in a row.</param>
    /// <param name="destination">The first row, overwritten.</param>
    /// <param name="stride">Distance of two rows.</param>
    public static void UnpackTransposed(float* panel, int rows, int k, float* destination, nint stride)
    {
        int row = 0;
        for (; row + 4 <= rows; row += 4)
        {
            float* d0 = destination + (row * stride);
            float* d1 = d0 + stride;
            float* d2 = d1 + stride;
            float* d3 = d2 + stride;
            float* from = panel + row;
            for (int i = 0; i < k; i++)
            {
                d0[i] = from[0];
                d1[i] = from[1];
                d2[i] = from[2];
                d3[i] = from[3];
                from += RegisterTile.PanelWidth;
            }
        }

        for (; row < rows; row++)
        {
            for (int i = 0; i < k; i++)
            {
                destination[(row * stride) + i] = panel[((nint)i * RegisterTile.PanelWidth) + row];
            }
        }
    }

    /// <summary>Copies columns of chosen rows side by side: to[k·toStride + j] = source[rows[k]·stride + j], zero for j ≥ columns.</summary>
    /// <param name="source">At the first column wanted.</param>
    /// <param name="stride">Distance of two rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="rows">Which rows, in order.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="to">Overwritten.</param>
    /// <param name="toStride">Distance of two rows there.</param>
    /// <param name="width">Columns to write, the rest zero.</param>
    public static void PackRows(
        float* source, nint stride, int columns, int* rows, int count, float* to, nint toStride, int width)
    {
        for (int k = 0; k < count; k++)
        {
            var line = new Span<float>(to + (k * toStride), width);
            new ReadOnlySpan<float>(source + (rows[k] * stride), columns).CopyTo(line);
            line[columns..].Clear();
        }
    }
}
