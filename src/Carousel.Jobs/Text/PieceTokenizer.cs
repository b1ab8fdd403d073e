using System.Runtime.InteropServices;
using System.Text;

namespace Carousel.Jobs.Text;

/// <summary>Bytes of UTF-8, or byte-pair pieces of them: runs of bytes that often stand together.</summary>
/// <remarks>
/// Sennrich, Haddow and Birch 2016, over bytes. The vocabulary holds the 256 bytes, then the pieces in the order in
/// which they were merged, each byte as the
/// character of that number. Pieces do not cross the borders of <see cref="PieceTraining.Chunks"/>.
/// </remarks>
internal sealed class PieceTokenizer : Tokenizer
{
    /// <summary>How many bytes there are: the first pieces.</summary>
    public const int Bytes = 256;

    private readonly Dictionary<string, int[]> _known = [];
    private readonly Dictionary<(int Left, int Right), int> _joined = [];

    /// <summary>A tokeniser with a vocabulary.</summary>
    /// <param name="kind">Bytes or pieces.</param>
    /// <param name="vocabulary">The bytes, then the pieces.</param>
    /// <exception cref="ArgumentException">The first 256 are not the bytes, or a piece is not a row of
    /// bytes.</exception>
    internal PieceTokenizer(UnitKind kind, Vocabulary vocabulary)
        : base(kind, vocabulary)
    {
        if (vocabulary.Count < Bytes || Enumerable.Range(0, Bytes).Any(b => vocabulary.Entries[b] != ByteText(b))
            || vocabulary.Entries.Any(e => e.Length == 0 || e.Any(c => c >= Bytes))
            || (kind == UnitKind.Bytes && vocabulary.Count > Bytes))
        {
            throw new ArgumentException("The vocabulary is not one of byte pieces.", nameof(vocabulary));
        }
    }

    /// <summary>The tokeniser of bytes.</summary>
    /// <returns>The same for every text.</returns>
    public static PieceTokenizer OfBytes() =>
        new(UnitKind.Bytes, Vocabulary.Closed(Enumerable.Range(0, Bytes).Select(ByteText)));

    /// <summary>The tokeniser whose pieces are trained on a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pieces">How many pieces there are to be, the 256 bytes among them; fewer where no pair stands
    /// twice.</param>
    /// <returns>The tokeniser.</returns>
    public static PieceTokenizer Of(string text, int pieces) => new(
        UnitKind.Pieces,
        Vocabulary.Closed(
            [.. Enumerable.Range(0, Bytes).Select(ByteText), .. PieceTraining.Merge(text, pieces - Bytes)]));

    /// <inheritdoc/>
    public override int[] Encode(string text, string name)
    {
        if (Kind == UnitKind.Bytes)
        {
            return [.. Encoding.UTF8.GetBytes(text).Select(b => (int)b)];
        }

        var units = new List<int>(text.Length / 2);
        foreach (string chunk in PieceTraining.Chunks(text))
        {
            ref int[]? pieces = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, chunk, out _);
            units.AddRange(pieces ??= Joined(chunk));
        }

        return [.. units];
    }

    /// <inheritdoc/>
    private protected override Encoding EntryEncoding => Encoding.Latin1;

    private static string ByteText(int value) => ((char)value).ToString();

    /// <summary>Joins neighbours as the training did: always those first whose piece was made first.</summary>
    /// <param name="chunk">A part of a text that no piece crosses.</param>
    /// <returns>Its pieces.</returns>
    private int[] Joined(string chunk)
    {
        List<int> parts = [.. Encoding.UTF8.GetBytes(chunk).Select(b => (int)b)];
        while (FirstJoining(parts) is { } place)
        {
            parts[place] = Joined(parts[place], parts[place + 1]);
            parts.RemoveAt(place + 1);
        }

        return [.. parts];
    }

    /// <summary>Where neighbours are to be joined whose piece was made first; null where none are.</summary>
    private int? FirstJoining(List<int> parts)
    {
        (int best, int? place) = (int.MaxValue, null);
        for (int i = 0; i + 1 < parts.Count; i++)
        {
            int number = Joined(parts[i], parts[i + 1]);
            if (number >= 0 && number < best)
            {
                (best, place) = (number, i);
            }
        }

        return place;
    }

    /// <summary>The piece of two neighbours; −1 if they do not form a piece.</summary>
    private int Joined(int left, int right)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_joined, (left, right), out bool isKnown);
        if (!isKnown)
        {
            string joined = Vocabulary.Entries[left] + Vocabulary.Entries[right];
            number = Vocabulary.Contains(joined) ? Vocabulary.NumberOf(joined) : -1;
        }

        return number;
    }
}
