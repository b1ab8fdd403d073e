using Carousel.Tasks.Genomes;
using Carousel.Tasks.Genomes.Reading;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Inspecting.Probes;

/// <summary>Labels of the steps of sequences of bases from GFF3 (coding or not) or BED (its labels, or outside).</summary>
internal static class GenomeStepLabels
{
    /// <summary>Whether a file is one of these, by its name.</summary>
    public static bool IsFor(string path) => Kind(path) is ".gff" or ".gff3" or ".bed";

    /// <summary>Reads them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="subject">The sequences; a step may be several bases, of which the first counts.</param>
    /// <returns>The label of each step of each sequence that is looked at; null for bases of pseudogenes.</returns>
    /// <exception cref="Data.DataFormatException">The file can't be read, or does not fit the sequences.</exception>
    public static string?[][] Read(string path, InspectionSubject subject)
    {
        GenomeSequence[] sequences = [.. subject.Every.Select(s => new GenomeSequence(s.Name, new byte[s.Steps * Fold(s)]))];
        IEnumerable<TextLine> lines = TextLines.Read(path);
        string?[][] bases = Kind(path) == ".bed"
            ? [.. BedFile.Read(lines, path, sequences).Select((runs, s) => Labels(sequences[s].Length, "outside", runs.Select(r => (r.Span, (string?)r.Label))))]
            : [.. GffFile.Read(lines, path, sequences).Select((known, s) => Labels(
                sequences[s].Length, "not coding", known.Doubtful.Select(d => (d, (string?)null)).Concat(known.Genes.SelectMany(g => g.Parts).Select(p => (p, (string?)"coding")))))];
        return [.. subject.Sequences.Select(s => bases[subject.Every.ToList().IndexOf(s)].Where((_, t) => t % Fold(s) == 0).ToArray())];
    }

    private static string?[] Labels(int length, string outside, IEnumerable<(BaseSpan Span, string? Label)> runs)
    {
        var labels = new string?[length];
        Array.Fill(labels, outside);
        foreach ((BaseSpan span, string? label) in runs)
        {
            labels.AsSpan(span.Start, span.Length).Fill(label);
        }

        return labels;
    }

    private static int Fold(InspectedSequence sequence) => sequence.StepNames.Count > 0 ? Math.Max(1, sequence.StepNames[0].Length) : 1;

    private static string Kind(string path) => Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path).ToLowerInvariant();
}
