using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Tests.Kernels.Primitives;

public sealed unsafe class RandomNumbersTests
{
    private static readonly CounterRandom _random = new(11, CounterRandom.Purpose("rows"));

    [Theory]
    [InlineData(0ul)]
    [InlineData(0xFFFF_FFFAul)]
    [InlineData(0xFFFF_FFFF_FFFF_FFFCul)]
    public void Words_AreTheBlocksInOrder_OverTheCountersHalves(ulong first)
    {
        uint[] words = new uint[64];
        RandomNumbers.Words(_random, new(first, 7, 9), words);

        for (uint b = 0; b < 16; b++)
        {
            ulong block = unchecked(first + b);
            (uint w0, uint w1, uint w2, uint w3) = _random.Block((uint)block, (uint)(block >> 32), 7, 9);
            Assert.Equal([w0, w1, w2, w3], words[(int)(4 * b)..(int)((4 * b) + 4)]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Words_AreEqualOnEveryPath(bool countsLast)
    {
        uint* one = stackalloc uint[32], many = stackalloc uint[32];
        var first = new BlockCounters(0xFFFF_FFFC, 1, 2, countsLast);
        for (uint b = 0; b < 8; b++)
        {
            RandomNumbers.Single(_random, first.From(b), one + (4 * b));
        }

        if (Avx2.IsSupported)
        {
            RandomNumbers.Middle(_random, first, many);
            RandomNumbers.Middle(_random, first.From(4), many + 16);
            Assert.Equal(new Span<uint>(one, 32).ToArray(), new Span<uint>(many, 32).ToArray());
        }

        if (Avx512F.IsSupported)
        {
            RandomNumbers.Wide(_random, first, many);
            Assert.Equal(new Span<uint>(one, 32).ToArray(), new Span<uint>(many, 32).ToArray());
        }
    }

    [Fact]
    public void Normal_IsBoxAndMullersTransform_OnEveryWidth()
    {
        uint[] words = new uint[256];
        RandomNumbers.Words(_random, default, words);
        float[] numbers = new float[256];
        RandomNumbers.Normal(words, numbers);

        for (int i = 0; i < 128; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - (double)CounterRandom.ToUniform(words[i])));
            double angle = 2 * Math.PI * CounterRandom.ToUniform(words[128 + i]);
            Assert.Equal(radius * Math.Cos(angle), numbers[i], 1e-5);
            Assert.Equal(radius * Math.Sin(angle), numbers[128 + i], 1e-5);
        }

        Assert.Equal(numbers, Width<Vector128<float>, Lanes128>(words));
        Assert.Equal(numbers, Width<Vector256<float>, Lanes256>(words));
    }

    [Fact]
    public void Lengths_AreWholeGroups()
    {
        Assert.Throws<ArgumentException>(() => RandomNumbers.Words(_random, default, new uint[33]));
        Assert.Throws<ArgumentException>(() => RandomNumbers.Normal(new uint[64], new float[32]));
    }

    private static float[] Width<V, O>(uint[] words)
        where O : ILanes<V>
    {
        int half = words.Length / 2;
        float[] numbers = new float[words.Length];
        for (int i = 0; i < half; i++)
        {
            numbers[i] = 1 - CounterRandom.ToUniform(words[i]);
            numbers[half + i] = CounterRandom.ToUniform(words[half + i]);
        }

        fixed (float* to = numbers)
        {
            RandomNumbers.Normal<V, O>(to, half);
        }

        return numbers;
    }
}
