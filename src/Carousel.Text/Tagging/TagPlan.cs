using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;

namespace Carousel.Tagging;

/// <summary>A tagger before its training: data read and divided, network decided.</summary>
public sealed class TagPlan : JobPlan<Tagger>
{
    /// <summary>Tokens · labels · (labels + features of a token): some minutes of one core for a chain.</summary>
    private const double MostWork = 1e9, FeaturesOfToken = 25;

    private const string TestName = "test.conll";
    private const int ManySentences = 5000, ShownLabels = 12, NumberSteps = 700, MostEpochs = 100;

    private readonly TagParts _parts;
    private readonly WordVectors? _vectors;

    private TagPlan(TagData data, TagOptions options, WordVectors? vectors)
        : base(options.Fit, ChoicesFor(data.Parts.Training.Count, data.File.Channels.Count > 0).With(options.Fit))
    {
        (Data, Options, _vectors) = (data, options, vectors);
        IReadOnlyList<TokenSentence> training = data.Parts.Training;
        TokenFile file = data.File;
        _parts = new TagParts(
            new TagConfiguration(
                MakeDesign(), SchemeFinder.Find(training.Select(s => s.Labels)),
                options.TokenColumn is null ? TagConfiguration.First : file.TokenColumn, file.LabelColumn,
                file.Channels),
            TagVocabularies.Of(training, vectors?.Words), TagScaling.Of(training, file.Channels.Count));
    }

    /// <summary>The sentences in their parts.</summary>
    internal TagData Data { get; }

    /// <summary>What was asked for.</summary>
    public TagOptions Options { get; }

    /// <summary>The network.</summary>
    internal TagDesign Design => _parts.Design;

    /// <summary>Whether a linear chain of features is fitted, too: it reads words, on both sides of a token.</summary>
    internal bool HasBaseline => IsBaselineMeant && !IsTooMuch;

    private bool IsBaselineMeant =>
        Design is { Channels: 0, Cell.Bidirectional: true } && Options.Baseline == BaselineInside.Auto;

    /// <summary>Whether a chain would take more than some minutes, and weights that fill the memory.</summary>
    private bool IsTooMuch
    {
        get
        {
            double labels = _parts.Vocabularies.Labels.Count;
            double tokens = Data.Parts.Training.Sum(s => (double)s.Tokens.Count);
            return tokens * labels * (labels + FeaturesOfToken) > MostWork;
        }
    }

    /// <summary>Whether and how labels mark spans.</summary>
    public LabelScheme Scheme => _parts.Configuration.Scheme;

    /// <inheritdoc/>
    public override string Task => Tagger.TaskName;

    /// <inheritdoc/>
    public override string DataName => Data.Name;

    /// <inheritdoc/>
    public override string Unit => "sentences";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => (double)Data.Parts.Training.Count * Design.Members;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [TestName];

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts
    {
        get
        {
            (DataParts<TokenSentence> parts, TagVocabularies known) = (Data.Parts, _parts.Vocabularies);
            return
            [
                new(
                    "data",
                    $"{Data.File.Counted}; {FigureText.Counted(known.Labels.Count, "label")} from "
                    + $"column {Data.File.LabelColumn}"),
                new(
                    "labels",
                    $"{FigureText.Listed(known.Labels.Entries, ShownLabels)}"
                    + $"{(Scheme == LabelScheme.Plain ? "" : $"; spans in {Scheme.InWords()}")}"),
                new(
                    "split",
                    $"train {FigureText.Count(parts.Training.Count)}, "
                    + $"validation {FigureText.Count(parts.Validation.Count)}, "
                    + $"test {FigureText.Count(parts.Test.Count)}{AboutPieces()}"),
                new("model", $"{Design.Describe()}, {(Design.IsChain ? "linear chain" : "soft-max")}"
                    + (HasBaseline ? $"; combined with a {TagMeasurement.ChainName}" : "")),
                .. Optional.Of(_vectors is null
                    ? null
                    : new JobFact(
                        "vectors", $"{FigureText.Count(_vectors.Words.Count - 1)} words of {_vectors.Size} values; "
                        + $"{FigureText.Count(known.Words.Entries.Skip(1).Count(known.Vectors.Contains))} of "
                        + $"{FigureText.Count(known.Words.Count - 1)} words of the training part are among them")),
                .. Optional.Of(IsBaselineMeant && IsTooMuch
                    ? new JobFact("note", $"too many tokens and labels to add a {TagMeasurement.ChainName}")
                    : null),
                .. JobFact.Notes(Data.Notes),
            ];
        }
    }

    /// <summary>The plan for a file, with everything decided that the options leave open.</summary>
    /// <param name="path">CoNLL-U, one token per line, or rows of numbers as CSV.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="DataFormatException">The file holds something else, or too little.</exception>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    public static TagPlan Read(string path, TagOptions options) => Make(TagData.Read(path, options), options);

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">The sentences.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">The file of vectors can't be read.</exception>
    /// <exception cref="OptionException">Options exclude each other.</exception>
    internal static TagPlan Make(TagData data, TagOptions options)
    {
        bool isText = data.File.Channels.Count == 0;
        if (options is { WordSize: 0, CharacterHidden: 0, Vectors: null } && isText)
        {
            throw options.Wrong("{WordSize} 0 and {CharacterHidden} 0 leave nothing to read: allow one of them.");
        }

        if (!isText && options.Vectors is not null)
        {
            throw options.Wrong("{Vectors} are for words, but the steps of this file are numbers.");
        }

        return new TagPlan(data, options, options.Vectors is { } vectors ? WordVectors.Read(vectors) : null);
    }

    /// <inheritdoc/>
    private protected override Fitted<Tagger> Train(JobFitting fitting) =>
        Fitted(new TagFit(this, _parts, _vectors, fitting).Run());

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<Tagger> fitted, CancellationToken cancellation)
    {
        TagMeasurement measured = fitted.Model.Measure(Data.Parts.Test, cancellation);
        return measured.ToResult() with
        {
            Notes = Optional.Of(fitted.Model.Summary.DecidedNote),
            Page = new TagReport(measured).Page($"Labels of {Path.GetFileName(DataName)}", Design),
            Files =
            [
                JobFile.OfText(
                    TestName,
                    TokenFile.Text(measured.Sentences, measured.Sentences.Select(s => s.Labels), measured.Found)),
            ],
        };
    }

    private static TrainingChoices ChoicesFor(int sentences, bool areNumbers)
    {
        (int batch, int epochs) = sentences >= ManySentences ? (32, 5) : (16, areNumbers ? 15 : 10);

        // A few long sequences have few batches in an epoch.
        return new TrainingChoices(
            OptimizerKind.Adam, LearningRate: areNumbers ? 0.003 : 0.006, WeightDecay: 0,
            batch, areNumbers ? Math.Clamp(NumberSteps * batch / sentences, epochs, MostEpochs) : epochs,
            Patience: 0, ClipNorm: 5);
    }

    private TagDesign MakeDesign()
    {
        int channels = Data.File.Channels.Count;
        bool isText = channels == 0, isMuch = isText && Data.Parts.Training.Count >= ManySentences;
        bool spells = isText && Data.Parts.Training.Any(s => s.Tokens.Any(t => t.Length > 1));
        int spelling = spells ? Options.CharacterHidden ?? 50 : 0;
        (int hidden, double hides) = isMuch ? (150, 1) : (128, 0.25);
        CellDesign cell = new CellDesign(CellKind.Lstm, 1, hidden, isText ? 0.5 : 0.2, 1, InitializerKind.Glorot)
        {
            Bidirectional = !Options.IsCausal,
        }.With(Fit);
        return new TagDesign(
            cell, isText ? Options.WordSize ?? (spells ? 100 : 32) : 0, spelling > 0 ? 32 : 0, spelling,
            _vectors?.Size ?? 0, channels,
            InputDropout: spells ? 0.33 : 0, WordDropout: spells ? Options.WordDropout ?? hides : 0, Options.IsChain)
        {
            Ensemble = Options.Ensemble ?? 1,
        };
    }

    private string AboutPieces()
    {
        int longest = Data.Longest;
        return Data.File.Sentences.All(s => s.Tokens.Count <= longest) ? ""
            : $" in pieces of at most {FigureText.Count(longest)} tokens"
                + (Options.Test is null ? ": one long sequence is spread over several sets" : "");
    }
}
