using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// One panel of a quantised matrix as the kernels read it: the weights, then the offsets from which the sums start and
/// the scales of its outputs.
/// </summary>
/// <remarks>
/// [groups × width × 4] bytes, [width] offsets −128·Σ w, [width] scales. Outputs and inputs that are not there are
/// zeros.
/// </remarks>
/// <param name="values">Length(width, inputs) floats.</param>
/// <param name="width">Outputs: 16, 32, 48 or 64.</param>
/// <param name="inputs">Inputs.</param>
internal readonly unsafe struct BytePanel(float* values, int width, int inputs)
{
    /// <summary>Outputs.</summary>
    public int Width => width;

    /// <summary>Groups of four inputs.</summary>
    public int Groups => ByteProduct.Groups(inputs);

    /// <summary>[groups × width × 4].</summary>
    public sbyte* Weights => (sbyte*)values;

    /// <summary>[width], −128·Σₖ w.</summary>
    public int* Offsets => (int*)(values + ((nint)width * Groups));

    private float* Scales => values + ((nint)width * (Groups + 1));

    /// <summary>
    /// Floats that a panel takes: a multiple of 32, so that consecutive panels begin at whole lines.
    /// </summary>
    /// <param name="width">Outputs, a multiple of 16.</param>
    /// <param name="inputs">Inputs.</param>
    public static int Length(int width, int inputs) => checked(width * (ByteProduct.Groups(inputs) + 2));

    /// <summary>Packs some rows of a matrix into the panel, which has zeros where no rows were packed yet.</summary>
    /// <param name="matrix">[R, inputs], the whole matrix.</param>
    /// <param name="row">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="place">Where among the outputs the rows stand.</param>
    public void Pack(QuantizedMatrix matrix, int row, int count, int place)
    {
        for (int o = 0; o < count; o++)
        {
            ReadOnlySpan<sbyte> from = matrix.Values.Span.Slice((row + o) * inputs, inputs);
            sbyte* to = Weights + ((nint)(place + o) * ByteProduct.GroupSize);
            int sum = 0;
            for (int k = 0; k < inputs; k++)
            {
                to[((nint)(k / ByteProduct.GroupSize) * width * ByteProduct.GroupSize)
                    + (k % ByteProduct.GroupSize)] = from[k];
                sum += from[k];
            }

            Offsets[place + o] = -128 * sum;
            Scales[place + o] = matrix.Scales.Span[row + o];
        }
    }

    /// <summary>
    /// z[r, o] = start[r, o] + scale[o]·rowScale[r]·Σₖ q[r, k]·w[o, k], the last product and the sum with one rounding.
    /// </summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="q">The rows.</param>
    /// <param name="start">Where the sums start: a bias, or z.</param>
    /// <param name="z">Overwritten.</param>
    /// <param name="sums">[rows × width], scratch.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply<V, O>(int rows, ScaledBytes q, StridedRows start, StridedRows z, int* sums)
        where O : ILanes<V>
    {
        if (rows == 1 && AvxVnni.IsSupported)
        {
            ByteProduct.MultiplyRow(this, q.Values, *q.Scales, start.Values, z.Values);
            return;
        }

        ByteProduct.Multiply(this, rows, q.Values, q.Stride, sums);
        AddScaled<V, O>(rows, sums, q.Scales, start, z);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddScaled<V, O>(int rows, int* sums, float* rowScales, StridedRows start, StridedRows z)
        where O : ILanes<V>
    {
        float* scales = Scales;
        int outputs = width;
        for (int row = 0; row < rows; row++)
        {
            float* from = start.Row(row), to = z.Row(row);
            V scale = O.Broadcast(rowScales[row]);
            for (int o = 0; o < outputs; o += O.Count)
            {
                O.Store(
                    O.MultiplyAdd(O.LoadWhole(sums + o), O.Multiply(O.Load(scales + o), scale), O.Load(from + o)),
                    to + o);
            }

            sums += outputs;
        }
    }
}
