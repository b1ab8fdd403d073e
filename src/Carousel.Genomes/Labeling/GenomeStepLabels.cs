using Carousel.Genomes.Reading;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Genomes.Labeling;

/// <summary>
/// Labels of the steps of sequences of bases from GFF3 (coding or not) or BED (its labels, or outside).
/// </summary>
internal static class GenomeStepLabels
{
    /// <summary>Reads them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inspected">The sequences; a step may be several bases, of which the first counts.</param>
    /// <returns>The label of each step of each sequence; null for bases of pseudogenes, and instead of all where the
    /// file's name is of another kind.</returns>
    /// <exception cref="Data.DataFormatException">The file can't be read, or does not fit the sequences.</exception>
    public static string?[][]? Read(string path, IReadOnlyList<InspectedSequence> inspected)
    {
        if (Kind(path) is not (".gff" or ".gff3" or ".bed"))
        {
            return null;
        }

        GenomeSequence[] sequences =
        [
            .. inspected.Select(s => new GenomeSequence(s.Name, new byte[s.Steps * Fold(s)])),
        ];
        IEnumerable<TextLine> lines = TextLines.Read(path);
        IEnumerable<string?[]> bases = Kind(path) == ".bed"
            ? BedFile.Read(lines, path, sequences)
                .Select((runs, s) => Labels(
                    sequences[s].Length, "outside", runs.Select(r => (r.Span, (string?)r.Label))))
            : GffFile.Read(lines, path, sequences)
                .Select((known, s) => Labels(
                    sequences[s].Length, "not coding",
                    known.Doubtful.Select(d => (d, (string?)null))
                        .Concat(known.Genes.SelectMany(g => g.Parts).Select(p => (p, (string?)"coding")))));
        return [.. bases.Zip(inspected, (own, s) => own.Where((_, t) => t % Fold(s) == 0).ToArray())];
    }

    private static string?[] Labels(int length, string outside, IEnumerable<(NucleotideSpan Span, string? Label)> runs)
    {
        var labels = new string?[length];
        Array.Fill(labels, outside);
        foreach ((NucleotideSpan span, string? label) in runs)
        {
            span.Of(labels).Fill(label);
        }

        return labels;
    }

    private static int Fold(InspectedSequence sequence) =>
        sequence.StepNames.Count > 0 ? Math.Max(1, sequence.StepNames[0].Length) : 1;

    private static string Kind(string path) =>
        Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path)
            .ToLowerInvariant();
}
