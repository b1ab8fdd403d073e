using System.Text;
using Carousel.Storage;

namespace Carousel.Tests.Storage;

public sealed class XxHash64Tests
{
    // Values of the reference implementation (xxHash, Collet), as the documentation of its Python binding and its own
    // tests give them.
    [Theory]
    [InlineData("", 0, 0xEF46DB3751D8E999)]
    [InlineData("a", 0, 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0, 0x44BC2CF5AD770999)]
    [InlineData("xxhash", 20141025, 0xB559B98D844E0635)]
    [InlineData("Nobody inspects the spammish repetition", 0, 0xFBCEA83C8A378BF1)]
    public void Of_EqualsTheReference(string text, ulong seed, ulong expected) =>
        Assert.Equal(expected, XxHash64.Of(Encoding.ASCII.GetBytes(text), seed));

    [Fact]
    public void Of_Differs_WhenAnyBitOfAnyLengthChanges()
    {
        for (int length = 1; length < 100; length++)
        {
            byte[] bytes = [.. Enumerable.Range(0, length).Select(k => (byte)(k * 37))];
            ulong before = XxHash64.Of(bytes);
            bytes[length / 2] ^= 4;
            Assert.NotEqual(before, XxHash64.Of(bytes));
        }
    }
}
