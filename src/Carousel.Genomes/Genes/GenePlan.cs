using Carousel.Backends;
using Carousel.Data;
using Carousel.Genomes.Labelling;
using Carousel.Genomes.Reading;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Genomes.Genes;

/// <summary>A gene finder before its training: genes are read, the genome is divided, the network is decided.</summary>
internal sealed class GenePlan : AnnotationPlan<GeneFinder>
{
    private readonly Genome? _test;
    private readonly bool _isSpliced;

    private GenePlan(Genome genome, GenomeOptions options, Genome? test, bool isSpliced)
        : base(
            genome, options, genome.Divide(options.ValidationShare, test is null ? options.TestShare : 0),
            options.ReadsFrames,
            GeneClasses.Heads(isSpliced)) => (_test, _isSpliced) = (test, isSpliced);

    /// <inheritdoc/>
    public override string Task => GeneFinder.TaskName;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [GeneFinder.GenesName];

    /// <inheritdoc/>
    protected override string Split => _test is null ? base.Split
        : $"the first {FigureText.Counted(CountOf(Parts.Training), "base")} train, the others choose; {_test.Name} "
            + $"measures ({FigureText.Count(_test.Length)} bases, {FigureText.Counted(_test.Genes, "gene")})";

    /// <inheritdoc/>
    protected override IReadOnlyList<GenomePart> Test => _test?.Whole ?? base.Test;

    /// <inheritdoc/>
    protected override string TestName => _test?.Name ?? base.TestName;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> SoughtWords => ["AGGAGG", "ATG"];

    /// <summary>Plans.</summary>
    /// <exception cref="DataFormatException">There are no genes, or the genome is too small.</exception>
    public static GenePlan Make(Genome genome, GenomeOptions options)
    {
        RequireGenes(genome);
        Genome? test = options.Test is { } path
            ? RequireGenes(GenomeReader.Read(JobInput.OfFile(path), options.TestGenes))
            : null;
        return new GenePlan(
            genome, options, test,
            genome.Annotations.Any(a => a.Genes.Count(g => g.Parts.Count > 1) > a.Genes.Count / 10));
    }

    /// <summary>A genome with genes.</summary>
    /// <exception cref="DataFormatException">It has none.</exception>
    public static Genome RequireGenes(Genome genome) => genome.Genes > 0 ? genome
        : throw new DataFormatException(
            $"{genome.Name} comes without genes. Pass GenBank with CDS features, or FASTA and the genes in GFF3.");

    /// <inheritdoc/>
    protected override NucleotideTracks Tracks(GenomePart part) =>
        GeneClasses.Tracks(part.Bases, part.Annotation, _isSpliced) with
        {
            Frames = Design.Unlabelled(part.Bases).Frames,
        };

    /// <inheritdoc/>
    protected override int Learned(IReadOnlyList<NucleotideTracks> training) =>
        Parts.Training.Sum(p => p.Annotation.Genes.Count);

    /// <inheritdoc/>
    protected override GeneFinder Make(
        CpuBackend backend, NucleotideNetwork network, FitSummary summary, LabelOrigin origin)
    {
        var configuration = new GeneConfiguration(
            Design, ReadsBothStrands, _isSpliced, Least: 0, LongestFrames.ChooseLength(Parts.Training));
        var finder = new GeneFinder(backend, network, configuration, summary, origin);
        finder.ChooseLeast(Parts.Validation);
        return finder;
    }
}
