using Carousel.Tensors;

namespace Carousel.Tests.Execution;

public class CounterRandomTests
{
    /// <summary>The known-answer vectors that Salmon and others published with Random123 for philox4x32-10.</summary>
    [Theory]
    [InlineData(
        0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x6627e8d5u, 0xe169c58du,
        0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(
        0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu,
        0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(
        0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu,
        0x5001e420u, 0x24126ea1u)]
    public void Block_EqualsThePublishedVectors(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3) =>
        Assert.Equal((w0, w1, w2, w3), CounterRandom.FromKey(k0, k1).Block(c0, c1, c2, c3));

    [Fact]
    public void Uniform_IsInUnitIntervalAndEven()
    {
        var values = new float[40_000];
        new CounterRandom(7, CounterRandom.Purpose("test")).Uniform(3, values);

        Assert.All(values, v => Assert.InRange(v, 0f, 0.99999994f));

        // Standard error of the mean of n uniform numbers: 1/√(12 n) = 0.0014; four of them.
        Assert.InRange(values.Average(), 0.5 - 0.006, 0.5 + 0.006);
    }

    [Fact]
    public void Streams_AndSeeds_AndPurposesDiffer()
    {
        uint first = new CounterRandom(1, 2).Word(3, 4);
        Assert.NotEqual(first, new CounterRandom(2, 2).Word(3, 4));
        Assert.NotEqual(first, new CounterRandom(1, 3).Word(3, 4));
        Assert.NotEqual(first, new CounterRandom(1, 2).Word(4, 4));
        Assert.NotEqual(first, new CounterRandom(1, 2).Word(3, 5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Permutation_HoldsEveryNumberOnce(int n)
    {
        var order = new int[n];
        new CounterRandom(5, 6).Permutation(0, order);
        Assert.Equal(Enumerable.Range(0, n), order.Order());
        Assert.True(n < 2 || !order.SequenceEqual(Enumerable.Range(0, n)));
    }

    [Fact]
    public void Purpose_IsTheFnvHashOfTheName_OnEveryMachine() =>
        Assert.NotEqual(CounterRandom.Purpose("encoder.0/dropout"), CounterRandom.Purpose("encoder.1/dropout"));
}
