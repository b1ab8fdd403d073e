using System.Text.Json;
using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Genomes.Labeling;

/// <summary>A model that annotates a genome before its training: it learns the class of every base.</summary>
/// <typeparam name="TModel">The fitted model.</typeparam>
internal abstract class AnnotationPlan<TModel> : GenomePlan<TModel>
    where TModel : AnnotationModel
{
    private const int Filters = 64;
    private const int Width = 15;
    private const int Large = 1_000_000;

    /// <param name="genome">The genome.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="parts">What trains, chooses and measures.</param>
    /// <param name="readsFrames">Whether the lengths of open frames are read.</param>
    /// <param name="heads">What is asked of every base.</param>
    /// <param name="windows">Windows of all epochs.</param>
    protected AnnotationPlan(
        Genome genome, GenomeOptions options, DataParts<GenomePart> parts, bool readsFrames,
        IReadOnlyList<NucleotideHead> heads, int windows = 2_400)
        : base(genome, options, parts, ChoicesFor(genome.Length, windows).With(options.Fit))
    {
        var cell = new CellDesign(CellKind.Lstm, 1, genome.Length >= Large ? 96 : 48, 0.2, 1, InitializerKind.Glorot)
        {
            Bidirectional = options.Layers != GenomeLayers.OneDirection,
        };
        Design = new NucleotideDesign(options.Layers, cell.With(options.Fit), Filters, Width, readsFrames, heads);
    }

    /// <summary>The network.</summary>
    public NucleotideDesign Design { get; }

    /// <inheritdoc/>
    protected override string Model => $"{Design.Describe()}; both strands read";

    /// <summary>What measures.</summary>
    protected virtual IReadOnlyList<GenomePart> Test => Parts.Test;

    /// <summary>How messages call what measures.</summary>
    protected virtual string TestName => DataName;

    /// <summary>Whether a tensor of a model to start from is a parameter of the network.</summary>
    protected virtual bool IsParameter(string name) => true;

    /// <summary>The classes of the bases of a part.</summary>
    protected abstract NucleotideTracks Tracks(GenomePart part);

    /// <summary>How many genes or runs are learned from.</summary>
    protected abstract int Learned(IReadOnlyList<NucleotideTracks> training);

    /// <summary>The fitted model.</summary>
    protected abstract TModel Make(
        CpuBackend backend, NucleotideNetwork network, FitSummary summary, LabelOrigin origin);

    /// <inheritdoc/>
    private protected override Fitted<TModel> Train(JobFitting fitting)
    {
        NucleotideNetwork network = fitting.Begin(new NucleotideNetwork(Design), IsParameter);
        NucleotideTracks[] training = [.. Parts.Training.Select(Tracks)],
            validation = [.. Parts.Validation.Select(Tracks)];
        string fingerprint = FingerprintOf(training);
        FitSummary summary = fitting.Train(new WindowProblem(
            network, training, validation, Training.Batch, Fit.Seed,
            $"{fingerprint}|{FingerprintOf(validation)}|"
            + $"{JsonSerializer.Serialize(Design, GenomeJson.Default.NucleotideDesign)}|{Training.ToJson()}"),
            baseline: WindowProblem.Frequencies(training, validation));
        return Fitted(Make(
            fitting.Backend, network, summary,
            new LabelOrigin(DataName, fingerprint, CountOf(Parts.Training), Learned(training))));
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<TModel> fitted, CancellationToken cancellation)
    {
        TModel model = fitted.Model;
        AnnotationMeasurement measured = model.Measure(Test, cancellation);
        using var text = new StringWriter();
        model.Write(text, measured.Parts, measured.Found);
        JobPage page = measured.ToPage(Path.GetFileName(TestName));
        return measured.ToResult() with
        {
            Files = [JobFile.OfText(model.PredictionFile, text.ToString())],
            Page = page with
            {
                ScoreTitle = "Validation cross-entropy by epoch",
                LossTitle = "Training loss by epoch, nats",
            },
        };
    }

    private static TrainingChoices ChoicesFor(long length, int windows) => new(
        OptimizerKind.Adam, 0.003, WeightDecay: 0, Batch: length >= Large ? 16 : 8,
        Epochs: (int)Math.Clamp(windows / Math.Max(1, length / WindowProblem.Length), 6, 40), Patience: 0, ClipNorm: 1);

    private static string FingerprintOf(IEnumerable<NucleotideTracks> tracks) =>
        Fingerprint(tracks.SelectMany(t => t.Labels.Prepend(t.Sequence)));
}
