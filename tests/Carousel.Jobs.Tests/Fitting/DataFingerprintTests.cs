using System.Security.Cryptography;
using System.Text;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Fitting;

public class DataFingerprintTests
{
    [Fact]
    public void Text_IsTheBeginningOfTheHashOfAllThatWasAdded()
    {
        string all = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("ab\fc\f")))[..16];
        Assert.Equal(all, DataFingerprint.Of<string>([["a", "b"], ["c"]], (hash, text) => hash.Add(text), (byte)'\f'));
    }

    [Fact]
    public void WhatMovesFromPartToPart_ChangesIt() => Assert.NotEqual(
        DataFingerprint.Of<string>([["a", "b"], ["c"]], (hash, text) => hash.Add(text)),
        DataFingerprint.Of<string>([["a"], ["b", "c"]], (hash, text) => hash.Add(text)));

    [Fact]
    public void Numbers_CountBitByBit()
    {
        string Of(float number)
        {
            var hash = new DataFingerprint();
            hash.Add([number]);
            return hash.Finish();
        }

        Assert.NotEqual(Of(1), Of(MathF.BitIncrement(1)));
        Assert.Equal(Of(1), Of(1));
    }
}
