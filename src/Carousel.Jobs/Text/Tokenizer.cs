using System.Text;
using Carousel.Data;
using Carousel.Storage;

namespace Carousel.Jobs.Text;

/// <summary>Text as numbers 0, 1, … of its units, and back.</summary>
/// <remarks>Immutable. Only its vocabulary is kept in the model file.</remarks>
/// <param name="kind">What it cuts text into.</param>
/// <param name="vocabulary">All units.</param>
internal abstract class Tokenizer(UnitKind kind, Vocabulary vocabulary)
{
    private byte[][]? _bytes;

    /// <summary>What it cuts text into.</summary>
    public UnitKind Kind { get; } = kind;

    /// <summary>All units in the order of their numbers.</summary>
    public Vocabulary Vocabulary { get; } = vocabulary;

    /// <summary>What one unit is called, such as <c>character</c>.</summary>
    public string UnitName => Kind switch
    {
        UnitKind.Characters => "character",
        UnitKind.Bytes => "byte",
        UnitKind.Words => "word",
        UnitKind.Pieces => "piece",
        _ => "residue",
    };

    /// <summary>The unit that ends a line, or −1 if the vocabulary has no such unit.</summary>
    public int LineEnd => Kind is UnitKind.Bytes or UnitKind.Pieces ? '\n'
        : Vocabulary.Contains(WordSplitter.LineEnd) ? Vocabulary.NumberOf(WordSplitter.LineEnd) : -1;

    /// <summary>The unit before a text that begins: the end of a line, if the vocabulary has it.</summary>
    public int Start => LineEnd >= 0 ? LineEnd : Math.Max(0, Vocabulary.Unknown);

    /// <summary>The units of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>Their numbers.</returns>
    /// <exception cref="DataFormatException">A unit is not in the vocabulary, which has no unknown unit.</exception>
    public abstract int[] Encode(string text, string name);

    /// <summary>The units of a text that may have characters which the vocabulary lacks.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>Their numbers; ~c for a code point c without a unit.</returns>
    /// <exception cref="DataFormatException">As <see cref="Encode"/>, where units are not single
    /// characters.</exception>
    public virtual int[] EncodeOpen(string text, string name) => Encode(text, name);

    /// <summary>The units of a line, as <see cref="EncodeOpen"/> gives them, and its end where there is such a
    /// unit.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>Their numbers.</returns>
    /// <exception cref="DataFormatException">As <see cref="EncodeOpen"/>.</exception>
    public int[] LineOf(string line, string name)
    {
        int[] items = EncodeOpen(line, name);
        return LineEnd >= 0 ? [.. items, LineEnd] : items;
    }

    /// <summary>What a unit adds to a text.</summary>
    /// <param name="unit">Its number.</param>
    /// <returns>Bytes of UTF-8; those of one unit may end inside a character.</returns>
    public ReadOnlySpan<byte> Utf8Of(int unit) =>
        (_bytes ??= [.. Vocabulary.Entries.Select(EntryEncoding.GetBytes)])[unit];

    /// <summary>How the entries of the vocabulary become bytes.</summary>
    private protected virtual Encoding EntryEncoding => Encoding.UTF8;

    /// <summary>Whether there is a space between two units.</summary>
    /// <param name="before">The number of the first.</param>
    /// <param name="unit">The number of the second.</param>
    /// <returns>Whether it does.</returns>
    public virtual bool IsSpaceBetween(int before, int unit) => false;

    /// <summary>Units as text.</summary>
    /// <param name="units">Their numbers.</param>
    /// <returns>The text; bytes that are not UTF-8 become replacement characters.</returns>
    public string Decode(ReadOnlySpan<int> units)
    {
        using var text = new StringWriter();
        var writer = new UnitWriter(this, text);
        foreach (int unit in units)
        {
            writer.Write(unit);
        }

        writer.End();
        return text.ToString();
    }

    /// <summary>The tokeniser of a model file.</summary>
    /// <param name="kind">What it cuts text into.</param>
    /// <param name="vocabulary">Its units.</param>
    /// <param name="path">How messages call the file.</param>
    /// <returns>The tokeniser.</returns>
    /// <exception cref="ModelFileException">The vocabulary is not of this kind.</exception>
    public static Tokenizer Of(UnitKind kind, Vocabulary vocabulary, string path)
    {
        try
        {
            return kind switch
            {
                UnitKind.Characters => new CharacterTokenizer(vocabulary),
                UnitKind.Bytes or UnitKind.Pieces => new PieceTokenizer(kind, vocabulary),
                UnitKind.Words => new WordTokenizer(vocabulary),
                UnitKind.Residues => new ResidueTokenizer(vocabulary),
                _ => throw new ArgumentOutOfRangeException(nameof(kind)),
            };
        }
        catch (ArgumentException)
        {
            throw new ModelFileException(
                $"{path}: the model's vocabulary is not one of {kind.ToString().ToLowerInvariant()}; the file was "
                + "damaged or made by hand.");
        }
    }
}
