using System.Text.Json;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Genomes.Labelling;
using Carousel.Tasks.Genomes.Reading;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes.Genes;

/// <summary>A gene finder before its training: genes are read, the genome is divided, the network is decided.</summary>
internal sealed class GenePlan : IJobPlan
{
    public const string GenesName = "genes.gff3";

    private static readonly double[] _least = [-20, -10, -5, 0, 5, 10, 15, 20, 30, 40, 60, 80];

    private GenePlan(Genome genome, GenomeOptions options, Genome test)
    {
        (Genome, Options, Test) = (genome, options, test);
        Parts = GenomeParts.Of(genome, options.ValidationShare, options.Test is null ? options.TestShare : 0);
        IsSpliced = genome.Annotations.Any(a => a.Genes.Count(g => g.Parts.Count > 1) > a.Genes.Count / 10);
        (Training, Design) = BaseChoices.Make(options, genome.Length, options.ReadsFrames, GeneClasses.Heads(IsSpliced));
    }

    public Genome Genome { get; }

    public GenomeOptions Options { get; }

    /// <summary>What measures: another genome, or the end of this one.</summary>
    public Genome Test { get; }

    public GenomeParts Parts { get; }

    public bool IsSpliced { get; }

    public BaseDesign Design { get; }

    public TrainingChoices Training { get; }

    /// <inheritdoc/>
    public string Task => GeneFinder.TaskName;

    /// <inheritdoc/>
    public string DataName => Genome.Name;

    /// <inheritdoc/>
    public FitOptions Fit => Options.Fit;

    /// <inheritdoc/>
    public string Unit => "bases";

    /// <inheritdoc/>
    public double UnitsPerEpoch => Parts.Training.Sum(t => (double)t);

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [GenesName];

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts =>
    [
        .. GenomeText.Facts(Genome),
        new("split", Options.Test is null ? GenomeText.Split(Genome, Parts)
            : $"the first {FigureText.Counted(Parts.Training.Sum(t => (long)t), "base")} train, the others choose; {Test.Name} measures ({FigureText.Count(Test.Length)} bases, {FigureText.Counted(Test.Genes, "gene")})"),
        new("model", $"{Design.Describe()}; {(Options.BothStrands ?? true ? "both strands" : "one strand")} read"),
    ];

    public static GenePlan Make(Genome genome, GenomeOptions options)
    {
        RequireGenes(genome);
        if (options.Test is { } path)
        {
            return new GenePlan(genome, options, RequireGenes(GenomeReader.Read(JobInput.OfFile(path), options.TestGenes)));
        }

        var parts = GenomeParts.Of(genome, options.ValidationShare, options.TestShare);
        int[] chosen = [.. Enumerable.Range(0, genome.Sequences.Count).Where(s => parts.Validation[s] < genome.Sequences[s].Length)];
        var test = new Genome(
            genome.Name, [.. chosen.Select(s => genome.Sequences[s] with { Bases = genome.Sequences[s].Bases[parts.Validation[s]..] })],
            [.. chosen.Select(s => genome.Annotations[s].Within(parts.Validation[s], genome.Sequences[s].Length))])
        { IsAnnotated = true };
        return new GenePlan(genome, options, test);
    }

    /// <summary>A genome with genes.</summary>
    /// <exception cref="DataFormatException">It has none.</exception>
    public static Genome RequireGenes(Genome genome) => genome.Genes > 0 ? genome
        : throw new DataFormatException($"{genome.Name} comes without genes. Pass GenBank with CDS features, or FASTA and the genes in GFF3.");

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) =>
        await ModelFitting.RunAsync(Fit.Threads, backend => Train(backend, run, cancellation)).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var finder = (GeneFinder)model;
        GeneMeasurement measured = finder.Measure(Test, cancellation);
        using var genes = new StringWriter();
        GffText.WriteHeader(genes, Test.Sequences);
        for (int s = 0; s < Test.Sequences.Count; s++)
        {
            foreach (CodingGene gene in measured.Found[s])
            {
                GffText.Write(genes, Test.Sequences[s].Name, Options.Test is null ? gene.Moved(Parts.Validation[s]) : gene);
            }
        }

        return measured.ToResult() with { Report = GeneReport.Make(this, finder, measured, command), Files = [JobFile.OfText(GenesName, genes.ToString())] };
    }

    private GeneFinder Train(CpuBackend backend, FitRun run, CancellationToken cancellation)
    {
        var network = new BaseNetwork(Design);
        ModelFitting.Begin(network, backend, Fit.Seed, run, Task);
        (List<byte[]> bases, List<GenomeAnnotation> annotations) = Part([.. Parts.Training.Select(_ => 0)], Parts.Training);
        (List<byte[]> held, List<GenomeAnnotation> heldAnnotations) = Part(Parts.Training, Parts.Validation);
        List<BaseTracks> training = Tracks(bases, annotations), validation = Tracks(held, heldAnnotations);
        string fingerprint = BaseChoices.Fingerprint(training);
        var problem = new WindowProblem(
            network, training, validation, BaseChoices.Window, Training.Batch, Fit.Seed,
            $"{fingerprint}|{BaseChoices.Fingerprint(validation)}|{JsonSerializer.Serialize(Design, GenomeJson.Default.BaseDesign)}|{JsonSerializer.Serialize(Training, GenomeJson.Default.TrainingChoices)}");
        FitSummary summary = FitSummary.Of(
            ModelFitting.Train(backend, problem, Training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0)), run, cancellation), Fit.Seed, network.ParameterCount);
        bool bothStrands = Options.BothStrands ?? true;
        var runner = new WindowRunner(backend, network, bothStrands);
        double least = Least(held, heldAnnotations, [.. held.Select(h => runner.Logarithms(h, CancellationToken.None))]);
        var configuration = new GeneConfiguration(Design, bothStrands, IsSpliced, least, LongestFrames.ChooseLength(bases, annotations));
        return new GeneFinder(
            backend, network, configuration, summary, new LabelOrigin(DataName, fingerprint, bases.Sum(b => (long)b.Length), annotations.Sum(a => a.Genes.Count)));
    }

    // What a gene has to bring: the best of a few on the validation part, whole genes where they are spliced, else their stops.
    private double Least(List<byte[]> bases, List<GenomeAnnotation> annotations, List<float[][]> found)
    {
        if (IsSpliced)
        {
            return _least.MaxBy(l => GeneScores.Of(annotations, [.. bases.Zip(found, (b, f) => GeneDecoder.Spliced(b, f[0], f[1], l))]).Whole.F1);
        }

        List<IReadOnlyList<GeneCandidate>> candidates = [.. bases.Zip(found, (b, f) => GeneDecoder.Candidates(b, f[0], f[1]))];
        return _least.MaxBy(l => GeneScores.StopsOf(annotations, [.. candidates.Select(c => GeneDecoder.Genes(c, l))]).F1);
    }

    private List<BaseTracks> Tracks(List<byte[]> bases, List<GenomeAnnotation> annotations) => [.. bases.Zip(annotations, (b, a) => GeneClasses.Tracks(b, a, IsSpliced) with { Frames = Design.Unlabelled(b).Frames })];

    private (List<byte[]> Bases, List<GenomeAnnotation> Annotations) Part(IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        int[] chosen = [.. Enumerable.Range(0, Genome.Sequences.Count).Where(s => to[s] > from[s])];
        return ([.. chosen.Select(s => Genome.Sequences[s].Bases[from[s]..to[s]])], [.. chosen.Select(s => Genome.Annotations[s].Within(from[s], to[s]))]);
    }
}
