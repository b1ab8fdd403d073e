using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Quantized;

public sealed unsafe class ByteProductTests
{
    private delegate void Product(BytePanel panel, int rows, byte* a, nint aStride, int* sums);

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(64)]
    public void EveryInstructionSet_GivesTheSumsOfTheDefinition_OverRandomShapes(int width)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new Random((width * 100) + seed);
            (int rows, int groups) = (1 + random.Next(8), 1 + random.Next(20));
            int stride = (groups * 4) + (4 * random.Next(3));
            byte[] a =
            [
                .. Enumerable.Range(0, rows * stride).Select(_ => Extreme(random, 1, 255)).Select(v => (byte)v),
            ];
            sbyte[] panel = [.. Enumerable.Range(0, groups * width * 4).Select(_ => (sbyte)Extreme(random, -127, 127))];
            int[] offsets = new int[width], expected = new int[rows * width];
            for (int o = 0; o < width; o++)
            {
                long sum = Enumerable.Range(0, groups * 4).Sum(k => (long)Weight(panel, width, k, o));
                offsets[o] = (int)(-128 * sum);
                for (int r = 0; r < rows; r++)
                {
                    expected[(r * width) + o] = (int)Enumerable.Range(0, groups * 4)
                        .Sum(k => (a[(r * stride) + k] - 128L) * Weight(panel, width, k, o));
                }
            }

            foreach (Product product in Products())
            {
                var sums = new int[rows * width];
                fixed (byte* pa = a)
                fixed (float* pp = Packed(panel, offsets))
                fixed (int* ps = sums)
                {
                    product(new BytePanel(pp, width, groups * 4), rows, pa, stride, ps);
                }

                Assert.Equal(expected, sums);
            }
        }
    }

    [Fact]
    public void TheLargestSums_StayExact()
    {
        // 127·127 in each of the most columns that a matrix may have is just below 2³¹; on the way 255·127 leaves 32
        // bits and comes back.
        const int groups = Carousel.Tensors.QuantizedMatrix.MostColumns / 4;
        byte[] a = new byte[groups * 4];
        sbyte[] panel = new sbyte[groups * 16 * 4];
        a.AsSpan().Fill(255);
        panel.AsSpan().Fill(127);
        int[] offsets = new int[16], sums = new int[16];
        offsets.AsSpan().Fill(unchecked(-128 * 127 * 4 * groups));
        foreach (Product product in Products())
        {
            fixed (byte* pa = a)
            fixed (float* pp = Packed(panel, offsets))
            fixed (int* ps = sums)
            {
                product(new BytePanel(pp, 16, groups * 4), 1, pa, a.Length, ps);
            }

            Assert.All(sums, sum => Assert.Equal(127 * 127 * 4 * groups, sum));
        }
    }

    /// <summary>Weights, then offsets, then room for scales.</summary>
    private static float[] Packed(sbyte[] panel, int[] offsets) =>
    [
        .. MemoryMarshal.Cast<sbyte, float>(panel), .. MemoryMarshal.Cast<int, float>(offsets),
        .. new float[offsets.Length],
    ];

    private static List<Product> Products()
    {
        var products = new List<Product> { ByteProduct.Multiply, ByteProduct.MultiplyByFours };
        if (Avx2.IsSupported)
        {
            products.Add(ByteProduct.MultiplyWidened);
        }

        if (AvxVnni.IsSupported)
        {
            products.Add(ByteProduct.MultiplyByDots);
        }

        return products;
    }

    private static sbyte Weight(sbyte[] panel, int width, int k, int o) =>
        panel[((((k / 4) * width) + o) * 4) + (k % 4)];

    /// <summary>One in four is an end of the range.</summary>
    private static int Extreme(Random random, int least, int most) =>
        random.Next(8) switch { 0 => least, 1 => most, _ => random.Next(least, most + 1) };
}
