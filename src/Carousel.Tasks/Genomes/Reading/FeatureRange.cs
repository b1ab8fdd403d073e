using System.Globalization;
using Carousel.Data;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Genomes.Reading;

/// <summary>Checks where a feature lies: every reader of annotation refuses the same in the same words.</summary>
internal static class FeatureRange
{
    /// <summary>The sequence that a feature names.</summary>
    /// <exception cref="DataFormatException">There is none of this name.</exception>
    public static int SequenceOf(IReadOnlyList<GenomeSequence> sequences, string sequence, string file, long line)
    {
        for (int s = 0; s < sequences.Count; s++)
        {
            if (sequences[s].Name == sequence)
            {
                return s;
            }
        }

        string[] names = [.. sequences.Select(s => s.Name)];
        string near = NearestName.Find(sequence, names) is { } meant ? $" Did you mean '{meant}'?" : $" The data have {string.Join(", ", names.Take(3))}{(names.Length > 3 ? ", …" : "")}.";
        throw new DataFormatException(file, line, 1, $"there is no sequence '{sequence}'.{near}");
    }

    /// <summary>A whole number of a column.</summary>
    /// <exception cref="DataFormatException">It is none.</exception>
    public static int Whole(string text, string what, string file, long line, int column) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw new DataFormatException(file, line, column, $"'{text}' is no {what}: a whole number is expected.");

    /// <summary>A run of bases from its first to its last, counted from 1.</summary>
    /// <exception cref="DataFormatException">It begins before the sequence, ends before it begins, or ends beyond the sequence.</exception>
    public static BaseSpan OfInclusive(int first, int last, GenomeSequence sequence, string file, long line)
    {
        if (first < 1)
        {
            throw new DataFormatException(file, line, 0, "a feature begins at 0; bases are counted from 1.");
        }

        return OfHalfOpen(first - 1, last, sequence, file, line);
    }

    /// <summary>A run of bases from its first, counted from 0, to the one after its last.</summary>
    /// <exception cref="DataFormatException">It ends before it begins, or beyond the sequence.</exception>
    public static BaseSpan OfHalfOpen(int start, int end, GenomeSequence sequence, string file, long line)
    {
        if (start >= end)
        {
            throw new DataFormatException(file, line, 0, string.Create(CultureInfo.InvariantCulture, $"a feature begins at base {start + 1:N0}, after its end at {end:N0}. The start comes first on both strands."));
        }

        if (end > sequence.Length)
        {
            throw new DataFormatException(file, line, 0, string.Create(
                CultureInfo.InvariantCulture, $"a feature ends at base {end:N0}, beyond the end of '{sequence.Name}', which has {sequence.Length:N0}. Is the annotation of another release, or does it go round a circle?"));
        }

        return new BaseSpan(start, end);
    }
}
