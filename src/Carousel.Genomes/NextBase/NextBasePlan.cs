using System.Text.Json;
using Carousel.Genomes.Markov;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Genomes.NextBase;

/// <summary>A next-base model before its training: the genome is divided, the network is decided.</summary>
internal sealed class NextBasePlan : GenomePlan<NextBaseModel>
{
    private static readonly int[] _orders = [1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 14, 16];

    // Of both strands, with an unknown base after each sequence.
    private readonly int _ringLength;

    public NextBasePlan(Genome genome, GenomeOptions options)
        : this(genome, options, genome.Divide(options.ValidationShare, options.TestShare))
    {
    }

    private NextBasePlan(Genome genome, GenomeOptions options, DataParts<GenomePart> parts)
        : base(genome, options, parts, ChoicesFor(RingOf(parts)).With(options.Fit))
    {
        _ringLength = RingOf(parts);
        Design = new NextBaseDesign(
            new CellDesign(CellKind.Lstm, 1, _ringLength > 1_000_000 ? 128 : 48, 0, 1, InitializerKind.Glorot)
                .With(options.Fit),
            options.WeighsMarkov ? _orders : []);
    }

    /// <summary>The network.</summary>
    public NextBaseDesign Design { get; }

    /// <inheritdoc/>
    public override string Task => NextBaseModel.TaskName;

    /// <inheritdoc/>
    public override double UnitsPerEpoch => NextBaseProblem.BasesOfEpoch(_ringLength);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [NextBaseModel.SurpriseName];

    /// <inheritdoc/>
    protected override string Split => $"both strands of {base.Split}";

    /// <inheritdoc/>
    protected override string Model => Design.Describe();

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<NextBaseModel> fitted, CancellationToken cancellation)
    {
        fitted.Model.Adapts = Options.Adapt;
        NextBaseMeasurement measured = fitted.Model.Measure(Parts.Test, cancellation);
        string surprises = NextBaseModel.SurpriseText(Parts.Test, measured.Surprises);
        return measured.ToResult() with
        {
            Files = [JobFile.OfText(NextBaseModel.SurpriseName, surprises)],
            Page = measured.ToPage(Path.GetFileName(DataName), Parts.Test[0]),
        };
    }

    /// <inheritdoc/>
    private protected override Fitted<NextBaseModel> Train(JobFitting fitting)
    {
        byte[][] training = [.. Parts.Training.Select(p => p.Bases)];
        ScoredPart[] validation = [.. Parts.Validation.Select(p => p.Behind(NextBaseScorer.Reach))];
        (MarkovModel markov, double[] bits) = MarkovModel.Choose(training, validation, fitting.Cancellation);
        int order = Enumerable.Range(1, ContextIndex.MostOrder).MinBy(k => bits[k]);
        NextBaseNetwork network = fitting.Begin(new NextBaseNetwork(Design), name => name != PackedBases.Name);
        var rows = new NucleotideRows(Design, markov);
        byte[] ring =
        [
            .. training.Concat(training.Select(Bases.ReverseComplement))
                .SelectMany(t => t.Append(Bases.Unknown)),
        ];
        string fingerprint = Fingerprint([ring]);
        var configuration = new NextBaseConfiguration(
            Design, markov.Weights, order, [.. training.Select(t => t.Length)]);
        FitSummary summary = fitting.Train(new NextBaseProblem(
            network, rows, ring, new NextBaseScorer(network, rows, validation), Training.Batch, Fit.Seed,
            $"{fingerprint}|{Fingerprint(validation.Select(v => v.Bases))}|"
            + $"{JsonSerializer.Serialize(configuration, GenomeJson.Default.NextBaseConfiguration)}|"
            + $"{Training.ToJson()}"),
            baseline: new ValidationBaseline($"Markov model of order {order}", _ => bits[order]));
        return Fitted(new NextBaseModel(
            fitting.Backend, network, configuration, markov, training, summary,
            new NextBaseOrigin(DataName, fingerprint, CountOf(Parts.Training))));
    }

    private static int RingOf(DataParts<GenomePart> parts) =>
        (int)(2 * (CountOf(parts.Training) + parts.Training.Count));

    private static TrainingChoices ChoicesFor(int ring) => new(
        OptimizerKind.Adam, 0.003, WeightDecay: 0,
        Batch: Math.Clamp(ring / (NextBaseProblem.Length * 16), 2, 64),
        Epochs: Math.Clamp((int)(6L * ring / NextBaseProblem.BasesOfEpoch(ring)), 6, 40), Patience: 0, ClipNorm: 1);
}
