using System.Runtime.InteropServices;
using System.Text;

namespace Carousel.Jobs.Text;

/// <summary>Bytes of UTF-8, or byte-pair pieces of them: runs of bytes that often stand together.</summary>
/// <remarks>
/// Sennrich, Haddow and Birch 2016, over bytes. The vocabulary holds the 256 bytes, then the pieces in the order in
/// which they were merged, each byte as the
/// character of that number. Pieces do not cross the borders of <see cref="PieceTraining.Chunks"/>.
/// </remarks>
internal sealed class PieceTokeniser : Tokeniser
{
    /// <summary>How many bytes there are: the first pieces.</summary>
    public const int Bytes = 256;

    private readonly byte[][] _bytes;
    private readonly Dictionary<string, int[]> _known = new(StringComparer.Ordinal);

    /// <summary>A tokeniser with a vocabulary.</summary>
    /// <param name="kind">Bytes or pieces.</param>
    /// <param name="vocabulary">The bytes, then the pieces.</param>
    /// <exception cref="ArgumentException">The first 256 are not the bytes, or a piece is no row of bytes.</exception>
    internal PieceTokeniser(UnitKind kind, Vocabulary vocabulary)
        : base(kind, vocabulary)
    {
        if (vocabulary.Count < Bytes || Enumerable.Range(0, Bytes).Any(b => vocabulary.Entries[b] != ByteText(b))
            || vocabulary.Entries.Any(e => e.Length == 0 || e.Any(c => c >= Bytes))
            || (kind == UnitKind.Bytes && vocabulary.Count > Bytes))
        {
            throw new ArgumentException("These are no pieces of bytes.", nameof(vocabulary));
        }

        _bytes = [.. vocabulary.Entries.Select(Encoding.Latin1.GetBytes)];
    }

    /// <summary>The tokeniser of bytes.</summary>
    /// <returns>The same for every text.</returns>
    public static PieceTokeniser OfBytes() =>
        new(UnitKind.Bytes, Vocabulary.Closed(Enumerable.Range(0, Bytes).Select(ByteText)));

    /// <summary>The tokeniser whose pieces are trained on a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pieces">How many pieces there are to be, the 256 bytes among them; fewer where no pair stands
    /// twice.</param>
    /// <returns>The tokeniser.</returns>
    public static PieceTokeniser Of(string text, int pieces) => new(
        UnitKind.Pieces,
        Vocabulary.Closed(
            [.. Enumerable.Range(0, Bytes).Select(ByteText), .. PieceTraining.Merge(text, pieces - Bytes)]));

    /// <inheritdoc/>
    public override bool KeepsText => true;

    /// <inheritdoc/>
    public override int[] Encode(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Kind == UnitKind.Bytes)
        {
            return [.. Encoding.UTF8.GetBytes(text).Select(b => (int)b)];
        }

        var units = new List<int>(text.Length / 2);
        foreach (string chunk in PieceTraining.Chunks(text))
        {
            ref int[]? pieces = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, chunk, out _);
            pieces ??= Pieces(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(chunk)));
            units.AddRange(pieces);
        }

        return [.. units];
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Utf8Of(int unit) => _bytes[unit];

    private static string ByteText(int value) => ((char)value).ToString();

    /// <summary>Joins neighbours as the training did: always those first whose piece was made first.</summary>
    private int[] Pieces(string chunk)
    {
        List<string> parts = [.. chunk.Select(c => c.ToString())];
        while (parts.Count > 1)
        {
            (int best, int place) = (int.MaxValue, -1);
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                string joined = parts[i] + parts[i + 1];
                int number = Vocabulary.Contains(joined) ? Vocabulary.NumberOf(joined) : int.MaxValue;
                (best, place) = number < best ? (number, i) : (best, place);
            }

            if (place < 0)
            {
                break;
            }

            parts[place] += parts[place + 1];
            parts.RemoveAt(place + 1);
        }

        return [.. parts.Select(Vocabulary.NumberOf)];
    }
}
