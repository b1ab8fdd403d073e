using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Gradients of the weights of y = W x + R h₋ + b over packed steps, the outputs in the order of the rows of W and R.
/// </summary>
/// <remarks>
/// Every gradient is one chain from the last step run to the first, rows ascending within a step; outputs may be split.
/// </remarks>
internal unsafe ref struct PlanarGradient
{
    private const int Width = RegisterTile.PanelWidth;
    private const int Block = MatrixProduct.GradientBlock;

    /// <summary>How the rows lie, and whether steps ran from the last to the first.</summary>
    public StepTable Steps;

    /// <summary>First output.</summary>
    public int OutputFrom;

    /// <summary>One after the last output.</summary>
    public int OutputTo;

    /// <summary>ScratchLength of the columns of the widest matrix, overwritten.</summary>
    public Span<float> Scratch;

    /// <summary>Floats of scratch that the methods here need.</summary>
    /// <param name="columns">The columns of the widest matrix.</param>
    public static int ScratchLength(int columns) => MatrixProduct.WeightGradientScratch(columns);

    /// <summary>dW[o, i] += Σₙ dy[n, o]·x[n, i].</summary>
    /// <param name="columns">I.</param>
    /// <param name="outputs">O.</param>
    /// <param name="x">[N, I].</param>
    /// <param name="dy">[N, O].</param>
    /// <param name="dWeight">[O, I], added to; empty where not wanted.</param>
    public readonly void Add(
        int columns, int outputs, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight) =>
        AddOver(columns, outputs, x, dy, dWeight, StepTable.Unchecked(Steps.RowStart, 0, Steps.Reverse));

    /// <summary>dR[o, k] += Σₙ dy[n, o]·h₋[n, k], h being [B+N, columns].</summary>
    /// <inheritdoc cref="Add"/>
    public readonly void AddRecurrent(
        int columns, int outputs, ReadOnlySpan<float> h, ReadOnlySpan<float> dy, Span<float> dRecurrent) =>
        AddOver(columns, outputs, h, dy, dRecurrent, Steps);

    private readonly void AddOver(
        int columns, int outputs, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dWeight,
        in StepTable steps)
    {
        if (!dWeight.IsEmpty)
        {
            MatrixProduct.AddWeightGradient(
                new(columns, outputs), new(steps), x, dy, dWeight, OutputFrom, OutputTo, Scratch);
        }
    }

    /// <summary>db[o] += Σₙ dy[n, o], db being [O], or empty where not wanted.</summary>
    /// <inheritdoc cref="Add"/>
    public readonly void AddBias(int outputs, ReadOnlySpan<float> dy, Span<float> dBias)
    {
        if (!dBias.IsEmpty)
        {
            ShapeException.Require(dBias, outputs);
            ElementwiseKernel.AddColumnSums(Steps.RowStart, dy, dBias, OutputFrom, OutputTo, Steps.Reverse);
        }
    }

    /// <summary>
    /// d[u] += Σₙ a[n, offset + u]·b[n, u], each one chain of fused multiply-adds. Where b is of the rows before it
    /// is [B+N, width].
    /// </summary>
    /// <param name="width">U.</param>
    /// <param name="a">[N, stride].</param>
    /// <param name="stride">Values in a row of a.</param>
    /// <param name="offset">Where the U values begin in it.</param>
    /// <param name="b">[N, U].</param>
    /// <param name="d">[U], added to; empty where not wanted.</param>
    /// <param name="isBefore">Whether b is of the rows before.</param>
    public readonly void AddProducts(
        int width, ReadOnlySpan<float> a, int stride, int offset, ReadOnlySpan<float> b, Span<float> d,
        bool isBefore = false)
    {
        if (d.IsEmpty)
        {
            return;
        }

        (int B, int N) = (isBefore ? Steps.B : 0, Steps.N);
        ShapeException.Require(a, (N, stride));
        ShapeException.Require(b, (B + N, width));
        ShapeException.Require(d, width);
        int* rows = stackalloc int[2 * Block];
        int* before = rows + Block;
        float* sums = stackalloc float[Width];
        fixed (float* pa = a, pb = b, pd = d, strip = Scratch[..(2 * Block * Width)])
        {
            for (int output = OutputFrom; output < OutputTo; output += Width)
            {
                int taken = Math.Min(Width, OutputTo - output);
                var chain = new Span<float>(sums, Width);
                chain[taken..].Clear();
                new ReadOnlySpan<float>(pd + output, taken).CopyTo(chain);
                var order = new RowOrder(Steps);
                for (int count; (count = order.Fill(rows, before, Block)) > 0;)
                {
                    MatrixProduct.PackRows(pa + offset + output, stride, taken, rows, count, strip, Width, Width);
                    MatrixProduct.PackRows(
                        pb + output, width, taken, isBefore ? before : rows, count, strip + (Block * Width), Width,
                        Width);
                    Widths.Run(new ProductsRun(count, strip, strip + (Block * Width), sums));
                }

                chain[..taken].CopyTo(new Span<float>(pd + output, taken));
            }
        }
    }

    private readonly struct ProductsRun(int rows, float* a, float* b, float* sums) : IWidthWork
    {
        void IWidthWork.Run<V, O>() => SumProducts<V, O>(rows, a, b, sums);
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
}
