using System.Globalization;
using System.Text.Json;
using Carousel.Backends;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Training;

namespace Carousel.Tasks.Tagging;

/// <summary>A tagger before its training: data read and divided, network decided.</summary>
public sealed class TagPlan : IJobPlan
{
    internal const string TestName = "test.conll";
    private const int ManySentences = 5000;

    private readonly TagVocabularies _vocabularies;
    private readonly WordVectors? _vectors;
    private readonly TagScaling _scaling;

    private TagPlan(TagData data, TagOptions options, TagVocabularies vocabularies, WordVectors? vectors)
    {
        (Data, Options, _vocabularies, _vectors) = (data, options, vocabularies, vectors);
        Scheme = SchemeFinder.Find(data.Split.Training.Select(s => s.Labels));
        bool many = data.Split.Training.Count >= ManySentences;
        Training = new TrainingChoices(
            OptimizerKind.Adam, LearningRate: many ? 0.002 : 0.003, WeightDecay: 0, ScheduleKind.Cosine, Batch: many ? 32 : 16, Epochs: many ? 12 : 15, Patience: 0, ClipNorm: 5, ClipValue: null)
            .With(options.Fit);
        _scaling = TagScaling.Of(data.Split.Training, data.File.Channels.Count);
        Design = MakeDesign();
    }

    /// <summary>The sentences in their parts.</summary>
    public TagData Data { get; }

    /// <summary>What was asked for.</summary>
    public TagOptions Options { get; }

    /// <summary>The network.</summary>
    public TagDesign Design { get; }

    /// <summary>How it is trained.</summary>
    public TrainingChoices Training { get; }

    /// <summary>Whether and how labels mark spans.</summary>
    public LabelScheme Scheme { get; }

    /// <inheritdoc/>
    public string Task => Tagger.TaskName;

    /// <inheritdoc/>
    public string DataName => Data.Name;

    /// <inheritdoc/>
    public FitOptions Fit => Options.Fit;

    /// <inheritdoc/>
    public string Unit => "sentences";

    /// <inheritdoc/>
    public double UnitsPerEpoch => Data.Split.Training.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [TestName];

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts
    {
        get
        {
            TagSplit split = Data.Split;
            int labels = _vocabularies.Labels.Count;
            var facts = new List<JobFact>
            {
                new("data", $"{FigureText.Counted(Data.File.Sentences.Count, "sentence")}, {FigureText.Counted(Data.File.Tokens, "token")}; {FigureText.Counted(labels, "label")} from column {Data.File.LabelColumn}"),
                new("labels", $"{string.Join(", ", _vocabularies.Labels.Entries.Take(12))}{(labels > 12 ? ", …" : "")}{(Scheme == LabelScheme.Plain ? "" : $"; spans in {Name(Scheme)}")}"),
                new("split", $"train {Parts(split.Training)}, validation {Parts(split.Validation)}, test {Parts(split.Test)}{AboutPieces()}"),
                new("model", $"{Describe(Design)}, {(Design.IsChain ? "linear chain" : "soft-max")}"),
            };
            if (_vectors is not null)
            {
                int found = _vocabularies.Words.Entries.Count(_vocabularies.Vectors.Contains);
                facts.Add(new JobFact("vectors", string.Create(CultureInfo.InvariantCulture, $"{_vectors.Words.Count - 1:N0} words of {_vectors.Size} values; {found:N0} of {_vocabularies.Words.Count - 1:N0} words of the training part are among them")));
            }

            facts.AddRange(Data.Notes.Select(n => new JobFact("note", n)));
            return facts;
        }
    }

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">The sentences.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="Data.DataFormatException">The file of vectors can't be read.</exception>
    /// <exception cref="OptionException">Options exclude each other.</exception>
    public static TagPlan Make(TagData data, TagOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        bool isText = data.File.Channels.Count == 0;
        if (options is { WordSize: 0, CharacterHidden: 0, Vectors: null } && isText)
        {
            throw new OptionException("--word-size 0 and --character-hidden 0 leave nothing to read: allow one of them.");
        }

        if (!isText && options.Vectors is not null)
        {
            throw new OptionException("--vectors are for words, but the steps of this file are numbers.");
        }

        WordVectors? vectors = options.Vectors is { } path ? WordVectors.Read(path) : null;
        return new TagPlan(data, options, TagVocabularies.Of(data.Split.Training, vectors?.Words), vectors);
    }

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) =>
        await ModelFitting.RunAsync(Fit.Threads, backend => Train(backend, run, cancellation)).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var tagger = (Tagger)model;
        TagMeasurement measured = tagger.Measure(Data.Split.Test, cancellation);
        return TagResults.Of(measured) with
        {
            Report = TagReport.Make(this, tagger, measured, command),
            Files = [JobFile.OfText(TestName, TagText.Compared(Data.Split.Test, measured.Found))],
        };
    }

    internal static string Name(LabelScheme scheme) => scheme.ToString().ToUpperInvariant();

    internal static string Describe(TagDesign design)
    {
        string[] parts =
        [
            .. design.WordSize > 0 ? [$"words {design.WordSize}"] : Array.Empty<string>(),
            .. design.CharacterSize > 0 ? [$"characters 2×{design.CharacterHidden}"] : Array.Empty<string>(),
            .. design.VectorSize > 0 ? [$"vectors {design.VectorSize}"] : Array.Empty<string>(),
            .. design.Channels > 0 ? [$"{design.Channels} numbers"] : Array.Empty<string>(),
        ];
        return $"{string.Join(" + ", parts)}, {design.Cell.Describe()}";
    }

    private Tagger Train(CpuBackend backend, FitRun run, CancellationToken cancellation)
    {
        var network = new TagNetwork(Design, _vocabularies.Words.Count, _vocabularies.Characters.Count, _vocabularies.Vectors.Count, _vocabularies.Labels.Count);
        ModelFitting.Begin(network, backend, Fit.Seed, run, Task);
        if (_vectors is not null)
        {
            network.Vectors!.Set(_vectors.Values);
        }

        var encoder = new SentenceEncoder(_vocabularies, _scaling.Means, _scaling.Scales);
        List<EncodedSentence> training = encoder.Encode(Data.Split.Training), validation = encoder.Encode(Data.Split.Validation);
        var configuration = new TagConfiguration(Design, Scheme, Data.File.TokenColumn, Data.File.LabelColumn, Data.File.Channels);
        string fingerprint = Data.Fingerprint();
        var problem = new TagProblem(
            network, encoder, training, validation, found => Score(validation, found), Training.Batch, Fit.Seed,
            $"{fingerprint}|{JsonSerializer.Serialize(configuration, TagJson.Default.TagConfiguration)}|{JsonSerializer.Serialize(Training, TagJson.Default.TrainingChoices)}");
        TrainerOptions options = Training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0));
        TrainingResult result = ModelFitting.Train(backend, problem, options, run, cancellation);
        FrequentLabel frequent = Design.Channels > 0 ? FrequentLabel.Majority(Data.Split.Training) : FrequentLabel.Of(Data.Split.Training);
        var origin = new TagOrigin(fingerprint, Data.Split.Training.Count, Data.Split.Training.Sum(s => s.Tokens.Count), frequent.Words, frequent.Endings);
        return new Tagger(backend, network, configuration, _vocabularies, _scaling, FitSummary.Of(result, Fit.Seed, network.ParameterCount), origin);
    }

    /// <summary>Lower is better: wrong tokens, or 1 − F1 of spans.</summary>
    private double Score(List<EncodedSentence> encoded, int[][] found)
    {
        IReadOnlyList<IReadOnlyList<string>> labels = Tagger.Join(Data.Split.Validation, encoded, found, _vocabularies);
        var scores = new TagScores(Data.Split.Validation, labels, _ => true, Scheme);
        return 1 - (Scheme == LabelScheme.Plain ? scores.Accuracy : scores.Spans.All.F1);
    }

    private TagDesign MakeDesign()
    {
        bool isText = Data.File.Channels.Count == 0;
        bool spells = isText && Data.Split.Training.Any(s => s.Tokens.Any(t => t.Length > 1));
        int spelling = spells ? Options.CharacterHidden ?? 50 : 0;
        CellDesign cell = new CellDesign(CellKind.Lstm, 1, 128, isText ? 0.5 : 0.2, 1, InitialiserKind.Glorot) { Bidirectional = !Options.IsCausal }.With(Fit);
        return new TagDesign(
            cell, isText ? Options.WordSize ?? (spells ? 100 : 32) : 0, spelling > 0 ? 32 : 0, spelling, _vectors?.Size ?? 0, Data.File.Channels.Count,
            InputDropout: spells ? 0.33 : 0, WordDropout: spells ? Options.WordDropout ?? 0.25 : 0, Options.IsChain);
    }

    private string AboutPieces()
    {
        const int longest = SentenceEncoder.LongestPiece;
        return !Data.File.Sentences.Any(s => s.Tokens.Count > longest) ? ""
            : string.Create(CultureInfo.InvariantCulture, $" in pieces of at most {longest:N0} tokens{(Options.Test is null ? ": one long sequence lies in several parts" : "")}");
    }

    private static string Parts(IReadOnlyList<TokenSentence> sentences) => sentences.Count.ToString("N0", CultureInfo.InvariantCulture);
}
