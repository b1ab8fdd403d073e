using System.Runtime.Intrinsics.X86;
using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Primitives;

public sealed unsafe class XxHash3Tests
{
    // Values of the reference implementation (XXH3_64bits of xxHash 0.8.1, Collet) on the bytes of Made.
    [Theory]
    [InlineData(241, 0xD6AFAC6F8FA85B01)]
    [InlineData(256, 0x9E6593BAB96413DA)]
    [InlineData(257, 0xC7F456FFF4EACA08)]
    [InlineData(512, 0x426B67E0356D303D)]
    [InlineData(1000, 0xCE7F62C0BB515A3C)]
    [InlineData(1023, 0x120A0457E3E899F6)]
    [InlineData(1024, 0xBB9F0C3761CDFD54)]
    [InlineData(1025, 0x95EDCCC1ADC4D895)]
    [InlineData(1088, 0xE8391A3978CBCF06)]
    [InlineData(2048, 0x278F7A6A39416B51)]
    [InlineData(2049, 0x644272755E8980A0)]
    [InlineData(5000, 0x06983D4CE0939F36)]
    [InlineData(65536, 0xB25B6166131FA281)]
    [InlineData(1048575, 0x662714B4014F57F4)]
    [InlineData(1048576, 0x6A1E48380A87D1AF)]
    public void Of_EqualsTheReference(int length, ulong expected) => Assert.Equal(expected, XxHash3.Of(Made(length)));

    [Fact]
    public void Of_Refuses_WhatHasAnotherFormInXxh3() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => XxHash3.Of(new byte[240]));

    [Fact]
    public void Of_Differs_WhenOneBitAnywhereChanges()
    {
        byte[] bytes = Made(3000);
        ulong before = XxHash3.Of(bytes);
        for (int k = 0; k < bytes.Length; k++)
        {
            bytes[k] ^= (byte)(1 << (k % 8));
            Assert.NotEqual(before, XxHash3.Of(bytes));
            bytes[k] ^= (byte)(1 << (k % 8));
        }
    }

    [Fact]
    public void Blocks_AreEqualOnEveryPath()
    {
        Assert.SkipUnless(Avx2.IsSupported, "This processor has one path only.");
        byte[] bytes = Made(7 * 1024), secret = Made(192);
        fixed (byte* from = bytes, key = secret)
        {
            ulong* one = stackalloc ulong[8], many = stackalloc ulong[8];
            new Span<ulong>(one, 8).Fill(ulong.MaxValue);
            uint largest = XxHash3.Single(one, from, 7, key);
            new Span<ulong>(many, 8).Fill(ulong.MaxValue);
            Assert.Equal(largest, XxHash3.Wide(many, from, 7, key));
            Assert.Equal(new Span<ulong>(one, 8).ToArray(), new Span<ulong>(many, 8).ToArray());
        }
    }

    /// <summary>
    /// The high bytes of a linear congruential generator (factor 1664525, addend 1013904223) that starts at 1.
    /// </summary>
    private static byte[] Made(int length)
    {
        var bytes = new byte[length];
        uint state = 1;
        for (int k = 0; k < length; k++)
        {
            state = unchecked((state * 1664525) + 1013904223);
            bytes[k] = (byte)(state >> 24);
        }

        return bytes;
    }
}
