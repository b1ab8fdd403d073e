using Carousel.Genomes;
using Carousel.Genomes.Reading;
using Carousel.Jobs;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>The genome of Escherichia coli K-12 MG1655 with its annotated genes, as its publisher has it.</summary>
internal static class ColiGenome
{
    private static readonly StatementFile _sequence = new(
        "genomes/GCF_000005845.2_ASM584v2_genomic.fna.gz",
        "the genome of Escherichia coli K-12 MG1655, NC_000913.3, from NCBI's assembly GCF_000005845.2");

    private static readonly StatementFile _genes = new(
        "genomes/GCF_000005845.2_ASM584v2_genomic.gff.gz", "its annotation, from the same place");

    /// <summary>The files.</summary>
    public static IReadOnlyList<StatementFile> Files { get; } = [_sequence, _genes];

    /// <summary>Reads it.</summary>
    /// <param name="folder">Where the files lie.</param>
    /// <exception cref="Carousel.Data.DataFormatException">A file can't be read.</exception>
    public static Genome Read(string folder) =>
        GenomeReader.Read(JobInput.OfFile(_sequence.In(folder)), _genes.In(folder));
}
