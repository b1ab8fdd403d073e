using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Genomes.Reading;

/// <summary>
/// Checks where the features of a file lie: every reader of annotation refuses the same in the same words.
/// </summary>
/// <param name="file">How messages call the file.</param>
/// <param name="sequences">The sequences that it is about.</param>
/// <param name="first">What the first base of a sequence is counted as: 1, where runs end with their last base; 0,
/// where they end with the base after it.</param>
internal sealed class FeatureRange(string file, IReadOnlyList<GenomeSequence> sequences, int first)
{
    private readonly List<string> _names = [.. sequences.Select(s => s.Name)];

    /// <summary>Why a line is refused.</summary>
    /// <param name="line">Its number.</param>
    /// <param name="column">Which column; 0 for the whole line.</param>
    /// <param name="message">Why.</param>
    public DataFormatException Refused(long line, int column, string message) => new(file, line, column, message);

    /// <summary>Where a line of cells says that a feature lies.</summary>
    /// <param name="cells">The line: the sequence first.</param>
    /// <param name="column">The cell with the feature's start, from 0; its end is in the next one.</param>
    /// <param name="line">The line's number.</param>
    /// <exception cref="DataFormatException">There is no such sequence, or such a run of it.</exception>
    public (int Sequence, NucleotideSpan Span) Read(string[] cells, int column, long line)
    {
        int sequence = _names.IndexOf(cells[0]);
        if (sequence < 0)
        {
            string near = NearestName.Find(cells[0], _names) is { } meant
                ? $" Did you mean '{meant}'?"
                : $" Write a name of the genome: {FigureText.Listed(_names, 3)}.";
            throw Refused(line, 1, $"there is no sequence '{cells[0]}'.{near}");
        }

        return (
            sequence,
            Span(Place(cells[column], line, column + 1), Place(cells[column + 1], line, column + 2), line, sequence));
    }

    /// <summary>A place as a whole number.</summary>
    /// <exception cref="DataFormatException">It is not a whole number.</exception>
    public int Place(string text, long line, int column) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw Refused(
            line, column,
            $"'{text}' is not a position: a whole number is expected. Positions are columns 2 and 3 of BED, 4 and 5 of "
            + "GFF3.");

    /// <summary>A run of bases.</summary>
    /// <exception cref="DataFormatException">It begins before the sequence, ends before it begins, or ends beyond the
    /// sequence.</exception>
    public NucleotideSpan Span(int start, int end, long line, int sequence = 0)
    {
        if (start < first)
        {
            throw Refused(line, 0, "a feature begins at 0; bases are counted from 1.");
        }

        GenomeSequence named = sequences[sequence];
        var span = new NucleotideSpan(start - first, end);
        if (span.Length <= 0)
        {
            throw Refused(
                line, 0,
                $"a feature begins at base {FigureText.Count(span.Start + 1)}, after its end "
                + $"at {FigureText.Count(end)}. Write the smaller position first, also on the reverse strand.");
        }

        return end <= named.Length ? span
            : throw Refused(
                line, 0,
                $"a feature ends at base {FigureText.Count(end)}, beyond the end of '{named.Name}', which "
                + $"has {FigureText.Count(named.Length)}. Pass the annotation of this release of the genome; divide a "
                + "feature that crosses the origin of a circle.");
    }
}
