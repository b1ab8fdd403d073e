using Carousel.Data;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Genomes.Reading;

/// <summary>Reads a genome: FASTA, or GenBank, which brings its genes along. Which it is, its first mark says.</summary>
public static class GenomeReader
{
    /// <summary>Reads sequences.</summary>
    /// <param name="input">The data; a file may be packed with gzip.</param>
    /// <param name="annotation">A GFF3 file with the genes; null for those of a GenBank file, or for none.</param>
    /// <returns>The genome.</returns>
    /// <exception cref="DataFormatException">A file can't be read, or the annotation does not fit the sequences.</exception>
    public static Genome Read(JobInput input, string? annotation = null)
    {
        ArgumentNullException.ThrowIfNull(input);

        // A sequence may stand in a single line, however long it is.
        List<TextLine> lines =
        [
            .. input.Path is { } path ? TextLines.Read(new StringReader(TextLines.ReadAll(path))) : input.ReadLines(),
        ];
        string first = lines.Select(l => l.Text.TrimStart()).FirstOrDefault(t => t.Length > 0) ?? throw new DataFormatException($"{input.Name} is empty. Pass sequences in FASTA or GenBank.");
        if (first.StartsWith("LOCUS", StringComparison.Ordinal))
        {
            (IReadOnlyList<GenomeSequence> sequences, IReadOnlyList<GenomeAnnotation> own) = GenBankFile.Read(lines, input.Name);
            return new Genome(input.Name, sequences, Given(sequences) ?? own) { IsAnnotated = annotation is not null || own.Any(a => a.Genes.Count > 0) };
        }

        if (first[0] is not ('>' or ';'))
        {
            throw new DataFormatException($"{input.Name} is neither FASTA, whose first line begins with '>', nor GenBank, whose first line begins with 'LOCUS'. Pass one of them.");
        }

        IReadOnlyList<GenomeSequence> entries = GenomeFasta.Read(lines, input.Name);
        return new Genome(input.Name, entries, Given(entries) ?? [.. entries.Select(_ => GenomeAnnotation.None)]) { IsAnnotated = annotation is not null };

        IReadOnlyList<GenomeAnnotation>? Given(IReadOnlyList<GenomeSequence> sequences) =>
            annotation is null ? null : GffFile.Read(TextLines.Read(annotation), annotation, sequences);
    }
}
