using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Genomes.Reading;

/// <summary>
/// Reads a genome: FASTA, or GenBank, which brings its genes along. Which it is, its first mark says.
/// </summary>
internal static class GenomeReader
{
    /// <summary>Reads sequences.</summary>
    /// <param name="input">The data; a file may be packed with gzip.</param>
    /// <param name="genes">A GFF3 file with the genes; null for those of a GenBank file, or for none.</param>
    /// <param name="labels">A BED file with labels of bases; null for none.</param>
    /// <returns>The genome.</returns>
    /// <exception cref="DataFormatException">A file can't be read, or the annotation does not fit the
    /// sequences.</exception>
    public static Genome Read(JobInput input, string? genes = null, string? labels = null)
    {
        // A sequence may be written in a single line, however long it is.
        List<TextLine> lines =
        [
            .. input.Path is { } path ? TextLines.Read(new StringReader(TextLines.ReadAll(path))) : input.ReadLines(),
        ];
        string first = lines.Select(l => l.Text.TrimStart()).FirstOrDefault(t => t.Length > 0)
            ?? throw new DataFormatException($"{input.Name} is empty. Pass sequences in FASTA or GenBank.");
        bool isGenBank = first.StartsWith("LOCUS", StringComparison.Ordinal);
        if (!isGenBank && first[0] is not ('>' or ';'))
        {
            throw new DataFormatException(
                $"{input.Name} is neither FASTA, whose first line begins with '>', nor GenBank, whose first line "
                + $"begins with 'LOCUS'. Pass one of them.");
        }

        (IReadOnlyList<GenomeSequence> sequences, IReadOnlyList<GenomeAnnotation> known) =
            isGenBank ? GenBankFile.Read(lines, input.Name) : (GenomeFasta.Read(lines, input.Name), []);
        known = genes is not null ? GffFile.Read(TextLines.Read(genes), genes, sequences)
            : isGenBank ? known : [.. sequences.Select(_ => GenomeAnnotation.None)];
        known = ExcludedStops.AddTo(sequences, known);
        if (labels is not null)
        {
            known =
            [
                .. known.Zip(
                    BedFile.Read(TextLines.Read(labels), labels, sequences), (k, runs) => k with { Runs = runs }),
            ];
        }

        bool hasGenes = known.Any(a => a.Genes.Count > 0);
        return new Genome(input.Name, sequences, known)
        {
            IsAnnotated = genes is not null || hasGenes,
            Misfits = sequences.Zip(known, (s, k) => k.Genes.Count(g => !ExcludedStops.Fits(s.Bases, g))).Sum(),
            Source = genes ?? (hasGenes ? input.Name : labels ?? input.Name),
        };
    }
}
