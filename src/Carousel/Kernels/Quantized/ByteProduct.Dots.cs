using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels;

/// <summary>By the processor's dot product of four bytes (VNNI), 256 bits wide: 16 registers.</summary>
internal static unsafe partial class ByteProduct
{
    /// <summary>As <see cref="Multiply"/>; needs AvxVnni.</summary>
    internal static void MultiplyByDots(BytePanel panel, int rows, byte* a, nint aStride, int* sums)
    {
        int width = panel.Width, taken;
        for (; rows > 0; rows -= taken)
        {
            // No single row is left over where there are several.
            taken = rows is 2 or 4 ? 2 : Math.Min(rows, 3);

            // Half a panel: three rows of four sums, one weight and three inputs fill the registers.
            int half = width > 32 ? width / 2 : width;
            for (int from = 0; from < width; from += half)
            {
                switch (taken)
                {
                    case 1: Tile<Count1>(panel, from, half, a, aStride, sums + from); break;
                    case 2: Tile<Count2>(panel, from, half, a, aStride, sums + from); break;
                    default: Tile<Count3>(panel, from, half, a, aStride, sums + from); break;
                }
            }

            a += taken * aStride;
            sums += taken * width;
        }
    }

    private static void Tile<R>(BytePanel panel, int from, int half, byte* a, nint aStride, int* sums)
        where R : ICount
    {
        sbyte* part = panel.Weights + (from * GroupSize);
        int* offsets = panel.Offsets + from;
        switch (half / VectorOutputs)
        {
            case 2: Tile<R, Count2>(a, aStride, part, panel.Groups, panel.Width, offsets, sums); break;
            case 3: Tile<R, Count3>(a, aStride, part, panel.Groups, panel.Width, offsets, sums); break;
            default: Tile<R, Count4>(a, aStride, part, panel.Groups, panel.Width, offsets, sums); break;
        }
    }

    /// <summary>R rows and C vectors of eight outputs: each weight is read once for all rows. A leaf.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile<R, C>(
        byte* a, nint aStride, sbyte* panel, nint groups, nint width, int* offsets, int* sums)
        where R : ICount
        where C : ICount
    {
        Vector256<int> s00 = Vector256.Load(offsets), s01 = Vector256.Load(offsets + 8), s02 = default, s03 = default;
        if (C.Value > 2)
        {
            s02 = Vector256.Load(offsets + 16);
        }

        if (C.Value > 3)
        {
            s03 = Vector256.Load(offsets + 24);
        }

        Vector256<int> s10 = s00, s11 = s01, s12 = s02, s13 = s03, s20 = s00, s21 = s01, s22 = s02, s23 = s03;
        for (nint g = 0; g < groups; g++)
        {
            Vector256<byte> x0 = Vector256.Create(*(int*)a).AsByte();
            Vector256<byte> x1 = R.Value > 1 ? Vector256.Create(*(int*)(a + aStride)).AsByte() : default;
            Vector256<byte> x2 = R.Value > 2 ? Vector256.Create(*(int*)(a + (2 * aStride))).AsByte() : default;
            Vector256<sbyte> w = Vector256.Load(panel);
            s00 = AvxVnni.MultiplyWideningAndAdd(s00, x0, w);
            s10 = R.Value > 1 ? AvxVnni.MultiplyWideningAndAdd(s10, x1, w) : s10;
            s20 = R.Value > 2 ? AvxVnni.MultiplyWideningAndAdd(s20, x2, w) : s20;
            w = Vector256.Load(panel + 32);
            s01 = AvxVnni.MultiplyWideningAndAdd(s01, x0, w);
            s11 = R.Value > 1 ? AvxVnni.MultiplyWideningAndAdd(s11, x1, w) : s11;
            s21 = R.Value > 2 ? AvxVnni.MultiplyWideningAndAdd(s21, x2, w) : s21;
            if (C.Value > 2)
            {
                w = Vector256.Load(panel + 64);
                s02 = AvxVnni.MultiplyWideningAndAdd(s02, x0, w);
                s12 = R.Value > 1 ? AvxVnni.MultiplyWideningAndAdd(s12, x1, w) : s12;
                s22 = R.Value > 2 ? AvxVnni.MultiplyWideningAndAdd(s22, x2, w) : s22;
            }

            if (C.Value > 3)
            {
                w = Vector256.Load(panel + 96);
                s03 = AvxVnni.MultiplyWideningAndAdd(s03, x0, w);
                s13 = R.Value > 1 ? AvxVnni.MultiplyWideningAndAdd(s13, x1, w) : s13;
                s23 = R.Value > 2 ? AvxVnni.MultiplyWideningAndAdd(s23, x2, w) : s23;
            }

            a += GroupSize;
            panel += width * GroupSize;
        }

        StoreRow<C>(s00, s01, s02, s03, sums);
        if (R.Value > 1)
        {
            StoreRow<C>(s10, s11, s12, s13, sums + width);
        }

        if (R.Value > 2)
        {
            StoreRow<C>(s20, s21, s22, s23, sums + (2 * width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<C>(
        Vector256<int> s0, Vector256<int> s1, Vector256<int> s2, Vector256<int> s3, int* sums)
        where C : ICount
    {
        s0.Store(sums);
        s1.Store(sums + 8);
        if (C.Value > 2)
        {
            s2.Store(sums + 16);
        }

        if (C.Value > 3)
        {
            s3.Store(sums + 24);
        }
    }
}
