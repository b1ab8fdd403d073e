using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Text;

/// <summary>Plain text that a network reads before it learns from examples: lines of words.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Lines">The words of each line; a long line is in pieces.</param>
internal sealed record PlainText(string Name, IReadOnlyList<IReadOnlyList<string>> Lines)
{
    /// <summary>A longer line is read in pieces: that bounds the memory of a step.</summary>
    public const int LongestLine = 64;

    /// <summary>A word that stands once teaches nothing, and there are many of them.</summary>
    private const int LeastCount = 2;

    /// <summary>Of a long text the words that stand most often: each takes a row.</summary>
    private const int MostWords = 100_000;

    /// <summary>Words that are asked for: rarer ones are read, but not to be said.</summary>
    public const int SaidWords = 4000;

    /// <summary>How many words there are.</summary>
    public long Words => Lines.Sum(l => (long)l.Count);

    /// <summary>Reads a file, a sentence or a paragraph a line.</summary>
    /// <param name="path">The file; it may be packed with gzip.</param>
    /// <param name="wordsOf">Cuts a line into words.</param>
    /// <exception cref="DataFormatException">It is not there, is no text, or holds no two words in a
    /// line.</exception>
    public static PlainText Read(string path, Func<string, IEnumerable<string>> wordsOf) => Of(
        path, TextLines.ReadAll(path).Split('\n').Select(wordsOf));

    /// <summary>Text of lines that are cut already.</summary>
    /// <param name="name">How messages call it.</param>
    /// <param name="lines">The words of each.</param>
    /// <exception cref="DataFormatException">No line has two words.</exception>
    public static PlainText Of(string name, IEnumerable<IEnumerable<string>> lines)
    {
        string[][] pieces = [.. lines.SelectMany(l => l.Chunk(LongestLine)).Where(piece => piece.Length > 1)];
        return pieces.Length > 0
            ? new PlainText(name, pieces)
            : throw new DataFormatException(
                $"{name} has no line of two words or more. Pass plain text, a sentence or a paragraph a line.");
    }

    /// <summary>How often words and characters are seen together with those of examples.</summary>
    /// <param name="examples">Those of the examples.</param>
    /// <param name="text">Those of the text.</param>
    /// <returns>Of the text, those that stand often enough.</returns>
    public static IReadOnlyDictionary<string, int> Counts(IEnumerable<string> examples, IEnumerable<string> text)
    {
        Dictionary<string, int> counts = Vocabulary.CountOf(examples).ToDictionary(StringComparer.Ordinal);
        IEnumerable<KeyValuePair<string, int>> often = Vocabulary.CountOf(text).Where(c => c.Value >= LeastCount)
            .OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(MostWords);
        foreach ((string unit, int count) in often)
        {
            counts[unit] = counts.GetValueOrDefault(unit) + count;
        }

        return counts;
    }

    /// <summary>A text that differs for other lines.</summary>
    public string Fingerprint()
    {
        var hash = new DataFingerprint();
        foreach (IReadOnlyList<string> line in Lines)
        {
            hash.Add($"{string.Join('\n', line)}\t");
        }

        return hash.Finish();
    }
}
