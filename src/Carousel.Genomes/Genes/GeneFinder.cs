using System.Text.Json;
using Carousel.Autograd;
using Carousel.Genomes.Labeling;
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

    private readonly GeneCounting? _counting;

    internal GeneFinder(
        CpuBackend backend, NucleotideNetwork network, GeneConfiguration configuration, GeneCounting? counting,
        FitSummary summary, LabelOrigin origin)
        : base(backend, network, configuration.BothStrands, summary, origin) =>
            (_configuration, _counting) = (configuration, counting);

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override string PredictionFile => GenesName;

    /// <inheritdoc/>
    public override AnswerShare Share => _configuration.Counting switch
    {
        null => AnswerShare.Alone,
        { IsOwnTeacher: true } => new(
            0, "The answer is that of the counting of codons; without known genes the network cannot be judged."),
        var counting => AnswerShare.Correcting("counting of codons", counting.Share),
    };

    /// <inheritdoc/>
    private protected override string Unit => "gene";

    /// <inheritdoc/>
    private protected override bool HasCounts => _counting is not null;

    /// <inheritdoc/>
    private protected override string Purpose =>
        $"coding genes of a genome{(_configuration.IsSpliced ? ", spliced ones too" : "")}, from its bases"
        + (_counting is null ? ""
            : $"; counts of codons and of bases around starts (the site {_counting.Statistics.Motif.Word})");

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
            && configuration.Counting is not { IsInRange: false } && !(configuration.IsSpliced
                && configuration.Counting is not null)
            && design.Heads.Select(h => h.Classes.Count)
                .SequenceEqual(GeneClasses.Heads(configuration.IsSpliced).Select(h => h.Classes.Count));
        NucleotideNetwork network = reading.Build(fits, design.Cell.Hidden, () => new NucleotideNetwork(design),
            name => name != GeneStatistics.Name);
        GeneCounting? counting = configuration.Counting is { } inside
            ? new GeneCounting(
                GeneStatistics.Of(Counts(reading), inside.Motif),
                inside.Weights)
            : null;
        return new GeneFinder(
            reading.Backend, network, configuration, counting, reading.Summary,
            reading.Data(GenomeJson.Default.LabelOrigin));
    });

    /// <summary>The genes of a sequence.</summary>
    /// <param name="bases">[T].</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>In ascending order.</returns>
    public IReadOnlyList<CodingGene> Find(byte[] bases, CancellationToken cancellation = default)
    {
        if (_counting is null)
        {
            return NetworkGenes(bases, cancellation)(_configuration.Least);
        }

        FoundFrames found = _counting.Frames(bases);
        found = NetworkWeight == 0 ? found : found.With(Odds(bases, cancellation), _configuration.Least, NetworkWeight);
        return GeneDecoder.Genes(found.Candidates(), _counting.Weights.Least);
    }

    /// <summary>
    /// Chooses the threshold of the network's gene score: the best of a few, by whole genes where they are spliced,
    /// else by their stops; and then how much of the network is added to the counting.
    /// </summary>
    /// <param name="parts">The validation part.</param>
    internal void Choose(IReadOnlyList<GenomePart> parts)
    {
        // Computed once: the network is judged by the same odds with and without the counting.
        NetworkOdds[] odds = _configuration.IsSpliced ? []
            : [.. parts.Select(p => Odds(p.Bases, CancellationToken.None))];
        Func<double, IReadOnlyList<CodingGene>>[] decoders =
        [
            .. parts.Select((p, k) => _configuration.IsSpliced ? SplicedGenes(p.Bases, CancellationToken.None)
                : NetworkGenes(p.Bases, odds[k])),
        ];
        GenomeAnnotation[] known = [.. parts.Select(p => p.Annotation)];
        double F1(double least)
        {
            IReadOnlyList<CodingGene>[] found = [.. decoders.Select(d => d(least))];
            return (_configuration.IsSpliced ? GeneScores.Of(known, found).Whole : GeneScores.StopsOf(known, found)).F1;
        }

        _configuration = _configuration with { Least = _least.MaxBy(F1) };
        if (_counting is null || _configuration.Counting is null)
        {
            return;
        }

        FoundFrames[] counted = [.. parts.Select(p => _counting.Frames(p.Bases))];
        double share = NetworkShare.Choose(parts, (k, s) => counted[k].With(odds[k], _configuration.Least, s));
        _configuration = _configuration with { Counting = _configuration.Counting with { Share = share } };
    }

    /// <inheritdoc/>
    internal override AnnotationMeasurement Measure(IReadOnlyList<GenomePart> parts, CancellationToken cancellation)
    {
        IReadOnlyList<GenomeAnnotation> found = Annotate(parts, cancellation);
        if (_configuration.Counting is { IsOwnTeacher: true } && parts.All(p => p.Annotation.Genes.Count == 0))
        {
            return new GeneListing(parts, found, _configuration.FrameLength);
        }

        var measured = new GeneMeasurement(parts, found, _configuration.FrameLength);
        return _configuration.Counting is not { IsOwnTeacher: false } ? measured : measured with
        {
            Counting = NetworkWeight == 0
                ? [.. found.Select(f => f.Genes)] : [.. parts.Select(p => _counting!.Find(p.Bases))],
            Network = [.. parts.Select(p => NetworkGenes(p.Bases, cancellation)(_configuration.Least))],
            Alpha = NetworkWeight,
        };
    }

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
        JsonSerializer.Serialize(Origin, GenomeJson.Default.LabelOrigin))
    {
        Tensors = _counting is null ? [] : [_counting.Statistics.ToTensor()],
    };

    private double NetworkWeight => _configuration.Counting?.Share ?? 0;

    private NetworkOdds Odds(byte[] bases, CancellationToken cancellation)
    {
        float[][] found = Logarithms(bases, cancellation);
        return new NetworkOdds(bases, found[0], found[1]);
    }

    private static float[] Counts(ModelReading reading)
    {
        float[] counts = reading.Numbers(GeneStatistics.Name, GeneStatistics.Count, "counts of genes");
        return Array.TrueForAll(counts, c => c >= 0 && float.IsFinite(c))
            ? counts
            : throw new ModelFileException(
                $"{reading.Path}: the tensor '{GeneStatistics.Name}' contains numbers that are not counts; the file "
                + $"was damaged or made by hand.");
    }

    /// <summary>The genes found without the counting, as a function of the threshold.</summary>
    private Func<double, IReadOnlyList<CodingGene>> NetworkGenes(byte[] bases, CancellationToken cancellation) =>
        _configuration.IsSpliced
            ? SplicedGenes(bases, cancellation) : NetworkGenes(bases, Odds(bases, cancellation));

    private static Func<double, IReadOnlyList<CodingGene>> NetworkGenes(byte[] bases, NetworkOdds odds)
    {
        IReadOnlyList<GeneCandidate> candidates = GeneDecoder.Candidates(bases, odds);
        return least => GeneDecoder.Genes(candidates, least);
    }

    private Func<double, IReadOnlyList<CodingGene>> SplicedGenes(byte[] bases, CancellationToken cancellation)
    {
        float[][] found = Logarithms(bases, cancellation);
        return least => GeneDecoder.Spliced(bases, found[0], found[1], least);
    }
}
