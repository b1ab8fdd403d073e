using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Options;
using Carousel.Jobs.Text;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Language;

/// <summary>
/// A language model before its training: the text is cut into units and divided, the network is decided.
/// </summary>
public sealed class LanguagePlan : JobPlan<LanguageModel>
{
    internal const string SampleFileName = "sample.txt", SurpriseFileName = "surprise.csv";

    private const double Beta2 = 0.99;
    private const int MostCounted = 5_000_000;

    /// <summary>Words seen less often are the unknown word.</summary>
    private const int LeastCount = 2;

    private LanguagePlan(
        LanguageText text, LanguageOptions options, Tokenizer tokenizer, int[] units, LanguageSplit split)
        : base(options.Fit, LanguageChoices.Training(options, tokenizer.Kind, split.Training))
    {
        (Text, Options, Tokenizer, Units, Split) = (text, options, tokenizer, units, split);
        Design = LanguageChoices.Design(options, tokenizer.Kind, tokenizer.Vocabulary.Count);
        Length = LanguageChoices.Length(options, tokenizer.Kind);
        int[] prime = options.Prime is { } said ? tokenizer.Encode(said, "--prime") : [];
        Prime = prime.Length > 0 ? prime : [tokenizer.Start];
        UnitsFingerprint = Convert.ToHexStringLower(
            SHA256.HashData(MemoryMarshal.AsBytes(units.AsSpan())).AsSpan(0, 16));
    }

    /// <summary>The text.</summary>
    internal LanguageText Text { get; }

    /// <summary>What was asked for.</summary>
    public LanguageOptions Options { get; }

    /// <summary>Cuts text into units.</summary>
    internal Tokenizer Tokenizer { get; }

    /// <summary>Where the text is divided.</summary>
    internal LanguageSplit Split { get; }

    /// <summary>The network.</summary>
    internal LanguageDesign Design { get; }

    /// <summary>Units between the places where back-propagation ends.</summary>
    public int Length { get; }

    /// <summary>What samples begin with.</summary>
    public IReadOnlyList<int> Prime { get; }

    /// <summary>Told of the sample after each epoch: epoch and text.</summary>
    public Action<int, string>? Sampled { get; set; }

    /// <inheritdoc/>
    public override string Task => LanguageFile.Task;

    /// <inheritdoc/>
    public override string DataName => Text.Name;

    /// <inheritdoc/>
    public override string Unit => $"{Tokenizer.UnitName}s";

    /// <inheritdoc/>
    public override double UnitsPerEpoch =>
        Math.Max(1, Split.Training / (Training.Batch * Length)) * (double)Training.Batch * Length;

    /// <summary>The counts grow with the text: measured on two texts, see docs/results/memory.md.</summary>
    public override long MeasuringBytes => (36L << 20) + (Options.Baseline == BaselineInside.None
        ? 22L * Text.Text.Length
        : (TextCounts.BytesOfUnit + (Options.Adapt ? TextCounts.BytesOfCopy : 0))
            * Math.Min(Text.Text.Length, TextCounts.MostUnits))
        + (Options.Adapt ? CacheBytes : 0);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [SampleFileName, SurpriseFileName];

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        new JobFact(
            "text",
            $"{FigureText.Counted(Units.Length, Tokenizer.UnitName)}{OfEntries()}, "
            + $"{FigureText.Count(Tokenizer.Vocabulary.Count)} different{UnknownShare()}"),
        new JobFact(
            "split",
            $"in order: {FigureText.Count(Split.Training)} to train on, "
            + $"{FigureText.Count(Split.Test - Split.Training)} to choose the epoch, the last "
            + $"{FigureText.Count(Split.End - Split.Test)} to measure"),
        new JobFact(
            "model",
            $"{Design.Describe()}, {FigureText.Counted(Training.Batch, "stream")} of "
            + $"{FigureText.Counted(Length, Tokenizer.UnitName)} per step, "
            + $"{FigureText.Counted(Training.Epochs, "epoch")}"),
        .. Optional.Of(
            Options.Adapt && CachePlaces > 0 ? new JobFact(
                "cache", $"the last {FigureText.Counted(CachePlaces, "state")} while it keeps learning, "
                + $"{FigureText.Bytes(CacheBytes)}")
            : null),
        .. Optional.Of(Text.Note is { } note ? new JobFact("note", note) : null),
    ];

    private int CachePlaces => LanguageChoices.Cache(Options, Tokenizer.Kind);

    private long CacheBytes => NeuralCache.Bytes(CachePlaces, Design.UnitsOf(Design.Layers - 1));

    /// <summary>All units.</summary>
    internal int[] Units { get; }

    /// <summary>Of the units only.</summary>
    internal string UnitsFingerprint { get; }

    /// <summary>The plan for a file, with everything decided that the options leave open.</summary>
    /// <param name="path">A text.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="DataFormatException">The file holds something else, or too little.</exception>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    public static LanguagePlan Read(string path, LanguageOptions options) =>
        Make(LanguageText.Read(path, options.Units), options);

    /// <summary>Cuts and divides a text; decides the network.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">What is asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">The text is too short.</exception>
    /// <exception cref="OptionException">Two options exclude each other.</exception>
    internal static LanguagePlan Make(LanguageText text, LanguageOptions options)
    {
        UnitKind kind = options.Units ?? (text.Entries.Count > 0 ? UnitKind.Residues : UnitKind.Characters);

        // What words and pieces are learned from: about the part that is not measured with.
        string first = text.Text[..(int)((1 - options.Test - options.Validation) * text.Text.Length)];
        Tokenizer tokenizer = kind switch
        {
            UnitKind.Bytes => PieceTokenizer.OfBytes(),
            UnitKind.Words => WordTokenizer.Of(
                first, LeastCount, options.MostWords, LanguageText.IsTokenized(first)),
            UnitKind.Pieces => PieceTokenizer.Of(first, options.Pieces),
            UnitKind.Residues => ResidueTokenizer.Of(text.Text),
            _ => CharacterTokenizer.Of(text.Text),
        };
        int[] units = tokenizer.Encode(text.Text, text.Name);
        var split = LanguageSplit.Of(units.Length, options.Test, options.Validation);
        var plan = new LanguagePlan(text, options, tokenizer, units, split);
        split.Require(plan.Training.Batch, options, text.Name, tokenizer.UnitName);
        return kind == UnitKind.Words && tokenizer.Vocabulary.Count == 1
            ? throw OptionTable.Of(typeof(LanguageOptions)).Unfit(
                $"{text.Name}: no word occurs twice, so all words would be unknown. Pass {{Units}} characters.")
            : plan;
    }

    /// <inheritdoc/>
    private protected override Fitted<LanguageModel> Train(JobFitting fitting)
    {
        LanguageNetwork network = fitting.Begin(
            new LanguageNetwork(Design), name => !TextCounts.IsTensor(name));
        LanguageScorer? validation = Split.Test > Split.Training
            ? new LanguageScorer(network, Units[..Split.Test], Split.Training)
            : null;
        // As earlier versions have it, whose checkpoints can be resumed.
        string training = Invariant.Of($"{Training}")
            .Replace("Batch", "Schedule = Cosine, Batch").Replace(" }", ", ClipValue =  }");
        var problem = new LanguageProblem(
            network, Units[..Split.Training], validation, Training.Batch, Length, Fit.Seed,
            Invariant.Of(
                $"{Tokenizer.Kind}|{UnitsFingerprint}|{Split.Training}|{Split.Test}|{Length}|{Design}|{training}"));
        using var sampler = new EpochSampler(this, fitting.Backend, network);
        FitSummary summary = fitting.Train(
            problem,
            trainer => trainer with
            {
                Optimizer = trainer.Optimizer is AdamOptions adam ? adam with { Beta2 = Beta2 } : trainer.Optimizer,
                Averaging = Options.AverageFrom is { } from
                    ? new AveragingOptions { FromEpoch = from }
                    : null,
                KeepBest = Options.Validation > 0,
            },
            sampler,
            validation is null ? null : Baseline());
        TextCounts? counts = Options.Baseline == BaselineInside.None || summary.Reason == StopReason.Canceled
            ? null
            : Counts(network, fitting);
        var origin = new LanguageOrigin(
            Tokenizer.Kind, Split.End, Split.Training, Split.Test, Tokenizer.Decode([.. Prime]), UnitsFingerprint)
        {
            CountsOrder = counts?.Order,
            Cache = CachePlaces,
        };
        return Fitted(new LanguageModel(fitting.Backend, network, Tokenizer, summary, origin, counts));
    }

    /// <summary>
    /// Counts of the training part, asked of the part that chooses the epoch. None of a text whose counts would take
    /// hundreds of megabytes beside the training.
    /// </summary>
    private ValidationBaseline? Baseline() => Split.Training > MostCounted ? null : new ValidationBaseline(
        $"Kneser–Ney, order {LanguageMeasurement.UsualOrder}",
        _ => LanguageMetrics.Of(
            new KneserNey(
                Units.AsSpan(0, Split.Training), Tokenizer.Vocabulary.Count, LanguageMeasurement.UsualOrder)
                .Surprises(Units.AsSpan(0, Split.Test), Split.Training)).Nats);

    /// <summary>
    /// Counts of everything before the test part; how long their runs are and how they are mixed in is found with those
    /// of the training part on the part that chose the epoch.
    /// </summary>
    private TextCounts Counts(LanguageNetwork network, JobFitting fitting)
    {
        int V = Tokenizer.Vocabulary.Count;
        int order = CountsFit.Order(
            Units.AsSpan(0, Split.Test), Split.Training, Tokenizer.Kind, V, fitting.Cancellation);
        var mixture = new Mixture(order);
        if (Split.Test > Split.Training)
        {
            using var arena = new Arena(fitting.Backend);
            new LanguageScorer(
                network, Units[..Split.Test], Split.Training,
                new TextCounts(Units[..Split.Training], V, order, mixture), CountsFit.Rate)
                .Surprises(new Tape(fitting.Backend, arena), fitting.Cancellation);
        }

        return new TextCounts(Units[..Split.Test], V, order, mixture.Kept());
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<LanguageModel> fitted, CancellationToken cancellation) =>
        new LanguageMeasurement(this, fitted.Model, cancellation).ToResult();

    private string OfEntries() => Text.Entries.Count == 0
        ? ""
        : $" of {FigureText.Count(Text.Entries.Count)} {(Text.Entries.Count == 1 ? "entry" : "entries")}";

    private string UnknownShare() => Tokenizer.Vocabulary.Unknown is >= 0 and var unknown
        ? $" ({FigureText.Percent((double)Units.Count(u => u == unknown) / Units.Length)} are the unknown word)"
        : "";
}
