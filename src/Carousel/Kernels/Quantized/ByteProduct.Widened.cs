using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels;

/// <summary>By products of 16-bit numbers, to which bytes are widened first.</summary>
internal static unsafe partial class ByteProduct
{
    /// <summary>As <see cref="Multiply"/>; needs Avx2.</summary>
    internal static void MultiplyWidened(BytePanel panel, int rows, byte* a, nint aStride, int* sums)
    {
        int width = panel.Width, groups = panel.Groups;
        for (int row = 0; row < rows; row++)
        {
            // Two registers of sums for eight outputs: half a panel at a time.
            int half = width > 32 ? width / 2 : width;
            for (int from = 0; from < width; from += half)
            {
                sbyte* part = panel.Weights + (from * GroupSize);
                int* start = panel.Offsets + from, to = sums + from;
                switch (half / VectorOutputs)
                {
                    case 2:
                        Widened<Count2>(a, part, groups, width * GroupSize, start, to);
                        break;
                    case 3:
                        Widened<Count3>(a, part, groups, width * GroupSize, start, to);
                        break;
                    default:
                        Widened<Count4>(a, part, groups, width * GroupSize, start, to);
                        break;
                }
            }

            a += aStride;
            sums += width;
        }
    }

    /// <summary>As <see cref="Multiply"/>, with vectors of any processor.</summary>
    internal static void MultiplyByFours(BytePanel panel, int rows, byte* a, nint aStride, int* sums)
    {
        int width = panel.Width;
        for (int row = 0; row < rows; row++)
        {
            for (int o = 0; o < width; o += 4)
            {
                Four(
                    a, panel.Weights + (o * GroupSize), panel.Groups, width * GroupSize, panel.Offsets + o, sums + o);
            }

            a += aStride;
            sums += width;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Widened<C>(byte* a, sbyte* panel, nint groups, nint groupBytes, int* offsets, int* sums)
        where C : ICount
    {
        Vector256<int> l0 = default, h0 = default, l1 = default, h1 = default, l2 = default, h2 = default, l3 = default,
            h3 = default;
        for (byte* end = a + (groups * GroupSize); a < end; a += GroupSize)
        {
            Vector128<short> four = Sse41.ConvertToVector128Int16(Vector128.CreateScalarUnsafe(*(int*)a).AsByte());
            Vector256<short> x = Avx2.BroadcastScalarToVector256(four.AsInt64()).AsInt16();
            l0 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(panel)), x);
            h0 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(panel + 16)), x);
            l1 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(panel + 32)), x);
            h1 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(panel + 48)), x);
            if (C.Value > 2)
            {
                l2 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(panel + 64)), x);
                h2 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(panel + 80)), x);
            }

            if (C.Value > 3)
            {
                l3 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(panel + 96)), x);
                h3 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(panel + 112)), x);
            }

            panel += groupBytes;
        }

        StoreWidened(l0, h0, offsets, sums);
        StoreWidened(l1, h1, offsets + 8, sums + 8);
        if (C.Value > 2)
        {
            StoreWidened(l2, h2, offsets + 16, sums + 16);
        }

        if (C.Value > 3)
        {
            StoreWidened(l3, h3, offsets + 24, sums + 24);
        }
    }

    /// <summary>Two sums of each of four outputs, and of four more, to one sum each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreWidened(Vector256<int> low, Vector256<int> high, int* offsets, int* sums)
    {
        // The pairs' sums lie as outputs 0, 1, 4, 5 and 2, 3, 6, 7.
        Vector256<int> pairs = Avx2.HorizontalAdd(low, high);
        (Avx2.Permute4x64(pairs.AsInt64(), 0b11_01_10_00).AsInt32() + Vector256.Load(offsets)).Store(sums);
    }

    /// <summary>
    /// Four outputs, each with its four inputs side by side: a product of an unsigned and a signed byte fits 16 bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four(byte* a, sbyte* panel, nint groups, nint groupBytes, int* offsets, int* sums)
    {
        Vector128<int> s0 = default, s1 = default, s2 = default, s3 = default;
        for (byte* end = a + (groups * GroupSize); a < end; a += GroupSize)
        {
            Vector128<short> x = Vector128.WidenLower(Vector128.Create(*(int*)a).AsByte()).AsInt16();
            Vector128<sbyte> w = Vector128.Load(panel);
            Vector128<short> low = Vector128.WidenLower(w) * x, high = Vector128.WidenUpper(w) * x;
            s0 += Vector128.WidenLower(low);
            s1 += Vector128.WidenUpper(low);
            s2 += Vector128.WidenLower(high);
            s3 += Vector128.WidenUpper(high);
            panel += groupBytes;
        }

        sums[0] = Vector128.Sum(s0) + offsets[0];
        sums[1] = Vector128.Sum(s1) + offsets[1];
        sums[2] = Vector128.Sum(s2) + offsets[2];
        sums[3] = Vector128.Sum(s3) + offsets[3];
    }
}
