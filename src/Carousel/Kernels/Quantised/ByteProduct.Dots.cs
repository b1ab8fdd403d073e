using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Carousel.Kernels.Primitives;

namespace Carousel.Kernels.Quantised;

/// <summary>By the processor's dot product of four bytes (VNNI), 256 bits wide: 16 registers.</summary>
internal static unsafe partial class ByteProduct
{
    /// <summary>As <see cref="Multiply"/>; needs AvxVnni.</summary>
    internal static void MultiplyByDots(int width, int rows, byte* a, nint aStride, sbyte* panel, int groups, int* offsets, int* sums, nint sumsStride)
    {
        for (; rows >= 2; rows -= rows == 2 || rows == 4 ? 2 : 3)
        {
            bool three = rows != 2 && rows != 4;

            // Half a panel: three rows of four sums, one weight and three inputs fill the registers.
            int half = width > 32 ? width / 2 : width;
            for (int from = 0; from < width; from += half)
            {
                sbyte* part = panel + (from * GroupSize);
                int* start = offsets + from, to = sums + from;
                switch (half / VectorOutputs, three)
                {
                    case (2, false):
                        Tile<Count2, Count2>(a, aStride, part, groups, width * GroupSize, start, to, sumsStride);
                        break;
                    case (2, true):
                        Tile<Count3, Count2>(a, aStride, part, groups, width * GroupSize, start, to, sumsStride);
                        break;
                    case (3, false):
                        Tile<Count2, Count3>(a, aStride, part, groups, width * GroupSize, start, to, sumsStride);
                        break;
                    case (3, true):
                        Tile<Count3, Count3>(a, aStride, part, groups, width * GroupSize, start, to, sumsStride);
                        break;
                    case (_, false):
                        Tile<Count2, Count4>(a, aStride, part, groups, width * GroupSize, start, to, sumsStride);
                        break;
                    default:
                        Tile<Count3, Count4>(a, aStride, part, groups, width * GroupSize, start, to, sumsStride);
                        break;
                }
            }

            a += (three ? 3 : 2) * aStride;
            sums += (three ? 3 : 2) * sumsStride;
        }

        if (rows == 1)
        {
            Single(width, a, panel, groups, offsets, sums);
        }
    }

    private static void Single(int width, byte* a, sbyte* panel, int groups, int* offsets, int* sums)
    {
        switch (width / VectorOutputs)
        {
            case 2:
                Single<Count2>(a, panel, groups, offsets, sums);
                break;
            case 4:
                Single<Count4>(a, panel, groups, offsets, sums);
                break;
            case 6:
                Single<Count6>(a, panel, groups, offsets, sums);
                break;
            default:
                Single<Count8>(a, panel, groups, offsets, sums);
                break;
        }
    }

    /// <summary>One row and C vectors of eight outputs: the weights come from memory, which sets the pace. A leaf.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Single<C>(byte* a, sbyte* panel, nint groups, int* offsets, int* sums)
        where C : ICount
    {
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

        s0.Store(sums);
        s1.Store(sums + 8);
        if (C.Value > 2)
        {
            s2.Store(sums + 16);
            s3.Store(sums + 24);
        }

        if (C.Value > 4)
        {
            s4.Store(sums + 32);
            s5.Store(sums + 40);
        }

        if (C.Value > 6)
        {
            s6.Store(sums + 48);
            s7.Store(sums + 56);
        }
    }

    /// <summary>R rows and C vectors of eight outputs: each weight is read once for all rows. A leaf.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile<R, C>(byte* a, nint aStride, sbyte* panel, nint groups, nint groupBytes, int* offsets, int* sums, nint sumsStride)
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
            Vector256<byte> x1 = Vector256.Create(*(int*)(a + aStride)).AsByte();
            Vector256<byte> x2 = R.Value > 2 ? Vector256.Create(*(int*)(a + (2 * aStride))).AsByte() : default;
            Vector256<sbyte> w = Vector256.Load(panel);
            s00 = AvxVnni.MultiplyWideningAndAdd(s00, x0, w);
            s10 = AvxVnni.MultiplyWideningAndAdd(s10, x1, w);
            s20 = R.Value > 2 ? AvxVnni.MultiplyWideningAndAdd(s20, x2, w) : s20;
            w = Vector256.Load(panel + 32);
            s01 = AvxVnni.MultiplyWideningAndAdd(s01, x0, w);
            s11 = AvxVnni.MultiplyWideningAndAdd(s11, x1, w);
            s21 = R.Value > 2 ? AvxVnni.MultiplyWideningAndAdd(s21, x2, w) : s21;
            if (C.Value > 2)
            {
                w = Vector256.Load(panel + 64);
                s02 = AvxVnni.MultiplyWideningAndAdd(s02, x0, w);
                s12 = AvxVnni.MultiplyWideningAndAdd(s12, x1, w);
                s22 = R.Value > 2 ? AvxVnni.MultiplyWideningAndAdd(s22, x2, w) : s22;
            }

            if (C.Value > 3)
            {
                w = Vector256.Load(panel + 96);
                s03 = AvxVnni.MultiplyWideningAndAdd(s03, x0, w);
                s13 = AvxVnni.MultiplyWideningAndAdd(s13, x1, w);
                s23 = R.Value > 2 ? AvxVnni.MultiplyWideningAndAdd(s23, x2, w) : s23;
            }

            a += GroupSize;
            panel += groupBytes;
        }

        StoreRow<C>(s00, s01, s02, s03, sums);
        StoreRow<C>(s10, s11, s12, s13, sums + sumsStride);
        if (R.Value > 2)
        {
            StoreRow<C>(s20, s21, s22, s23, sums + (2 * sumsStride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<C>(Vector256<int> s0, Vector256<int> s1, Vector256<int> s2, Vector256<int> s3, int* sums)
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
