using System.Text;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Jobs.Text;
using Carousel.Language;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Language;

/// <summary>A packed text comes back to the last byte, in about as many bits as it surprised the model.</summary>
public sealed class TextCoderTests
{
    private static readonly ArchiveIdentity _identity = new("0123456789abcdef", "1.2.3");

    private static readonly string _text = string.Concat(Enumerable.Range(0, 90)
        .Select(i => $"the {(i % 3 == 0 ? "white" : "old")} whale swims {i % 7} miles.\n"));

    [Theory]
    [InlineData(UnitKind.Characters, false)]
    [InlineData(UnitKind.Characters, true)]
    [InlineData(UnitKind.Bytes, true)]
    [InlineData(UnitKind.Pieces, false)]
    public async Task ATextComesBack_AndHasTheBitsOfItsSurprise(UnitKind kind, bool learns)
    {
        using LanguageModel model = await ModelAsync(kind);
        const string strange = "\r\nüber 🐋\uFEFF\0 naïve\r\n über über";
        foreach (string text in new[] { _text[..1200], "", "t", strange, "\n\n" })
        {
            var coder = new TextCoder(model, _identity);

            byte[] packed = coder.Pack(text, learns, CancellationToken.None);

            Assert.Equal(text, new TextCoder(model, _identity).Unpack(packed, "a", CancellationToken.None));
            int head = ArchiveHeadLength(packed);
            Assert.InRange(packed.Length - head, coder.Bits / 8, (coder.Bits / 8 * 1.002) + 3);
        }
    }

    [Fact]
    public async Task WhatWasPackedWithACache_IsUnpackedByTheModelOfTheFile_WithOtherThreads()
    {
        using var folder = new TemporaryFolder();
        using LanguageModel with = await ModelAsync(UnitKind.Characters, cache: 30);
        using LanguageModel without = await ModelAsync(UnitKind.Characters, cache: 0);
        with.Save(folder.File("model"));
        using LanguageModel loaded = LanguageModel.Load(folder.File("model"), threads: 3);

        byte[] packed = new TextCoder(with, _identity).Pack(_text[..1200], learns: true, CancellationToken.None);

        Assert.NotEqual(
            new TextCoder(without, _identity).Pack(_text[..1200], learns: true, CancellationToken.None), packed);
        Assert.Equal(
            _text[..1200], new TextCoder(loaded, _identity).Unpack(packed, "a", CancellationToken.None));
    }

    [Fact]
    public async Task AnArchive_OfAnotherModelOrRelease_OrDamaged_IsRefused()
    {
        using LanguageModel model = await ModelAsync(UnitKind.Characters);
        byte[] packed = new TextCoder(model, _identity).Pack(_text[..300], learns: false, CancellationToken.None);

        Assert.Contains("another model", Refused(packed, _identity with { Model = "ffffffffffffffff" }));
        Assert.Contains("by Carousel 1.2.3, this is 9.9.9", Refused(packed, _identity with { Release = "9.9.9" }));
        Assert.Contains("not a text that", Refused([1, 2, 3], _identity));
        Assert.Contains("not a text that", Refused(Encoding.ASCII.GetBytes(_text), _identity));
        for (int place = ArchiveHeadLength(packed); place < packed.Length - 2; place += 7)
        {
            byte[] damaged = [.. packed];
            damaged[place] ^= 0x10;
            Assert.Contains("damaged", Refused(damaged, _identity));
        }

        Assert.Contains("damaged", Refused(packed[..^6], _identity));
        byte[] endless = [.. packed];
        endless.AsSpan(8 + (2 * ArchiveHead.HashBytes), 4).Fill(0x7F);
        Assert.Contains("damaged", Refused(endless, _identity));

        string Refused(byte[] archive, ArchiveIdentity identity) => Assert.Throws<DataFormatException>(
            () => new TextCoder(model, identity).Unpack(archive, "a.crsl", CancellationToken.None)).Message;
    }

    [Fact]
    public async Task WordsDoNotGiveATextBack_AndAreRefused()
    {
        using LanguageModel model = await ModelAsync(UnitKind.Words);

        Assert.Contains(
            "--units characters, bytes or pieces",
            Assert.ThrowsAny<DataFormatException>(() => model.RequirePacking("m.safetensors")).OnCommandLine,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Symbols_ComeBack_WhateverTheirFrequencies(int seed)
    {
        var draws = new Draws(seed);
        var written = new List<(uint Before, uint Own)>();
        const uint Total = 1u << RangeEncoder.TotalBits;
        var encoder = new RangeEncoder();
        for (int i = 0; i < 20_000; i++)
        {
            // Very rare, very common and ordinary symbols, at either end too, where a carry goes far.
            uint own = (i % 5) switch { 0 => 1u, 1 => Total - 1, 2 => Total / 2, _ => 1 + (uint)draws.Below(1 << 20) };
            uint before = (i % 3) switch { 0 => 0u, 1 => Total - own, _ => (uint)draws.Below((int)(Total - own) + 1) };
            written.Add((before, own));
            encoder.Write(before, own);
        }

        var decoder = new RangeDecoder(encoder.End());
        foreach ((uint before, uint own) in written)
        {
            Assert.InRange(decoder.Next(), before, before + own - 1);
            decoder.Read(before, own);
        }
    }

    [Fact]
    public void Frequencies_HaveTheFixedTotal_AndNoneIsZero()
    {
        var frequencies = new UnitFrequencies(5);
        foreach (double[] p in new double[][]
            { [1, 0, 0, 0, 0], [0.2, 0.2, 0.2, 0.2, 0.2], [1e-30, 0.5, 0.5, 1e-9, 0], [0, 0, 0, 0, 1.0000001] })
        {
            frequencies.Set([.. p.Select(q => Math.Log(q))]);
            uint sum = 0;
            for (int unit = 0; unit < 5; unit++)
            {
                (uint before, uint own) = frequencies.Of(unit);
                Assert.Equal(sum, before);
                Assert.True(own >= 1);
                Assert.Equal((unit, before, own), frequencies.At(before));
                Assert.Equal((unit, before, own), frequencies.At(before + own - 1));
                sum += own;
            }

            Assert.Equal(1u << RangeEncoder.TotalBits, sum);
        }
    }

    [Fact]
    public async Task AStrangeCharacter_IsCountedWithWhatItCosts()
    {
        using LanguageModel model = await ModelAsync(UnitKind.Characters);
        using var plain = new StringWriter();
        using var with = new StringWriter();

        JobAnswer first = model.Predict(JobInput.OfText("the whale swims", "a"), plain, CancellationToken.None);
        JobAnswer second = model.Predict(JobInput.OfText("the whäle swims", "a"), with, CancellationToken.None);

        Assert.Empty(first.Notes);
        Assert.Contains("The model does not know 1 character of a:", second.Notes.Single(), StringComparison.Ordinal);
        string row = with.ToString().Split('\n')[7];
        Assert.StartsWith("7,ä,", row, StringComparison.Ordinal);

        // Half a chance in all that was learned, and 21 bits of a code point.
        double expected = 21 + Math.Log2(2 * (model.Learned + 7.0));
        Assert.Equal(
            expected, double.Parse(row.Split(',')[3], System.Globalization.CultureInfo.InvariantCulture), 0.01);
    }

    private static int ArchiveHeadLength(byte[] packed)
    {
        _ = ArchiveHead.Read(packed, "a", out int length);
        return length;
    }

    private static async Task<LanguageModel> ModelAsync(UnitKind kind, int? cache = null)
    {
        var options = new LanguageOptions
        {
            Units = kind,
            Cache = cache,
            Fit = new FitOptions { Hidden = 12, Epochs = 2, Batch = 8, Threads = 1 },
            Pieces = 280,
            Length = 16,
            Sample = 0,
        };
        return (await LanguagePlan.Make(LanguageText.Of(_text, "whale.txt"), options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
    }
}
