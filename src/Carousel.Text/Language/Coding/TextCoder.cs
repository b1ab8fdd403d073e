using System.Security.Cryptography;
using System.Text;
using Carousel.Data;

namespace Carousel.Language;

/// <summary>Packs a text into about as many bits as it surprises a language model, and unpacks it.</summary>
/// <remarks>
/// Both sides read the same units with the same model, whose answers have the same bits on every machine; where it
/// learns on, both learn at the same places. Not thread-safe.
/// </remarks>
/// <param name="model">The model.</param>
/// <param name="identity">What an archive says about the model and the program that it needs.</param>
internal sealed class TextCoder(LanguageModel model, ArchiveIdentity identity)
{
    // Between two looks whether to stop and what to show.
    private const int Pace = 256;

    /// <summary>Told how far it is: a share of the text.</summary>
    public Action<double>? Progress { get; init; }

    /// <summary>What the last text surprised the model by, in bits.</summary>
    public double Bits { get; private set; }

    /// <summary>Units of the last text.</summary>
    public int Units { get; private set; }

    /// <summary>Packs a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="learns">Whether the model learns on while it reads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The archive.</returns>
    public byte[] Pack(string text, bool learns, CancellationToken cancellation)
    {
        int[] items = model.Tokenizer.EncodeOpen(text, "the text");
        var encoder = new RangeEncoder();
        using LanguageReader reader = Begin(learns);
        var strange = new StrangeCharacters(model.Learned);
        var frequencies = new UnitFrequencies(reader.VocabularySize);
        double nats = 0;
        for (int i = 0; i < items.Length; i++)
        {
            Look(i, items.Length, cancellation);
            if (items[i] < 0)
            {
                nats += strange.SurpriseOf(~items[i]);
                strange.Write(encoder, ~items[i]);
                continue;
            }

            nats += strange.SurpriseOfKnown - reader.Logarithms[items[i]];
            strange.WriteKnown(encoder);
            frequencies.Set(reader.Logarithms);
            (uint before, uint own) = frequencies.Of(items[i]);
            encoder.Write(before, own);
            reader.Take(items[i]);
        }

        (Bits, Units) = (nats / Math.Log(2), items.Length);
        var head = new ArchiveHead(identity, learns, items.Length, Checksum(text));
        return [.. head.ToBytes(), .. encoder.End()];
    }

    /// <summary>Unpacks a text.</summary>
    /// <param name="archive">What <see cref="Pack"/> gave.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The text.</returns>
    /// <exception cref="DataFormatException">It is not an archive, of another model or release, or damaged.</exception>
    public string Unpack(ReadOnlyMemory<byte> archive, string name, CancellationToken cancellation)
    {
        var head = ArchiveHead.Read(archive.Span, name, out int length);
        head.Require(identity, name);
        var decoder = new RangeDecoder(archive[length..]);
        using LanguageReader reader = Begin(head.Learns);
        var strange = new StrangeCharacters(model.Learned);
        var frequencies = new UnitFrequencies(reader.VocabularySize);
        using var bytes = new MemoryStream();
        Span<byte> character = stackalloc byte[4];
        for (int i = 0; i < head.Units; i++)
        {
            Look(i, head.Units, cancellation);
            if (decoder.IsBehindEnd)
            {
                throw ArchiveHead.Damaged(name);
            }

            if (strange.Read(decoder) is >= 0 and var codePoint)
            {
                if (!Rune.TryCreate(codePoint, out Rune rune))
                {
                    throw ArchiveHead.Damaged(name);
                }

                bytes.Write(character[..rune.EncodeToUtf8(character)]);
                continue;
            }

            frequencies.Set(reader.Logarithms);
            (int unit, uint before, uint own) = frequencies.At(decoder.Next());
            decoder.Read(before, own);
            bytes.Write(model.Tokenizer.Utf8Of(unit));
            reader.Take(unit);
        }

        string text = Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        return Checksum(text) == head.Checksum ? text : throw ArchiveHead.Damaged(name);
    }

    private static string Checksum(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, ArchiveHead.HashBytes));

    private LanguageReader Begin(bool learns)
    {
        LanguageReader reader = model.NewReader(learns ? new AdaptationOptions() : null);
        reader.Hear([model.Start], isCounted: false);
        return reader;
    }

    private void Look(int place, int all, CancellationToken cancellation)
    {
        if (place % Pace == 0)
        {
            cancellation.ThrowIfCancellationRequested();
            Progress?.Invoke((double)place / all);
        }
    }
}
