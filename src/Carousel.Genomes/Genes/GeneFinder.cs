using System.Text.Json;
using Carousel.Autograd;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.Reading;
using Carousel.Jobs;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Fitting;
using Carousel.Storage;

namespace Carousel.Genomes.Genes;

/// <summary>A fitted gene finder: sequences in, genes in GFF3 out.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
internal sealed class GeneFinder(
    CpuBackend backend, NucleotideNetwork network, GeneConfiguration configuration, GeneCounting? counting,
    SplicedCounts? spliced, FitSummary summary, LabelOrigin origin)
    : AnnotationModel(backend, network, summary, origin)
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "genome-genes";

    internal const string GenesName = "genes.gff3";

    // For the choice of a threshold: bases of each training sequence.
    internal const int Beginning = 150_000;

    // Sums of a network's odds over neighbouring bases, which are alike, are far too large.
    private static readonly double[] _shares = [0, 1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2];

    private static readonly double[] _least = [-20, -10, -5, 0, 5, 10, 15, 20, 30, 40, 60, 80];

    private GeneConfiguration _configuration = configuration;

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override string PredictionFile => GenesName;

    /// <inheritdoc/>
    public override AnswerShare Share => _configuration switch
    {
        { Counting.IsOwnTeacher: true } => new(
            0, "The answer is that of the counting of codons; without known genes the network cannot be judged."),
        _ when HasCounts => AnswerShare.Correcting("counting of codons", NetworkWeight),
        _ => AnswerShare.Alone,
    };

    /// <inheritdoc/>
    private protected override string Unit => "gene";

    /// <inheritdoc/>
    private protected override bool HasCounts => counting is not null || spliced is not null;

    /// <inheritdoc/>
    private protected override string Purpose =>
        $"coding genes of a genome{(IsSpliced ? ", spliced ones too" : "")}, from its bases"
        + (spliced is not null ? "; counts of codons, introns and of bases around starts and introns"
            : counting is null ? ""
            : $"; counts of codons and of bases around starts (the site {counting.Statistics.Motif.Word})");

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The finder.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static GeneFinder Load(string path, int threads = 0) => ModelReading.Load(path, TaskName, threads, reading =>
    {
        GeneConfiguration configuration = reading.Configuration(GenomeJson.Default.GeneConfiguration, OneStrand);
        if (configuration is { IsSpliced: true, Splicing: null })
        {
            throw new RemovedFeature(
                "is_spliced", null, "introns found by only the classes of the network, without lengths of introns")
                .Refusal(reading.Path);
        }

        NucleotideDesign design = configuration.Design;
        bool fits = design.IsInRange && double.IsFinite(configuration.Least) && configuration.FrameLength > 0
            && configuration.Counting is not { IsInRange: false } && configuration.Splicing is not { IsInRange: false }
            && configuration.IsSpliced == (configuration.Splicing is not null) && !(configuration.IsSpliced
                && configuration.Counting is not null)
            && design.Heads.Select(h => h.Classes.Count)
                .SequenceEqual(GeneClasses.Heads(configuration.IsSpliced).Select(h => h.Classes.Count));
        NucleotideNetwork network = reading.Build(fits, design.Cell.Hidden, () => new NucleotideNetwork(design),
            IsParameter);
        GeneCounting? counting = configuration.Counting is { } inside
            ? new GeneCounting(
                GeneStatistics.Of(Counts(reading, GeneStatistics.Name, GeneStatistics.Count), inside.Motif),
                inside.Weights)
            : null;
        SplicedCounts? spliced = configuration.Splicing is { HasCounts: true }
            ? SplicedCounts.Of(Counts(reading, SplicedCounts.Name, SplicedCounts.Count)) : null;
        return new GeneFinder(
            reading.Backend, network, configuration, counting, spliced, reading.Summary,
            reading.Data(GenomeJson.Default.LabelOrigin));
    });

    /// <summary>Whether a tensor of a model file is a parameter of the network.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsParameter(string name) => name is not (GeneStatistics.Name or SplicedCounts.Name);

    /// <summary>The genes of a sequence.</summary>
    /// <param name="bases">[T].</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>In ascending order.</returns>
    public IReadOnlyList<CodingGene> Find(byte[] bases, CancellationToken cancellation = default)
    {
        if (IsSpliced)
        {
            return SplicedGenes(bases, cancellation)(_configuration, NetworkWeight);
        }

        if (counting is null)
        {
            return NetworkGenes(bases, Odds(bases, cancellation))(_configuration.Least);
        }

        FoundFrames found = counting.Frames(bases);
        found = NetworkWeight == 0 ? found : found.With(Odds(bases, cancellation), _configuration.Least, NetworkWeight);
        return GeneDecoder.Genes(found.Candidates(), counting.Weights.Least);
    }

    /// <summary>
    /// Chooses the threshold of the network's gene score: the best of a few, by whole genes where they are spliced,
    /// else by their stops; and then how much of the network is added to the counting.
    /// </summary>
    /// <param name="parts">The validation part.</param>
    /// <param name="training">The training part: the threshold of genes with introns by counts is chosen on it,
    /// because counts do not fit single genes, and the validation part has few genes.</param>
    internal void Choose(IReadOnlyList<GenomePart> parts, IReadOnlyList<GenomePart> training)
    {
        if (_configuration.Splicing is { } splicing)
        {
            ChooseSpliced(parts, training, splicing);
            return;
        }

        // Computed once: the network is judged by the same odds with and without the counting.
        NetworkOdds[] odds = [.. parts.Select(p => Odds(p.Bases, CancellationToken.None))];
        Func<double, IReadOnlyList<CodingGene>>[] decoders =
            [.. parts.Select((p, k) => NetworkGenes(p.Bases, odds[k]))];
        GenomeAnnotation[] known = [.. parts.Select(p => p.Annotation)];
        _configuration = _configuration with
        {
            Least = _least.MaxBy(least => GeneScores.StopsOf(known, [.. decoders.Select(d => d(least))]).F1),
        };
        if (counting is null || _configuration.Counting is null)
        {
            return;
        }

        FoundFrames[] counted = [.. parts.Select(p => counting.Frames(p.Bases))];
        double share = NetworkShare.Choose(parts, (k, s) => counted[k].With(odds[k], _configuration.Least, s));
        _configuration = _configuration with { Counting = _configuration.Counting with { Share = share } };
    }

    private void ChooseSpliced(
        IReadOnlyList<GenomePart> parts, IReadOnlyList<GenomePart> training, SpliceConfiguration splicing)
    {
        Func<GeneConfiguration, double, IReadOnlyList<CodingGene>[]> found = SplicedGenes(parts);
        _configuration = _configuration with
        {
            Least = Threshold(parts, _least, least => found(_configuration with { Least = least }, 1)),
        };
        if (spliced is null)
        {
            return;
        }

        GenomePart[] first =
            [.. training.Select(p => p.Within(new NucleotideSpan(0, Math.Min(p.Bases.Length, Beginning))))];
        Func<GeneConfiguration, double, IReadOnlyList<CodingGene>[]> learned = SplicedGenes(first);
        splicing = splicing with
        {
            Least = Threshold(first, _least.Where(least => least >= 0), least => learned(
                _configuration with { Splicing = splicing with { Least = least } }, 0)),
        };
        _configuration = _configuration with { Splicing = splicing };
        double share = Threshold(parts, _shares, s => found(_configuration, s));
        _configuration = _configuration with
        {
            Splicing = splicing with { Share = BaselineShare.IsClearlyBetter(Missed(share), Missed(0)) ? share : 0 },
        };

        // Of each known gene whether it was not found to the base.
        double[] Missed(double weight) =>
        [
            .. parts.Zip(found(_configuration, weight)).SelectMany(p =>
                p.First.Annotation.Genes.Select(GeneScores.WholeOf)
                    .Select(g => p.Second.Select(GeneScores.WholeOf).Contains(g) ? 0.0 : 1)),
        ];
    }

    // The best by whole genes, then by stops, then the one nearest to 0.
    private static double Threshold(
        IReadOnlyList<GenomePart> parts, IEnumerable<double> choices, Func<double, IReadOnlyList<CodingGene>[]> find)
    {
        GenomeAnnotation[] known = [.. parts.Select(p => p.Annotation)];
        return choices.OrderBy(Math.Abs).MaxBy(choice =>
        {
            var scores = GeneScores.Of(known, find(choice));
            return (scores.Whole.F1, scores.Stops.F1);
        });
    }

    /// <summary>The genes with introns of some parts, as a function of thresholds and the network's weight.</summary>
    private Func<GeneConfiguration, double, IReadOnlyList<CodingGene>[]> SplicedGenes(IReadOnlyList<GenomePart> parts)
    {
        Func<GeneConfiguration, double, IReadOnlyList<CodingGene>>[] decoders =
            [.. parts.Select(p => SplicedGenes(p.Bases, CancellationToken.None))];
        return (configuration, share) => [.. decoders.Select(d => d(configuration, share))];
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
        return !HasCounts || _configuration.Counting is { IsOwnTeacher: true } ? measured : measured with
        {
            Counting = NetworkWeight == 0 ? [.. found.Select(f => f.Genes)] : [.. parts.Select(p =>
                IsSpliced ? SplicedGenes(p.Bases, cancellation)(_configuration, 0) : counting!.Find(p.Bases))],
            Network = [.. parts.Select(p => IsSpliced
                ? SplicedGenes(p.Bases, cancellation)(_configuration, 1)
                : NetworkGenes(p.Bases, Odds(p.Bases, cancellation))(_configuration.Least))],
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
    private protected override Genome ReadKnown(JobInput input)
    {
        Genome genome = GenomeReader.Read(input);
        return GenePlan.RequireGenes(genome.Genes == 0 && Beside(input, ".gff3", ".gff") is { } genes
            ? GenomeReader.Read(input, genes)
            : genome);
    }

    /// <inheritdoc/>
    private protected override GenomeAnnotation Annotate(byte[] bases, CancellationToken cancellation) =>
        new(Find(bases, cancellation), []);

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(_configuration, GenomeJson.Default.GeneConfiguration),
        JsonSerializer.Serialize(Origin, GenomeJson.Default.LabelOrigin))
    {
        Tensors = [.. Optional.Of(counting?.Statistics.ToTensor()), .. Optional.Of(spliced?.ToTensor())],
    };

    private bool IsSpliced => _configuration.IsSpliced;

    private double NetworkWeight => _configuration.Splicing?.Share ?? _configuration.Counting?.Share ?? 0;

    private NetworkOdds Odds(byte[] bases, CancellationToken cancellation)
    {
        float[][] found = Logarithms(bases, cancellation);
        return new NetworkOdds(bases, found[0], found[1]);
    }

    private static float[] Counts(ModelReading reading, string name, int count)
    {
        float[] counts = reading.Numbers(name, count, "counts of genes");
        return Array.TrueForAll(counts, c => c >= 0 && float.IsFinite(c))
            ? counts
            : throw new ModelFileException(
                $"{reading.Path}: the tensor '{name}' contains numbers that are not counts; the file "
                + $"was damaged or made by hand.");
    }

    /// <summary>The genes found without the counting, as a function of the threshold.</summary>
    private static Func<double, IReadOnlyList<CodingGene>> NetworkGenes(byte[] bases, NetworkOdds odds)
    {
        IReadOnlyList<GeneCandidate> candidates = GeneDecoder.Candidates(bases, odds);
        return least => GeneDecoder.Genes(candidates, least);
    }

    /// <summary>
    /// The genes with introns by some thresholds, as a function of the network's weight: 0 is the counting, 1 the
    /// network without the counting.
    /// </summary>
    private Func<GeneConfiguration, double, IReadOnlyList<CodingGene>> SplicedGenes(
        byte[] bases, CancellationToken cancellation)
    {
        var odds = new Lazy<float[][]>(() => Logarithms(bases, cancellation));
        var counts = new SpliceScores?[2];
        return (configuration, share) => GeneDecoder.Spliced(
            bases, strand => Scores(strand, share, odds, counts), configuration.Splicing!.Lengths,
            (share * configuration.Least) + (share == 1 ? 0 : configuration.Splicing.Least));
    }

    private SpliceScores Scores(Strand strand, double share, Lazy<float[][]> odds, SpliceScores?[] counts)
    {
        SpliceScores? counted = share == 1
            ? null : counts[strand.IsReverse ? 1 : 0] ??= spliced!.Scores(strand.Bases);
        if (share == 0)
        {
            return counted!;
        }

        SpliceScores network = GeneDecoder.Scores(strand, odds.Value[0], odds.Value[1]);
        return counted?.Plus(network, share) ?? network;
    }
}
