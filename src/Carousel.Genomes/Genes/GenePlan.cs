using Carousel.Autograd;
using Carousel.Data;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.Reading;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Options;

namespace Carousel.Genomes.Genes;

/// <summary>A gene finder before its training: genes are read, the genome is divided, the network is decided. Next to
/// the counting, which answers most, it is trained for half as long.</summary>
internal sealed class GenePlan(
    Genome genome, GenomeOptions options, DataParts<GenomePart> parts, Genome? test, bool isSpliced,
    GeneCounting? self)
    : AnnotationPlan<GeneFinder>(
        genome, options, parts, true, GeneClasses.Heads(isSpliced),
        isSpliced || options.Baseline == BaselineInside.None ? 2_400 : 1_200)
{
    // Of a base, while frames are weighed: measured.
    private const long CountingBytes = 60, SplicingBytes = 192;

    // Few genes may have rare starts, or stops that are completed later, as in mitochondria.
    private const int FewestJudged = 10;

    /// <inheritdoc/>
    public override string Task => GeneFinder.TaskName;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [GeneFinder.GenesName];

    /// <inheritdoc/>
    protected override string Split => self is not null
        ? $"self-training: {FigureText.Counted(Genome.Genes, "gene")} found by counting; "
            + (test!.Genes > 0 ? "known genes for testing" : "no known genes for testing")
        : test is null ? base.Split
        : $"the first {FigureText.Counted(CountOf(Parts.Training), "base")} to train, the others to validate; "
            + $"{test.Name} to test ({FigureText.Count(test.Length)} bases, "
            + $"{FigureText.Counted(test.Genes, "gene")})";

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts => self is null ? [.. base.Facts, .. test?.Notes ?? []]
        : [.. test!.Facts, new("split", Split), new("model", Model)];

    /// <inheritdoc/>
    public override long MeasuringBytes =>
        FitRun.UsualMeasuringBytes + ((isSpliced ? SplicingBytes : CountingBytes) * Genome.Length);

    /// <inheritdoc/>
    protected override IReadOnlyList<GenomePart> Test => test?.Whole ?? base.Test;

    /// <inheritdoc/>
    protected override string TestName => test?.Name ?? base.TestName;

    /// <summary>Plans.</summary>
    /// <exception cref="DataFormatException">The genome has no genes, or is too small.</exception>
    public static GenePlan Make(Genome genome, GenomeOptions options)
    {
        RequireGenes(genome);
        Genome? test = options.Test is { } path
            ? RequireGenes(GenomeReader.Read(JobInput.OfFile(path), options.TestGenes))
            : null;
        DataParts<GenomePart> parts = genome.Divide(options.ValidationShare, test is null ? options.TestShare : 0);
        bool isSpliced = parts.Training.Select(p => p.Annotation.Genes)
            .Any(genes => genes.Count(g => SpliceLengths.Introns(g).Any()) > genes.Count / 10);
        foreach (GenomePart part in parts.Validation.Concat(test?.Whole ?? parts.Test).Where(_ => isSpliced))
        {
            GeneDecoder.RequireLength(
                $"{(genome.Sequences.Contains(part.Sequence) ? genome.Name : options.Test)}: the sequence {part.Name}",
                part.Bases.Length);
        }

        return new GenePlan(genome, options, parts, test, isSpliced, self: null);
    }

    /// <summary>Plans self-training on a genome; known genes are used only for the test.</summary>
    /// <exception cref="DataFormatException">No gene is found, or the genome is too small.</exception>
    public static GenePlan MakeSelf(Genome genome, GenomeOptions options)
    {
        // What is too small is refused before anything is counted.
        _ = genome.Divide(options.ValidationShare, testShare: 0);
        GeneCounting self = SelfTraining.Of(genome.Sequences);
        GenomeAnnotation[] found =
        [
            .. genome.Sequences.Select(s => new GenomeAnnotation(self.Find(s.Bases), [])),
        ];
        Genome taught = genome with { Annotations = found, IsAnnotated = true };
        if (taught.Genes == 0)
        {
            throw new DataFormatException(
                $"{genome.Name} contains too little information: no open frame looks like a gene. Pass more of the "
                + $"genome, or train on another one whose genes are known and use carousel predict.");
        }

        // The network does not answer where no gene is known to weigh it by: it learns an epoch of the beginning.
        DataParts<GenomePart> parts = taught.Divide(options.ValidationShare, testShare: 0);
        GenomePart first = parts.Training.MaxBy(p => p.Bases.Length)!;
        return new GenePlan(
            taught, options with { Fit = options.Fit with { Epochs = options.Fit.Epochs ?? 1 } }, parts with
            {
                Training = [first.Within(new NucleotideSpan(0, Math.Min(first.Bases.Length, GeneFinder.Beginning)))],
                Validation = [],
            }, genome, isSpliced: false, self);
    }

    /// <summary>A genome with genes, most of which fit its sequences.</summary>
    /// <exception cref="DataFormatException">It has none, or they do not fit.</exception>
    public static Genome RequireGenes(Genome genome) =>
        genome.Genes >= FewestJudged && 2 * genome.Misfits > genome.Genes
            ? throw new DataFormatException($"{genome.Fit} Correct them.")
        : genome.Genes > 0 ? genome
        : genome.IsAnnotated ? throw new DataFormatException(
            $"{genome.Source} has no usable gene: genes with parts on both strands, trans-spliced genes and "
            + "pseudogenes are left out. If separate genes share an ID, give each one its own.")
        : throw OptionTable.Of(typeof(GenomeOptions)).Unfit(
            $"{genome.Name} has no genes. Pass GenBank with CDS features, or FASTA with the genes in GFF3 (for "
            + $"{{Test}}, pass {{TestGenes}}; for evaluate, a GFF3 file of the same name).");

    /// <inheritdoc/>
    protected override NucleotideTracks Tracks(GenomePart part) =>
        GeneClasses.Tracks(part.Bases, part.Annotation, isSpliced) with
        {
            Frames = Design.Unlabeled(part.Bases).Frames,
        };

    /// <inheritdoc/>
    protected override bool IsParameter(string name) => GeneFinder.IsParameter(name);

    /// <inheritdoc/>
    protected override int Learned(IReadOnlyList<NucleotideTracks> training) =>
        Parts.Training.Sum(p => p.Annotation.Genes.Count);

    /// <inheritdoc/>
    protected override GeneFinder Make(
        CpuBackend backend, NucleotideNetwork network, FitSummary summary, LabelOrigin origin)
    {
        bool counts = Options.Baseline != BaselineInside.None;
        GeneCounting? counting = self ?? (isSpliced || !counts ? null : GeneLearning.From(Parts.Training));
        SplicedCounts? spliced = isSpliced && counts ? SplicedCounts.Of(Parts.Training) : null;
        var configuration = new GeneConfiguration(
            Design, BothStrands: true, isSpliced, Least: 0, LongestFrames.ChooseLength(Parts.Training))
        {
            Splicing = isSpliced
                ? new SpliceConfiguration(SpliceLengths.Of(Parts.Training), Share: counts ? 0 : 1, Least: 0)
                : null,
            Counting = counting is null ? null : new CountingConfiguration(
                counting.Weights, counting.Statistics.Motif, Share: 0, IsOwnTeacher: self is not null),
        };
        var finder = new GeneFinder(backend, network, configuration, counting, spliced, summary, origin);
        if (self is null)
        {
            finder.Choose(Parts.Validation, Parts.Training);
        }

        return finder;
    }
}
