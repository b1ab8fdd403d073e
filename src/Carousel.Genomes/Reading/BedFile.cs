using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using PlacedRun = (Carousel.Genomes.LabeledRun Run, long Line);

namespace Carousel.Genomes.Reading;

/// <summary>
/// Reads BED: runs of bases with a label each, in tab-separated columns: sequence, start from 0, end (exclusive), and
/// perhaps the label.
/// </summary>
internal static class BedFile
{
    /// <summary>The label of runs without one.</summary>
    public const string Inside = "inside";

    private const int FewRuns = 20;

    /// <summary>Reads the runs of all sequences.</summary>
    /// <param name="lines">The file's lines.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="sequences">The sequences that it is about.</param>
    /// <returns>The runs of each sequence, in ascending order.</returns>
    /// <exception cref="DataFormatException">A line cannot be read, names no sequence, is beyond its end, or overlaps
    /// one of another label; or the file has no run.</exception>
    public static IReadOnlyList<IReadOnlyList<LabeledRun>> Read(
        IEnumerable<TextLine> lines, string name, IReadOnlyList<GenomeSequence> sequences)
    {
        var range = new FeatureRange(name, sequences, first: 0);
        List<PlacedRun>[] runs = [.. sequences.Select(_ => new List<PlacedRun>())];
        foreach (TextLine line in lines)
        {
            string text = line.Text.TrimEnd();
            if (Regex.IsMatch(text, "^(#|track|browser|$)"))
            {
                continue;
            }

            string[] cells = text.Split('\t');
            if (cells.Length < 3)
            {
                throw range.Refused(
                    line.Number, 0,
                    $"the line has {FigureText.Counted(cells.Length, "column")}; BED has at least three, separated by "
                    + $"tabs: sequence, start and end.");
            }

            (int sequence, NucleotideSpan span) = range.Read(cells, 1, line.Number);
            runs[sequence]
                .Add((new LabeledRun(span, cells.Length > 3 && cells[3].Length > 0 ? cells[3] : Inside), line.Number));
        }

        // Names of genes or peaks, each of one run, are not labels.
        int all = runs.Sum(r => r.Count), labels = runs.SelectMany(r => r).DistinctBy(r => r.Run.Label).Count();
        bool areNames = all >= FewRuns && 2 * labels > all;
        return all == 0
            ? throw new DataFormatException($"{name} has no line with a run of bases.")
            : [.. runs.Select(r => Ordered(r, range, areNames))];
    }

    private static LabeledRun[] Ordered(List<PlacedRun> runs, FeatureRange range, bool areNames)
    {
        PlacedRun[] ordered =
        [
            .. runs.Select(r => areNames ? (Run: r.Run with { Label = Inside, HasName = true }, r.Line) : r)
                .OrderBy(r => r.Run.Span.Start).ThenBy(r => r.Run.Span.End),
        ];
        PlacedRun longest = default;
        foreach (PlacedRun next in ordered)
        {
            if (longest.Run is not null && next.Run.Span.Start < longest.Run.Span.End
                && next.Run.Label != longest.Run.Label)
            {
                throw range.Refused(
                    next.Line, 0,
                    $"'{next.Run.Label}' overlaps '{longest.Run.Label}' of line {longest.Line}: a base has one label. "
                    + $"Cut one of them.");
            }

            longest = longest.Run is null || next.Run.Span.End > longest.Run.Span.End ? next : longest;
        }

        return [.. ordered.Select(r => r.Run)];
    }
}
