using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels.Primitives;
using Carousel.Memory;

namespace Carousel.Kernels.Recurrent;

/// <summary>
/// Gradients of the weights of y = W x + R h₋ + b over packed steps, the outputs in the order of the rows of W and R.
/// </summary>
/// <remarks>
/// Every gradient is one chain from the last step run to the first, rows ascending within a step; outputs may be split.
/// </remarks>
internal static unsafe class PlanarGradient
{
    private const int Width = RegisterTile.PanelWidth;
    private const int Block = MatrixProduct.GradientBlock;

    /// <summary>Floats of scratch that the methods here need.</summary>
    /// <param name="columns">The columns of the widest matrix.</param>
    public static int Scratch(int columns) => checked(Block * ((MatrixProduct.Panels(columns) + 1) * Width));

    /// <summary>dW[o, i] += Σₙ dy[n, o]·x[n, i].</summary>
    /// <param name="columns">I.</param>
    /// <param name="outputs">O.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="reverse">Whether steps ran from the last to the first.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="dy">[N, O].</param>
    /// <param name="dWeight">[O, I], added to.</param>
    /// <param name="outputFrom">First output.</param>
    /// <param name="outputTo">One after the last.</param>
    /// <param name="scratch">Scratch(I) values, overwritten.</param>
    public static void Add(
        int columns, int outputs, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> x,
        ReadOnlySpan<float> dy, Span<float> dWeight, int outputFrom, int outputTo, Span<float> scratch)
    {
        ShapeException.Require(x, (rowStart[^1], columns));
        AddChains(columns, outputs, rowStart, reverse, -1, x, dy, dWeight, outputFrom, outputTo, scratch);
    }

    /// <summary>dR[o, k] += Σₙ dy[n, o]·h₋[n, k], h being [B+N, columns].</summary>
    /// <inheritdoc cref="Add"/>
    public static void AddRecurrent(
        int columns, int outputs, ReadOnlySpan<int> rowStart, bool reverse, int batch, ReadOnlySpan<float> h,
        ReadOnlySpan<float> dy, Span<float> dRecurrent, int outputFrom, int outputTo, Span<float> scratch)
    {
        ShapeException.Require(h, (batch + rowStart[^1], columns));
        AddChains(columns, outputs, rowStart, reverse, batch, h, dy, dRecurrent, outputFrom, outputTo, scratch);
    }

    /// <summary>db[o] += Σₙ dy[n, o], db being [O].</summary>
    /// <inheritdoc cref="Add"/>
    public static void AddBias(
        int outputs, ReadOnlySpan<int> rowStart, bool reverse, ReadOnlySpan<float> dy, Span<float> dBias,
        int outputFrom, int outputTo, Span<float> scratch)
    {
        ShapeException.Require(dy, (rowStart[^1], outputs));
        ShapeException.Require(dBias, outputs);
        int* rows = stackalloc int[Block];
        float* sums = stackalloc float[Width];
        fixed (float* py = dy, pb = dBias, strip = scratch[..(Block * Width)])
        {
            for (int output = outputFrom; output < outputTo; output += Width)
            {
                int width = Math.Min(Width, outputTo - output);
                var chain = new Span<float>(sums, Width);
                chain[width..].Clear();
                new ReadOnlySpan<float>(pb + output, width).CopyTo(chain);
                var order = new RowOrder(rowStart, reverse);
                for (int count = order.Fill(rows, Block); count > 0; count = order.Fill(rows, Block))
                {
                    MatrixProduct.PackRows(py + output, outputs, width, rows, count, strip, Width, Width);
                    Sum(count, strip, sums);
                }

                chain[..width].CopyTo(new Span<float>(pb + output, width));
            }
        }
    }

    /// <summary>
    /// d[u] += Σₙ a[n, offset + u]·b[n, u], each one chain of fused multiply-adds. With a batch, b is [B+N, width] and
    /// gives the rows before.
    /// </summary>
    /// <inheritdoc cref="Add"/>
    public static void AddProducts(
        int width, ReadOnlySpan<int> rowStart, bool reverse, int batch, ReadOnlySpan<float> a, int stride, int offset,
        ReadOnlySpan<float> b, Span<float> d, int outputFrom, int outputTo, Span<float> scratch)
    {
        ShapeException.Require(a, (rowStart[^1], stride));
        ShapeException.Require(b, (Math.Max(batch, 0) + rowStart[^1], width));
        ShapeException.Require(d, width);
        int* rows = stackalloc int[2 * Block];
        int* before = rows + Block;
        float* sums = stackalloc float[Width];
        fixed (float* pa = a, pb = b, pd = d, strip = scratch[..(2 * Block * Width)])
        {
            for (int output = outputFrom; output < outputTo; output += Width)
            {
                int taken = Math.Min(Width, outputTo - output);
                var chain = new Span<float>(sums, Width);
                chain[taken..].Clear();
                new ReadOnlySpan<float>(pd + output, taken).CopyTo(chain);
                var order = new RowOrder(rowStart, reverse);
                while (true)
                {
                    int count = batch < 0 ? order.Fill(rows, Block) : order.Fill(rows, before, batch, Block);
                    if (count == 0)
                    {
                        break;
                    }

                    MatrixProduct.PackRows(pa + offset + output, stride, taken, rows, count, strip, Width, Width);
                    MatrixProduct.PackRows(
                        pb + output, width, taken, batch < 0 ? rows : before, count, strip + (Block * Width), Width,
                        Width);
                    SumProducts(count, strip, strip + (Block * Width), sums);
                }

                chain[..taken].CopyTo(new Span<float>(pd + output, taken));
            }
        }
    }

    /// <summary>
    /// sums[j] += values[0, j] + values[1, j] + …, one chain for each of 64 columns, on the widest vectors there are.
    /// </summary>
    public static void Sum(int rows, float* values, float* sums)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Sum<Vector512<float>, Lanes512>(rows, values, sums);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Sum<Vector256<float>, Lanes256>(rows, values, sums);
        }
        else
        {
            Sum<Vector128<float>, Lanes128>(rows, values, sums);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum<V, O>(int rows, float* values, float* sums)
        where O : ILanes<V>
    {
        for (int column = 0; column < RegisterTile.PanelWidth; column += 4 * O.Count)
        {
            float* to = sums + column;
            float* from = values + column;
            V s0 = O.Load(to), s1 = O.Load(to + O.Count), s2 = O.Load(to + (2 * O.Count)),
                s3 = O.Load(to + (3 * O.Count));
            for (int row = 0; row < rows; row++)
            {
                s0 = O.Add(s0, O.Load(from));
                s1 = O.Add(s1, O.Load(from + O.Count));
                s2 = O.Add(s2, O.Load(from + (2 * O.Count)));
                s3 = O.Add(s3, O.Load(from + (3 * O.Count)));
                from += RegisterTile.PanelWidth;
            }

            O.Store(s0, to);
            O.Store(s1, to + O.Count);
            O.Store(s2, to + (2 * O.Count));
            O.Store(s3, to + (3 * O.Count));
        }
    }

    private static void SumProducts(int rows, float* a, float* b, float* sums)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            SumProducts<Vector512<float>, Lanes512>(rows, a, b, sums);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            SumProducts<Vector256<float>, Lanes256>(rows, a, b, sums);
        }
        else
        {
            SumProducts<Vector128<float>, Lanes128>(rows, a, b, sums);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SumProducts<V, O>(int rows, float* a, float* b, float* sums)
        where O : ILanes<V>
    {
        for (int column = 0; column < Width; column += O.Count)
        {
            V sum = O.Load(sums + column);
            for (int row = 0; row < rows; row++)
            {
                sum = O.MultiplyAdd(O.Load(a + (row * Width) + column), O.Load(b + (row * Width) + column), sum);
            }

            O.Store(sum, sums + column);
        }
    }

    private static void AddChains(
        int columns, int outputs, ReadOnlySpan<int> rowStart, bool reverse, int batch, ReadOnlySpan<float> input,
        ReadOnlySpan<float> dy, Span<float> d, int outputFrom, int outputTo, Span<float> scratch)
    {
        ShapeException.Require(dy, (rowStart[^1], outputs));
        ShapeException.Require(d, (outputs, columns));
        int* rows = stackalloc int[2 * Block];
        int* before = rows + Block;
        var order = new RowOrder(rowStart, reverse);
        fixed (float* px = input, py = dy, pd = d, panels = scratch[..Scratch(columns)])
        {
            float* strip = panels + ((nint)Block * MatrixProduct.Panels(columns) * Width);
            while (true)
            {
                int count = batch < 0 ? order.Fill(rows, Block) : order.Fill(rows, before, batch, Block);
                if (count == 0)
                {
                    return;
                }

                for (int column = 0; column < columns; column += Width)
                {
                    MatrixProduct.PackRows(
                        px + column, columns, Math.Min(Width, columns - column), batch < 0 ? rows : before, count,
                        panels + ((nint)column * Block), Width, Width);
                }

                for (int output = outputFrom; output < outputTo; output += Width)
                {
                    int width = Math.Min(Width, outputTo - output);
                    MatrixProduct.PackRows(py + output, outputs, width, rows, count, strip, Width, width);
                    for (int column = 0; column < columns; column += Width)
                    {
                        MatrixProduct.AddBlock(
                            width, Math.Min(Width, columns - column), strip, 1, Width, panels + ((nint)column * Block),
                            count,
                            pd + ((nint)output * columns) + column, columns);
                    }
                }
            }
        }
    }
}
