using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels;

/// <summary>One row, by the processor's dot product of four bytes: streams, where every call counts.</summary>
internal static unsafe partial class ByteProduct
{
    /// <summary>The product of one row with a panel, scaled, as BytePanel.Multiply says it; needs AvxVnni.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="a">The row.</param>
    /// <param name="rowScale">The row's scale.</param>
    /// <param name="start">[width].</param>
    /// <param name="z">[width], overwritten; may be start.</param>
    public static void MultiplyRow(BytePanel panel, byte* a, float rowScale, float* start, float* z)
    {
        switch (panel.Width / VectorOutputs)
        {
            case 2:
                ScaledRow<Count2>(a, panel.Weights, panel.Groups, rowScale, start, z);
                break;
            case 4:
                ScaledRow<Count4>(a, panel.Weights, panel.Groups, rowScale, start, z);
                break;
            case 6:
                ScaledRow<Count6>(a, panel.Weights, panel.Groups, rowScale, start, z);
                break;
            default:
                ScaledRow<Count8>(a, panel.Weights, panel.Groups, rowScale, start, z);
                break;
        }
    }

    /// <summary>C vectors of eight outputs: the weights come from memory, which sets the pace. A leaf.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ScaledRow<C>(byte* a, sbyte* panel, nint groups, float rowScale, float* start, float* z)
        where C : ICount
    {
        int* offsets = (int*)(panel + (groups * C.Value * 32));
        Vector256<int> s0 = Vector256.Load(offsets), s1 = Vector256.Load(offsets + 8), s2 = default, s3 = default;
        Vector256<int> s4 = default, s5 = default, s6 = default, s7 = default;
        if (C.Value > 2)
        {
            (s2, s3) = (Vector256.Load(offsets + 16), Vector256.Load(offsets + 24));
        }

        if (C.Value > 4)
        {
            (s4, s5) = (Vector256.Load(offsets + 32), Vector256.Load(offsets + 40));
        }

        if (C.Value > 6)
        {
            (s6, s7) = (Vector256.Load(offsets + 48), Vector256.Load(offsets + 56));
        }

        for (byte* end = a + (groups * GroupSize); a < end; a += GroupSize)
        {
            Vector256<byte> x = Vector256.Create(*(int*)a).AsByte();
            s0 = AvxVnni.MultiplyWideningAndAdd(s0, x, Vector256.Load(panel));
            s1 = AvxVnni.MultiplyWideningAndAdd(s1, x, Vector256.Load(panel + 32));
            if (C.Value > 2)
            {
                s2 = AvxVnni.MultiplyWideningAndAdd(s2, x, Vector256.Load(panel + 64));
                s3 = AvxVnni.MultiplyWideningAndAdd(s3, x, Vector256.Load(panel + 96));
            }

            if (C.Value > 4)
            {
                s4 = AvxVnni.MultiplyWideningAndAdd(s4, x, Vector256.Load(panel + 128));
                s5 = AvxVnni.MultiplyWideningAndAdd(s5, x, Vector256.Load(panel + 160));
            }

            if (C.Value > 6)
            {
                s6 = AvxVnni.MultiplyWideningAndAdd(s6, x, Vector256.Load(panel + 192));
                s7 = AvxVnni.MultiplyWideningAndAdd(s7, x, Vector256.Load(panel + 224));
            }

            panel += C.Value * 32;
        }

        float* scales = (float*)panel + (C.Value * VectorOutputs);
        Vector256<float> scale = Vector256.Create(rowScale);
        Scale(s0, scales, scale, start, z);
        Scale(s1, scales + 8, scale, start + 8, z + 8);
        if (C.Value > 2)
        {
            Scale(s2, scales + 16, scale, start + 16, z + 16);
            Scale(s3, scales + 24, scale, start + 24, z + 24);
        }

        if (C.Value > 4)
        {
            Scale(s4, scales + 32, scale, start + 32, z + 32);
            Scale(s5, scales + 40, scale, start + 40, z + 40);
        }

        if (C.Value > 6)
        {
            Scale(s6, scales + 48, scale, start + 48, z + 48);
            Scale(s7, scales + 56, scale, start + 56, z + 56);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale(Vector256<int> sums, float* scales, Vector256<float> rowScale, float* start, float* z) =>
        Vector256.FusedMultiplyAdd(
            Vector256.ConvertToSingle(sums), Vector256.Load(scales) * rowScale, Vector256.Load(start)).Store(z);
}
