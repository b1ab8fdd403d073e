using System.Runtime.InteropServices;
using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Primitives;

public sealed class FiniteBitsTests
{
    [Theory]
    [InlineData(float.NaN, false)]
    [InlineData(float.PositiveInfinity, false)]
    [InlineData(float.NegativeInfinity, false)]
    [InlineData(float.MaxValue, true)]
    [InlineData(float.MinValue, true)]
    [InlineData(-0f, true)]
    [InlineData(float.Epsilon, true)]
    public void Largest_TellsWhatIsFinite_AtEveryPlace(float value, bool isFinite)
    {
        for (int length = 1; length < 70; length++)
        {
            for (int at = 0; at < length; at++)
            {
                float[] values = new float[length];
                Array.Fill(values, -1.5f);
                values[at] = value;
                Assert.Equal(
                    isFinite, FiniteBits.AreFinite(FiniteBits.Largest(MemoryMarshal.Cast<float, uint>(values))));
            }
        }
    }

    [Fact]
    public void Largest_KnowsNanWithASignAndAnyPayload() =>
        Assert.All(
            (uint[])[0x7F800001, 0xFFC00000, 0xFFFFFFFF],
            bits => Assert.False(FiniteBits.AreFinite(FiniteBits.Largest([bits]))));

    [Fact]
    public void Largest_IsZero_ForNoValues() => Assert.Equal(0u, FiniteBits.Largest([]));

    /// <summary>Whole blocks, the rest after them, and both ends.</summary>
    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1024)]
    [InlineData(1300)]
    public void Checksum_SeesWhatIsNotFinite_AtEveryPlace(int length)
    {
        float[] values = new float[length];
        Array.Fill(values, -3.25f);
        Assert.True(IsFinite());
        for (int at = 0; at < length; at++)
        {
            values[at] = at % 2 == 0 ? float.NegativeInfinity : float.NaN;
            Assert.False(IsFinite());
            values[at] = float.MaxValue;
        }

        bool IsFinite()
        {
            ulong hash = XxHash3.Of(MemoryMarshal.AsBytes(values), out uint largest);
            Assert.Equal(XxHash3.Of(MemoryMarshal.AsBytes(values)), hash);
            return FiniteBits.AreFinite(largest);
        }
    }
}
