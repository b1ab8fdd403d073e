using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Translation;

/// <summary>Reads lines and their translations: two files line by line, or a table.</summary>
internal static class ParallelReader
{
    /// <summary>Reads two files, or a table.</summary>
    /// <param name="source">The file of lines, or the table; it may be packed with gzip.</param>
    /// <param name="target">The file of translations; null where the first has both.</param>
    /// <param name="notes">Takes a note on the columns; null for none.</param>
    /// <param name="columns">See <see cref="PairTable.Read"/>.</param>
    /// <returns>The pairs; pairs of which both sides are empty are left out.</returns>
    /// <exception cref="DataFormatException">A file can't be read, the files differ in lines, a side is empty or too
    /// long.</exception>
    public static IReadOnlyList<SentencePair> Read(
        string source, string? target, ICollection<string>? notes = null, List<string>? columns = null) =>
        target is null ? Read(JobInput.OfFile(source), notes, columns) : ReadFiles(source, target);

    /// <summary>Reads a table.</summary>
    /// <param name="input">The data.</param>
    /// <param name="notes">Takes a note on the columns; null for none.</param>
    /// <param name="columns">See <see cref="PairTable.Read"/>.</param>
    /// <returns>The pairs.</returns>
    /// <exception cref="DataFormatException">A line has not one tab, a side is empty or too long.</exception>
    public static IReadOnlyList<SentencePair> Read(
        JobInput input, ICollection<string>? notes = null, List<string>? columns = null)
    {
        string name = input.Name;
        CsvLine[] rows =
            [.. PairTable.Read(input.ReadLines(), name, notes, columns).Rows.Where(r => r.Cells.Length > 0)];
        return Checked(rows.Select(row => row.Cells.Length == 2
            ? new SentencePair(row.Cells[0], row.Cells[1], row.Line)
            : throw OptionTable.None.Unfit(
                name, row.Line, 0,
                $"the line has no tab. Expected a line, a tab and its translation, or two columns named on the first "
                + $"line, such as source and target. If another file has the translations, pass it as the second "
                + $"file of a training, or by {{TestTarget}} or {{ValidationTarget}}; to evaluate, join both files by "
                + $"tabs, as paste does.")), name, name);
    }

    private static List<SentencePair> ReadFiles(string source, string target)
    {
        string[] sources = [.. TextLines.Read(source).Select(l => l.Text)],
            targets = [.. TextLines.Read(target).Select(l => l.Text)];
        if (sources.Length > 0 && sources.All(s => s.Trim().Contains('\t')))
        {
            throw new DataFormatException($"{source} already has translations after tabs: leave out {target}.");
        }

        if (sources.Length != targets.Length)
        {
            throw new DataFormatException(
                $"{source} has {FigureText.Counted(sources.Length, "line")}, but {target} has "
                + $"{FigureText.Count(targets.Length)}. Line by line they must be translations of each other: find the "
                + $"missing line.");
        }

        return Checked(sources.Select((s, k) => new SentencePair(s.Trim(), targets[k].Trim(), k + 1)), source, target);
    }

    private static List<SentencePair> Checked(IEnumerable<SentencePair> pairs, string source, string target)
    {
        var kept = new List<SentencePair>();
        foreach (SentencePair pair in pairs.Where(p => p.Source.Length + p.Target.Length > 0))
        {
            if (pair.Source.Length == 0 || pair.Target.Length == 0)
            {
                (string empty, string full) = pair.Source.Length == 0 ? (source, pair.Target) : (target, pair.Source);
                throw new DataFormatException(
                    empty, pair.Line, 0,
                    $"the line is empty, but the line that belongs to it is '{FigureText.Shortened(full)}'. Fill it in "
                    + $"or leave out both.");
            }

            LineLength.Require(pair.Source, source, pair.Line);
            LineLength.Require(pair.Target, target, pair.Line);
            kept.Add(pair);
        }

        return kept;
    }
}
