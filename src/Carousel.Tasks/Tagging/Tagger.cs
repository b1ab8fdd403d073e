using System.Text.Json;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Portable;
using Carousel.Tasks.Reading;
using Carousel.Tasks.Text;

namespace Carousel.Tasks.Tagging;

/// <summary>A fitted tagger: a label for each token of a sentence, or for each step of a sequence of numbers.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class Tagger : IPortableModel, IGraphModel, IInspectable
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "tag";

    private const string PredictionsName = "predictions.conll";

    private readonly CpuBackend _backend;
    private readonly TagNetwork _network;
    private readonly TagConfiguration _configuration;
    private readonly TagVocabularies _vocabularies;
    private readonly TagScaling _scaling;
    private readonly TagOrigin _origin;
    private readonly FrequentLabel _frequent;
    private readonly TagRunner _runner;

    internal Tagger(
        CpuBackend backend, TagNetwork network, TagConfiguration configuration, TagVocabularies vocabularies, TagScaling scaling, FitSummary summary, TagOrigin origin)
    {
        (_backend, _network, _configuration, _vocabularies, _scaling, Summary, _origin) = (backend, network, configuration, vocabularies, scaling, summary, origin);
        _frequent = FrequentLabel.Of(origin.FrequentWords, origin.FrequentEndings);
        _runner = new TagRunner(backend, network);
    }

    /// <inheritdoc/>
    public string Task => TaskName;

    /// <inheritdoc/>
    public FitSummary Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => [_network];

    /// <inheritdoc/>
    public bool ReadsText => Design.Channels == 0;

    /// <inheritdoc/>
    public string PredictionFile => PredictionsName;

    /// <summary>The network.</summary>
    public TagDesign Design => _configuration.Design;

    /// <summary>Whether and how labels mark spans.</summary>
    public LabelScheme Scheme => _configuration.Scheme;

    /// <summary>The labels it gives.</summary>
    public IReadOnlyList<string> Labels => _vocabularies.Labels.Entries;

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The tagger.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static Tagger Load(string path, int threads = 0) => ModelFitting.Load(path, TaskName, threads, (backend, file) => Load(path, backend, file));

    /// <inheritdoc/>
    public void Save(string path) => new ModelFile
    {
        Task = TaskName,
        Configuration = JsonSerializer.Serialize(_configuration, TagJson.Default.TagConfiguration),
        Scalers = JsonSerializer.Serialize(_scaling, TagJson.Default.TagScaling),
        Vocabulary = Vocabulary.ToJson(
            ("words", _vocabularies.Words), ("characters", _vocabularies.Characters), ("labels", _vocabularies.Labels), ("vectors", _vocabularies.Vectors)),
        Training = Summary.ToJson(),
        Data = JsonSerializer.Serialize(_origin, TagJson.Default.TagOrigin),
        Tensors = _network.ToTensors(),
    }.Write(path);

    /// <inheritdoc/>
    public JobDescription Describe()
    {
        TagDesign design = Design;
        long spelling = design.CharacterSize == 0 ? 0 : 8L * design.CharacterHidden * (design.CharacterSize + design.CharacterHidden);
        long multiplyAdds = CellStack.MultiplyAdds(design.Cell, design.InputSize) + ((long)design.Cell.OutputSize * Labels.Count);
        string labels = $"{string.Join(", ", Labels.Take(12))}{(Labels.Count > 12 ? ", …" : "")}";
        return new JobDescription(
        [
            $"{Labels.Count} labels ({labels}){(Scheme == LabelScheme.Plain ? "" : $", spans in {TagPlan.Name(Scheme)}")}, for {(design.Channels > 0 ? "steps of numbers" : "tokens")}",
            $"learned from {FigureText.Counted(_origin.Sentences, "sentence")} of {FigureText.Counted(_origin.Tokens, "token")}; data {_origin.Fingerprint}",
        ],
        ModelDescription.Of(
            TagPlan.Describe(design), [_network], multiplyAdds + spelling, 0, "token"));
    }

    /// <summary>The labels of sentences.</summary>
    /// <param name="sentences">Tokens, or numbers; labels are not read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>As many labels as tokens, for each sentence.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<IReadOnlyList<string>> LabelsOf(IReadOnlyList<TokenSentence> sentences, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        var encoder = new SentenceEncoder(_vocabularies, _scaling.Means, _scaling.Scales);
        List<EncodedSentence> encoded = encoder.Encode(sentences);
        return Join(sentences, encoded, _runner.Labels(encoder, encoded, cancellation), _vocabularies);
    }

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        TokenFile file = Read(input, needsLabels: false);
        IReadOnlyList<IReadOnlyList<string>> found = LabelsOf(file.Sentences, cancellation);
        for (int s = 0; s < found.Count; s++)
        {
            TagText.Write(output, file.Sentences[s], found[s]);
        }

        return new JobAnswer(file.Notes);
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        TokenFile file = Read(input, needsLabels: true);
        var notes = new List<string>(file.Notes);
        string[] never = [.. file.Sentences.SelectMany(s => s.Labels).Where(l => _vocabularies.Labels.NumberOf(l) < 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (never.Length > 0)
        {
            notes.Add($"The model does not know {string.Join(", ", never.Take(5).Select(l => $"'{l}'"))}{(never.Length > 5 ? $" and {never.Length - 5} more labels" : "")}: their tokens count as mistakes.");
        }

        return TagResults.Of(Measure(file.Sentences, cancellation)) with
        {
            Facts = [new JobFact("data", $"{FigureText.Counted(file.Sentences.Count, "sentence")}, {FigureText.Counted(file.Tokens, "token")}; labels from column {file.LabelColumn}")],
            Notes = notes,
        };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new TagInspection(_backend, _network, ReadIfLabelled, () => new SentenceEncoder(_vocabularies, _scaling.Means, _scaling.Scales), _configuration.Channels);

    /// <inheritdoc/>
    public PortableDesign ToPortable() => TagPortable.Design(_network, _vocabularies, _scaling, _configuration.Channels);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [TagGraph.Of(_network, _vocabularies, TagPortable.Numbers(_scaling, _configuration.Channels))];

    /// <inheritdoc/>
    public IReadOnlyList<PortableSequence> ReadSequences(JobInput input, int most)
    {
        TagPortable.RequireCausal(Design);
        var encoder = new SentenceEncoder(_vocabularies, _scaling.Means, _scaling.Scales);
        return TagPortable.Sequences(encoder, encoder.Encode(Read(input, needsLabels: false).Sentences), most);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runner.Dispose();
        _backend.Dispose();
    }

    /// <summary>The pieces of each sentence joined, numbers of labels as texts.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>> Join(
        IReadOnlyList<TokenSentence> sentences, List<EncodedSentence> encoded, int[][] found, TagVocabularies vocabularies)
    {
        string[][] labels = [.. sentences.Select(s => new string[s.Tokens.Count])];
        for (int p = 0; p < encoded.Count; p++)
        {
            for (int t = 0; t < found[p].Length; t++)
            {
                labels[encoded[p].Sentence][encoded[p].First + t] = vocabularies.Labels.Entries[found[p][t]];
            }
        }

        return labels;
    }

    /// <summary>Measures the tagger and the baseline.</summary>
    internal TagMeasurement Measure(IReadOnlyList<TokenSentence> sentences, CancellationToken cancellation)
    {
        IReadOnlyList<IReadOnlyList<string>> found = LabelsOf(sentences, cancellation);
        IReadOnlyList<IReadOnlyList<string>> frequent = [.. sentences.Select(s => (IReadOnlyList<string>)[.. s.Tokens.Select(_frequent.LabelOf)])];
        Func<string, bool> isKnown = Design.Channels > 0 ? _ => true : token => _vocabularies.Words.Contains(WordForm.Small(token));
        return new TagMeasurement(
            sentences, found, new TagScores(sentences, found, isKnown, Scheme), new TagScores(sentences, frequent, isKnown, Scheme), isKnown, Scheme, Design.Channels == 0);
    }

    /// <summary>How often a word of the vocabulary stood in the training part is not kept: only whether it did.</summary>
    private static Tagger Load(string path, CpuBackend backend, ModelFile file)
    {
        TagConfiguration configuration = ModelEntry.Parse(file.Configuration, TagJson.Default.TagConfiguration, path, "configuration");
        TagScaling scaling = ModelEntry.Parse(file.Scalers, TagJson.Default.TagScaling, path, "scalers");
        var vocabularies = new TagVocabularies(
            Vocabulary.Of(file, "words", path), Vocabulary.Of(file, "characters", path), Vocabulary.Of(file, "labels", path), Vocabulary.Of(file, "vectors", path));
        TagDesign design = configuration.Design;
        bool fits = design.IsInRange && vocabularies.Labels.Count > 0 && Enum.IsDefined(configuration.Scheme) && configuration.Channels.Count == design.Channels
            && scaling.Means.Count == design.Channels && scaling.Scales.Count == design.Channels && scaling.Scales.All(s => float.IsFinite(s) && s > 0);
        TagNetwork network = ModelEntry.Build(file, path, backend, fits, design.Cell.Hidden, () => new TagNetwork(
            design, vocabularies.Words.Count, vocabularies.Characters.Count, vocabularies.Vectors.Count, vocabularies.Labels.Count));
        return new Tagger(
            backend, network, configuration, vocabularies, scaling,
            FitSummary.Of(file, path), ModelEntry.Parse(file.Data, TagJson.Default.TagOrigin, path, "data"));
    }

    /// <summary>With labels where the file has those of the model, else without.</summary>
    private TokenFile ReadIfLabelled(JobInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            return Read(input, needsLabels: true);
        }
        catch (DataFormatException)
        {
            return Read(input, needsLabels: false);
        }
    }

    private TokenFile Read(JobInput input, bool needsLabels)
    {
        bool isNumbers = Design.Channels > 0;
        var columns = new TokenColumns { Labels = _configuration.LabelColumn };
        if (input.Path is { } path)
        {
            if (isNumbers)
            {
                return StepReader.Read(path, _configuration.LabelColumn, _configuration.Channels, needsLabels);
            }

            return TokenReader.Read(path, ColumnsFor(needsLabels), needsLabels);
        }

        if (isNumbers)
        {
            throw new DataFormatException($"This model reads numbers ({string.Join(", ", _configuration.Channels)}): pass a CSV file with these columns.");
        }

        TextLine[] lines = [.. input.ReadLines()];
        string? firstLine = lines.Select(l => l.Text).FirstOrDefault(l => !string.IsNullOrWhiteSpace(l));
        if (firstLine is null)
        {
            throw new DataFormatException($"{input.Name} is empty. Pass text, one sentence a line, or tokens one a line with their columns between tabs.");
        }

        if (firstLine.Contains('\t', StringComparison.Ordinal) || needsLabels)
        {
            return TokenReader.Read(lines, input.Name, ColumnsFor(needsLabels), needsLabels);
        }

        return new TokenFile(input.Name, TextTokens.Sentences(string.Join('\n', lines.Select(l => l.Text))), "text", "");

        // A file without the label's column is as good as one that has it, where labels are not wanted.
        TokenColumns ColumnsFor(bool needed) => needed ? columns with { Tokens = _configuration.TokenColumn } : new TokenColumns { Tokens = _configuration.TokenColumn };
    }
}
