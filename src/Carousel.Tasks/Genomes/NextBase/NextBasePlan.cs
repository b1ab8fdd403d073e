using System.Text.Json;
using Carousel.Backends;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Genomes.Markov;
using Carousel.Tasks.Jobs;
using Carousel.Training;

namespace Carousel.Tasks.Genomes.NextBase;

/// <summary>A next-base model before its training: the genome is divided, the network is decided.</summary>
internal sealed class NextBasePlan : IJobPlan
{
    public const string SurpriseName = "surprise.csv";

    // Bases between the places where back-propagation ends.
    private const int Length = 128;
    private static readonly int[] _orders = [1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 14, 16];

    private NextBasePlan(Genome genome, GenomeOptions options, GenomeParts parts)
    {
        (Genome, Options, Parts) = (genome, options, parts);
        TrainingBases = [.. genome.Sequences.Select((s, k) => s.Bases[..parts.Training[k]])];
        Strands = 2 * (TrainingBases.Sum(t => t.Length) + TrainingBases.Count);
        int epoch = NextBaseProblem.BasesOfEpoch(Strands);
        int batch = Math.Clamp(Strands / (Length * 16), 2, 64);
        Training = new TrainingChoices(
            OptimizerKind.Adam, 0.003, WeightDecay: 0, ScheduleKind.Cosine, batch, Epochs: Math.Clamp((int)(6L * Strands / epoch), 6, 40), Patience: 0, ClipNorm: 1, ClipValue: null).With(options.Fit);
        Design = new NextBaseDesign(
            new CellDesign(CellKind.Lstm, 1, Strands > 1_000_000 ? 128 : 48, 0, 1, InitialiserKind.Glorot).With(options.Fit), options.WeighsMarkov ? _orders : []);
    }

    public Genome Genome { get; }

    public GenomeOptions Options { get; }

    public GenomeParts Parts { get; }

    public NextBaseDesign Design { get; }

    public TrainingChoices Training { get; }

    /// <summary>The forward strands of the training part.</summary>
    public IReadOnlyList<byte[]> TrainingBases { get; }

    /// <summary>Bases of both strands, with an unknown one behind each sequence.</summary>
    public int Strands { get; }

    /// <inheritdoc/>
    public string Task => NextBaseModel.TaskName;

    /// <inheritdoc/>
    public string DataName => Genome.Name;

    /// <inheritdoc/>
    public FitOptions Fit => Options.Fit;

    /// <inheritdoc/>
    public string Unit => "bases";

    /// <inheritdoc/>
    public double UnitsPerEpoch => NextBaseProblem.BasesOfEpoch(Strands);

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [SurpriseName];

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts =>
    [
        .. GenomeText.Facts(Genome),
        new("split", GenomeText.Split(Genome, Parts, "both strands of ")),
        new("model", Design.Describe()),
    ];

    public static NextBasePlan Make(Genome genome, GenomeOptions options) => new(genome, options, GenomeParts.Of(genome, options.ValidationShare, options.TestShare));

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) =>
        await ModelFitting.RunAsync(Fit.Threads, backend => Train(backend, run, cancellation)).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var nextBase = (NextBaseModel)model;
        IReadOnlyList<ScoredPart> test = PartsOf(Parts.Validation, [.. Genome.Sequences.Select(s => s.Length)]);
        NextBaseMeasurement measured = nextBase.Measure(test, TestAnnotations(), Options.BothStrands ?? false, Fit.Seed, cancellation);
        string[] names = [.. Genome.Sequences.Where((s, k) => Parts.Validation[k] < s.Length).Select(s => s.Name)];
        return measured.ToResult() with
        {
            Report = NextBaseReport.Make(this, nextBase, measured, command),
            Files = [JobFile.OfText(SurpriseName, GenomeText.Surprises(names, [.. test.Select(t => t.First)], test, measured.Surprises))],
        };
    }

    private NextBaseModel Train(CpuBackend backend, FitRun run, CancellationToken cancellation)
    {
        IReadOnlyList<ScoredPart> validation = PartsOf(Parts.Training, Parts.Validation);
        (MarkovModel markov, double[] bits) = MarkovModel.Choose(TrainingBases, validation, cancellation);
        int order = Enumerable.Range(1, ContextIndex.MostOrder).MinBy(k => bits[k]);
        var network = new NextBaseNetwork(Design);
        ModelFitting.Begin(network, backend, Fit.Seed, run, Task, name => name != PackedBases.Name);
        var rows = new BaseRows(Design, Design.Orders.Count > 0 ? markov : null);
        byte[] ring = [.. TrainingBases.SelectMany(t => t.Append(Bases.Unknown)), .. TrainingBases.SelectMany(t => Bases.ReverseComplement(t).Append(Bases.Unknown))];
        string fingerprint = Fingerprint([ring]);
        var configuration = new NextBaseConfiguration(Design, markov.Weights, order, [.. TrainingBases.Select(t => t.Length)]);
        var problem = new NextBaseProblem(
            network, rows, ring, new NextBaseScorer(network, rows, validation), Training.Batch, Length, Fit.Seed,
            $"{fingerprint}|{Fingerprint(validation.Select(v => v.Bases))}|{JsonSerializer.Serialize(configuration, GenomeJson.Default.NextBaseConfiguration)}|{JsonSerializer.Serialize(Training, GenomeJson.Default.TrainingChoices)}");
        TrainingResult result = ModelFitting.Train(backend, problem, Training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0)), run, cancellation);
        return new NextBaseModel(
            backend, network, configuration, markov, TrainingBases, FitSummary.Of(result, Fit.Seed, network.ParameterCount),
            new NextBaseOrigin(DataName, fingerprint, TrainingBases.Sum(t => (long)t.Length)));
    }

    private static string Fingerprint(IEnumerable<byte[]> bases)
    {
        var hash = new DataFingerprint();
        foreach (byte[] some in bases)
        {
            hash.Add(some);
        }

        return hash.Finish();
    }

    // A part begins as far before its first base as a stream reads.
    private List<ScoredPart> PartsOf(IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        var parts = new List<ScoredPart>();
        for (int s = 0; s < Genome.Sequences.Count; s++)
        {
            if (to[s] > from[s])
            {
                int first = Math.Max(0, from[s] - NextBaseScorer.Context - 1);
                parts.Add(new ScoredPart(Genome.Sequences[s].Bases[first..to[s]], from[s] - first));
            }
        }

        return parts;
    }

    private List<GenomeAnnotation>? TestAnnotations() => !Genome.IsAnnotated ? null
        : [.. Genome.Sequences.Select((s, k) => (Annotation: Genome.Annotations[k], From: Parts.Validation[k], s.Length)).Where(p => p.From < p.Length).Select(p => p.Annotation.Within(p.From, p.Length))];
}
