using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels;

/// <summary>
/// One panel of a quantised matrix as the kernels read it: the weights, then the offsets from which the sums start and
/// the scales of its outputs.
/// </summary>
/// <remarks>
/// [groups × width × 4] bytes, [width] offsets −128·Σ w, [width] scales. Outputs and inputs that are not there are
/// zeros.
/// </remarks>
internal static unsafe class BytePanel
{
    /// <summary>
    /// Floats that a panel takes: a multiple of 32, so that consecutive panels begin at whole lines.
    /// </summary>
    /// <param name="width">Outputs, a multiple of 16.</param>
    /// <param name="inputs">Inputs.</param>
    public static int Length(int width, int inputs) => checked(width * (ByteProduct.Groups(inputs) + 2));

    /// <summary>Packs some rows of a matrix into a panel.</summary>
    /// <param name="values">[R, inputs], the whole matrix.</param>
    /// <param name="scales">[R].</param>
    /// <param name="inputs">Columns of the matrix.</param>
    /// <param name="row">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="width">Outputs of the panel.</param>
    /// <param name="place">Where among them the rows stand.</param>
    /// <param name="panel">[Length(width, inputs)], zeros where no rows were packed yet.</param>
    public static void Pack(
        ReadOnlySpan<sbyte> values, ReadOnlySpan<float> scales, int inputs, int row, int count, int width, int place,
        float* panel)
    {
        var weights = (sbyte*)panel;
        int* offsets = Offsets(panel, width, inputs);
        float* panelScales = Scales(panel, width, inputs);
        for (int o = 0; o < count; o++)
        {
            ReadOnlySpan<sbyte> from = values.Slice((row + o) * inputs, inputs);
            sbyte* to = weights + ((nint)(place + o) * ByteProduct.GroupSize);
            int sum = 0;
            for (int k = 0; k < inputs; k++)
            {
                to[((nint)(k / ByteProduct.GroupSize) * width * ByteProduct.GroupSize)
                    + (k % ByteProduct.GroupSize)] = from[k];
                sum += from[k];
            }

            offsets[place + o] = -128 * sum;
            panelScales[place + o] = scales[row + o];
        }
    }

    /// <summary>
    /// z[r, o] = start[r, o] + scale[o]·rowScale[r]·Σₖ q[r, k]·w[o, k], the last product and the sum with one rounding.
    /// </summary>
    /// <param name="width">Outputs of the panel.</param>
    /// <param name="inputs">Inputs.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="q">The rows in bytes.</param>
    /// <param name="qStride">Bytes from a row to the next.</param>
    /// <param name="rowScales">[rows].</param>
    /// <param name="panel">[Length(width, inputs)].</param>
    /// <param name="start">Where the sums start; may be z.</param>
    /// <param name="startStride">Floats from a row of it to the next; 0 for a bias.</param>
    /// <param name="z">Overwritten.</param>
    /// <param name="zStride">Floats from a row of it to the next.</param>
    /// <param name="sums">[rows × width], scratch.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<V, O>(
        int width, int inputs, int rows, byte* q, nint qStride, float* rowScales, float* panel, float* start,
        nint startStride, float* z, nint zStride, int* sums)
        where O : ILanes<V>
    {
        if (rows == 1 && AvxVnni.IsSupported)
        {
            ByteProduct.MultiplyRow(width, q, (sbyte*)panel, ByteProduct.Groups(inputs), *rowScales, start, z);
            return;
        }

        ByteProduct.Multiply(
            width, rows, q, qStride, (sbyte*)panel, ByteProduct.Groups(inputs), Offsets(panel, width, inputs), sums,
            width);
        AddScaled<V, O>(width, rows, sums, Scales(panel, width, inputs), rowScales, start, startStride, z, zStride);
    }

    private static int* Offsets(float* panel, int width, int inputs) =>
        (int*)(panel + ((nint)width * ByteProduct.Groups(inputs)));

    private static float* Scales(float* panel, int width, int inputs) =>
        panel + ((nint)width * (ByteProduct.Groups(inputs) + 1));

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled<V, O>(
        int width, int rows, int* sums, float* scales, float* rowScales, float* start, nint startStride, float* z,
        nint zStride)
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row++)
        {
            V scale = O.Broadcast(rowScales[row]);
            for (int o = 0; o < width; o += O.Count)
            {
                O.Store(
                    O.MultiplyAdd(O.LoadWhole(sums + o), O.Multiply(O.Load(scales + o), scale), O.Load(start + o)),
                    z + o);
            }

            sums += width;
            start += startStride;
            z += zStride;
        }
    }
}
