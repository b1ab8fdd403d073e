using System.Text.Json;
using Carousel.Backends;
using Carousel.Genomes.Labelling;
using Carousel.Genomes.Reading;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Storage;

namespace Carousel.Genomes.Genes;

/// <summary>A fitted gene finder: sequences in, genes in GFF3 out.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
internal sealed class GeneFinder : AnnotationModel
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "genome-genes";

    internal const string GenesName = "genes.gff3";

    private static readonly double[] _least = [-20, -10, -5, 0, 5, 10, 15, 20, 30, 40, 60, 80];

    private GeneConfiguration _configuration;

    internal GeneFinder(
        CpuBackend backend, NucleotideNetwork network, GeneConfiguration configuration, FitSummary summary,
        LabelOrigin origin)
        : base(backend, network, configuration.BothStrands, summary, origin) => _configuration = configuration;

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override string PredictionFile => GenesName;

    /// <inheritdoc/>
    private protected override string Unit => "gene";

    /// <inheritdoc/>
    private protected override string Purpose =>
        $"coding genes of a genome{(_configuration.IsSpliced ? ", spliced ones too" : "")}, from its bases";

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The finder.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static GeneFinder Load(string path, int threads = 0) => ModelReading.Load(path, TaskName, threads, reading =>
    {
        GeneConfiguration configuration = reading.Configuration(GenomeJson.Default.GeneConfiguration);
        NucleotideDesign design = configuration.Design;
        bool fits = design.IsInRange && double.IsFinite(configuration.Least) && configuration.FrameLength > 0
            && design.Heads.Select(h => h.Classes.Count)
                .SequenceEqual(GeneClasses.Heads(configuration.IsSpliced).Select(h => h.Classes.Count));
        NucleotideNetwork network = reading.Build(fits, design.Cell.Hidden, () => new NucleotideNetwork(design));
        return new GeneFinder(
            reading.Backend, network, configuration, reading.Summary, reading.Data(GenomeJson.Default.LabelOrigin));
    });

    /// <summary>The genes of a sequence.</summary>
    /// <param name="bases">[T].</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>In ascending order.</returns>
    public IReadOnlyList<CodingGene> Find(byte[] bases, CancellationToken cancellation = default) =>
        Decoder(bases, cancellation)(_configuration.Least);

    /// <summary>
    /// Chooses what a gene has to bring: the best of a few, by whole genes where they are spliced, else by their stops.
    /// </summary>
    /// <param name="parts">The validation part.</param>
    internal void ChooseLeast(IReadOnlyList<GenomePart> parts)
    {
        Func<double, IReadOnlyList<CodingGene>>[] decoders =
        [
            .. parts.Select(p => Decoder(p.Bases, CancellationToken.None)),
        ];
        GenomeAnnotation[] known = [.. parts.Select(p => p.Annotation)];
        double F1(double least)
        {
            IReadOnlyList<CodingGene>[] found = [.. decoders.Select(d => d(least))];
            return (_configuration.IsSpliced ? GeneScores.Of(known, found).Whole : GeneScores.StopsOf(known, found)).F1;
        }

        _configuration = _configuration with { Least = _least.MaxBy(F1) };
    }

    /// <inheritdoc/>
    internal override AnnotationMeasurement Measure(IReadOnlyList<GenomePart> parts, CancellationToken cancellation) =>
        new GeneMeasurement(parts, Annotate(parts, cancellation), _configuration.FrameLength);

    /// <inheritdoc/>
    internal override void Write(
        TextWriter output, IReadOnlyList<GenomePart> parts, IReadOnlyList<GenomeAnnotation> found)
    {
        GffText.WriteHeader(output, [.. parts.Select(p => p.Sequence).Distinct()]);
        foreach ((GenomePart part, GenomeAnnotation own) in parts.Zip(found))
        {
            foreach (CodingGene gene in own.Genes)
            {
                GffText.Write(output, part.Name, gene.Moved(part.Start));
            }
        }
    }

    /// <inheritdoc/>
    private protected override Genome ReadKnown(JobInput input) => GenePlan.RequireGenes(GenomeReader.Read(input));

    /// <inheritdoc/>
    private protected override GenomeAnnotation Annotate(byte[] bases, CancellationToken cancellation) =>
        new(Find(bases, cancellation), []);

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(_configuration, GenomeJson.Default.GeneConfiguration),
        JsonSerializer.Serialize(Origin, GenomeJson.Default.LabelOrigin));

    /// <summary>From what a gene has to bring to the genes of a sequence.</summary>
    private Func<double, IReadOnlyList<CodingGene>> Decoder(byte[] bases, CancellationToken cancellation)
    {
        float[][] found = Logarithms(bases, cancellation);
        if (_configuration.IsSpliced)
        {
            return least => GeneDecoder.Spliced(bases, found[0], found[1], least);
        }

        IReadOnlyList<GeneCandidate> candidates = GeneDecoder.Candidates(bases, found[0], found[1]);
        return least => GeneDecoder.Genes(candidates, least);
    }
}
