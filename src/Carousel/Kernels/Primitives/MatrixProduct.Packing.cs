using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed(float* source, nint stride, int rows, int k, float* panel)
    {
        for (int r = rows; r < 16; r++)
        {
            for (int i = 0; i < k; i++)
            {
                panel[((nint)i * RegisterTile.PanelWidth) + r] = 0;
            }
        }

        // Sixteen terms at a time: whole lines in and whole lines out.
        for (int from = 0; from < k; from += 16)
        {
            int count = Math.Min(16, k - from);
            float* to = panel + ((nint)from * RegisterTile.PanelWidth);
            int row = 0;
            for (; row + 4 <= rows; row += 4)
            {
                Transpose4(source + (row * stride) + from, stride, 1, count, to + row, 1, RegisterTile.PanelWidth);
            }

            for (; row < rows; row++)
            {
                for (int i = 0; i < count; i++)
                {
                    to[((nint)i * RegisterTile.PanelWidth) + row] = source[(row * stride) + from + i];
                }
            }
        }
    }

    /// <summary>The way back: destination[r·stride + k] = panel[k·64 + r].</summary>
    /// <param name="panel">The first of up to sixteen columns.</param>
    /// <param name="rows">0 … 16.</param>
    /// <param name="k">Values in a row.</param>
    /// <param name="destination">The first row, overwritten.</param>
    /// <param name="stride">Distance of two rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void UnpackTransposed(float* panel, int rows, int k, float* destination, nint stride)
    {
        for (int from = 0; from < k; from += 16)
        {
            int count = Math.Min(16, k - from);
            float* source = panel + ((nint)from * RegisterTile.PanelWidth);
            int row = 0;
            for (; row + 4 <= rows; row += 4)
            {
                Transpose4(source + row, 1, RegisterTile.PanelWidth, count, destination + (row * stride) + from, stride, 1);
            }

            for (; row < rows; row++)
            {
                for (int i = 0; i < count; i++)
                {
                    destination[(row * stride) + from + i] = source[((nint)i * RegisterTile.PanelWidth) + row];
                }
            }
        }
    }

    /// <summary>to[r·toRow + i·toTerm] = from[r·fromRow + i·fromTerm] for four rows; on each side one of the two strides is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* from, nint fromRow, nint fromTerm, int count, float* to, nint toRow, nint toTerm)
    {
        int i = 0;
        if (Sse.IsSupported)
        {
            nint fromLine = fromRow == 1 ? fromTerm : fromRow;
            nint toLine = toRow == 1 ? toTerm : toRow;
            for (; i + 4 <= count; i += 4)
            {
                float* f = from + (i * fromTerm);
                float* t = to + (i * toTerm);
                Vector128<float> a = Vector128.Load(f), b = Vector128.Load(f + fromLine);
                Vector128<float> c = Vector128.Load(f + (2 * fromLine)), d = Vector128.Load(f + (3 * fromLine));
                Vector128<float> ab = Sse.UnpackLow(a, b), cd = Sse.UnpackLow(c, d);
                Vector128<float> ab2 = Sse.UnpackHigh(a, b), cd2 = Sse.UnpackHigh(c, d);
                Sse.MoveLowToHigh(ab, cd).Store(t);
                Sse.MoveHighToLow(cd, ab).Store(t + toLine);
                Sse.MoveLowToHigh(ab2, cd2).Store(t + (2 * toLine));
                Sse.MoveHighToLow(cd2, ab2).Store(t + (3 * toLine));
            }
        }

        for (; i < count; i++)
        {
            for (int r = 0; r < 4; r++)
            {
                to[(r * toRow) + (i * toTerm)] = from[(r * fromRow) + (i * fromTerm)];
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
