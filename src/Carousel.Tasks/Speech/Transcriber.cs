using System.Text.Json;
using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Storage;
using Carousel.Streaming;
using Carousel.Tasks.Decoding;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Language;
using Carousel.Tasks.Portable;
using Carousel.Tasks.Sound.Features;
using Carousel.Tasks.Text;

namespace Carousel.Tasks.Speech;

/// <summary>A fitted transcriber: from sound to words with their times.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class Transcriber : IPortableModel, IGraphModel, IInspectable
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "transcribe";

    private const string LanguageEntry = "language";
    private const string SymbolsEntry = "symbols";

    private readonly CpuBackend _backend;
    private readonly SpeechNetwork _network;
    private readonly SpeechOrigin _origin;
    private readonly Arena _arena;
    private readonly Tape _tape;
    private LanguageModel? _language;
    private TextScorer? _scorer;

    internal Transcriber(
        CpuBackend backend, SpeechNetwork network, SpeechDesign design, SpeechSymbols symbols, FitSummary summary, SpeechOrigin origin, LanguageModel? language)
    {
        (_backend, _network, Design, Symbols, Summary, _origin, _language) = (backend, network, design, symbols, summary, origin, language);
        _scorer = language is null ? null : new TextScorer(language, symbols);
        _arena = new Arena(backend);
        _tape = new Tape(backend, _arena);
    }

    /// <inheritdoc/>
    public string Task => TaskName;

    /// <inheritdoc/>
    public FitSummary Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => _language is null ? [_network] : [_network, .. _language.Networks];

    /// <inheritdoc/>
    public string PredictionFile => "transcripts.csv";

    /// <summary>What it is made of.</summary>
    public SpeechDesign Design { get; private set; }

    /// <summary>What transcripts are made of.</summary>
    public SpeechSymbols Symbols { get; }

    /// <summary>Which columns of tables are read, and where recordings lie: for <see cref="Predict"/> and <see cref="Evaluate"/>.</summary>
    public UtteranceColumns Columns { get; set; } = new();

    /// <summary>How <see cref="Evaluate"/> makes strings of recordings of single words; null for recordings as they are.</summary>
    public WordJoining? Joining { get; set; }

    /// <summary>How many strings <see cref="Evaluate"/> makes; null for two of each recording.</summary>
    public int? Strings { get; set => field = OptionException.Within(value, 1, 1_000_000, "--strings"); }

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The transcriber.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static Transcriber Load(string path, int threads = 0) => ModelFitting.Load(path, TaskName, threads, (backend, file) => Load(path, backend, file));

    /// <summary>Lets scores become text in another way from now on.</summary>
    /// <param name="decoding">What is asked for; null leaves it as it is.</param>
    /// <exception cref="OptionException">A language model is weighed, but there is none.</exception>
    /// <exception cref="DataFormatException">The language model does not know a character of the model's symbols.</exception>
    /// <exception cref="ModelFileException">The language model's file is damaged or for something else.</exception>
    public void Decode(SpeechDecoding decoding)
    {
        ArgumentNullException.ThrowIfNull(decoding);
        SpeechDesign design = decoding.Over(Design, _language is not null);
        if (decoding.Language is { } path)
        {
            LanguageModel language = LanguageFile.Read(path, _backend);
            var scorer = new TextScorer(language, Symbols);
            _scorer?.Dispose();
            (_language, _scorer) = (language, scorer);
        }

        Design = design;
    }

    /// <inheritdoc/>
    public void Save(string path)
    {
        var tensors = new List<StoredTensor>(_network.ToTensors());
        string inner = "{}";
        if (_language is not null)
        {
            (KeptLanguage kept, IEnumerable<StoredTensor> own) = KeptLanguage.Of(_language.ToFile());
            tensors.AddRange(own);
            inner = $"{{\"{LanguageEntry}\":{JsonSerializer.Serialize(kept, SpeechJson.Default.KeptLanguage)}}}";
        }

        new ModelFile
        {
            Task = TaskName,
            Configuration = JsonSerializer.Serialize(Design, SpeechJson.Default.SpeechDesign),
            Inner = inner,
            Vocabulary = Vocabulary.ToJson((SymbolsEntry, Symbols.Vocabulary)),
            Training = Summary.ToJson(),
            Data = JsonSerializer.Serialize(_origin, SpeechJson.Default.SpeechOrigin),
            Tensors = tensors,
        }.Write(path);
    }

    /// <inheritdoc/>
    public JobDescription Describe()
    {
        SpeechDesign design = Design;
        int inputs = design.Features.Features;
        string symbols = string.Join(design.Symbols == SymbolKind.Words ? ", " : "", Symbols.Vocabulary.Entries.Take(40));
        string joined = _origin.Joined.Count == 2 ? $", joined to strings of {_origin.Joined[0]} to {_origin.Joined[1]}" : "";
        return new JobDescription(
        [
            $"{Symbols.Vocabulary.Count} {(design.Symbols == SymbolKind.Words ? "words" : "characters")} ({symbols}{(Symbols.Vocabulary.Count > 40 ? ", …" : "")}){(_language is null ? "" : ", with a language model")}",
            $"learned from {FigureText.Counted(_origin.Recordings, "recording")} of {FigureText.Number(_origin.Seconds / 60, 1)} min{joined}; data {_origin.Fingerprint}",
        ],
        ModelDescription.Of(
            SpeechPlan.Describe(design), [_network], CellStack.MultiplyAdds(design.Cell, inputs) + ((long)design.Cell.OutputSize * Symbols.Classes), _network.StateSize, "step"));
    }

    /// <summary>What is said in recordings.</summary>
    /// <param name="clips">The recordings; transcripts are not read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>In the order given.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<Transcription> Transcribe(IReadOnlyList<SpeechClip> clips, CancellationToken cancellation = default) =>
        [.. Scores(clips, cancellation).Select(Transcribe)];

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        IReadOnlyList<SpeechClip> clips = TranscriptInput.Read(input, Columns, needsTranscripts: false);
        IReadOnlyList<Transcription> found = Transcribe(clips, cancellation);
        TranscriptTable.Write(output, clips, found);
        string[] notes = [.. clips.SelectMany(c => c.Recording.Notes)];
        return new JobAnswer(notes, $"{FigureText.Counted(found.Sum(f => f.Words.Count), "word")} in {FigureText.Counted(clips.Count, "recording")} of {SpeechData.Length(clips)}.");
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        if (Strings is not null && Joining is null)
        {
            throw new OptionException("--strings says how many strings --join makes: pass --join too, or leave it out.");
        }

        IReadOnlyList<SpeechClip> recordings = TranscriptInput.Read(input, Columns, needsTranscripts: true), clips = recordings;
        if (Joining is not null)
        {
            WordJoining.Require(recordings, input.Name, "--join");
            clips = Joining.Strings(recordings, "measure", Strings);
        }

        return SpeechResults.Of(Measure(clips, [], cancellation)) with
        {
            Facts = [new JobFact("data", $"{FigureText.Counted(clips.Count, Joining is null ? "recording" : "string")}, {SpeechData.Length(clips)}")],
            Notes = [.. recordings.SelectMany(c => c.Recording.Notes), .. SpeechResults.AboutUnknown(Symbols, clips), .. Unjoined(recordings)],
        };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new SpeechInspection(_backend, _network, Design, Symbols);

    /// <inheritdoc/>
    public PortableDesign ToPortable()
    {
        RequireCausal();
        return new PortableDesign(
            "the probability of each symbol, or of none, at each frame of sound", [PortableMember.Of(_network.Steps)],
            Meaning, Answers);
    }

    private PortableInput Meaning => PortableInput.OfValues(Design.Features.Names.Select(n => new PortableValue(n)));

    private PortableAnswer Answers => PortableAnswer.Classes(["no symbol", .. Symbols.Vocabulary.Entries]);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() =>
    [
        new ModelGraph(ModelGraph.Whole, "a score for each symbol, or for none, at each frame of sound", graph =>
        {
            GraphValue input = graph.Numbers("input", GraphAxis.Sequences, Meaning);
            GraphValue? lengths = _network.IsCausal ? null : graph.Lengths("lengths", input);
            graph.Output("scores", graph.Read(_network.Steps, input, lengths), Answers);
        }),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<PortableSequence> ReadSequences(JobInput input, int most)
    {
        RequireCausal();
        return PortableSequence.Of(Inspect(), input, most);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scorer?.Dispose();
        _arena.Dispose();
        _backend.Dispose();
    }

    /// <summary>A stream of steps: from a row of features to a score for each symbol. Only where <see cref="SpeechDesign.IsCausal"/>.</summary>
    /// <returns>The stream, owned by the caller; the model must outlive it.</returns>
    internal StreamingSession NewSession() => new(_backend, _network);

    /// <summary>A search as the design asks for, with the language model where there is one.</summary>
    /// <param name="margin">Prefixes so many nats below the best are given up.</param>
    internal CtcPrefixBeam NewBeam(double margin = double.PositiveInfinity) => new(
        Symbols.Classes,
        new PrefixBeamOptions { Width = Design.BeamWidth, ScorerWeight = Design.LanguageWeight, LabelBonus = Design.SymbolBonus, Margin = margin }, _scorer);

    /// <summary>The scores of each recording.</summary>
    /// <returns>[T, C] of each.</returns>
    internal float[][] Scores(IReadOnlyList<SpeechClip> clips, CancellationToken cancellation) =>
        SpeechRunner.Scores(_network, _tape, [.. clips.Select(c => SoundFeatures.Of(c.Recording, Design.Features))], cancellation);

    /// <summary>What scores say.</summary>
    internal Transcription Transcribe(float[] scores)
    {
        if (Design.BeamWidth == 1 && _scorer is null)
        {
            IReadOnlyList<AlignedLabel> labels = CtcGreedy.Decode(scores, Symbols.Classes);
            CtcAlignment.Of(scores, Symbols.Classes, [.. labels.Select(l => l.Label)], out double path);
            return new Transcription(Symbols.WordsOf(labels, Design.Features.SecondsPerRow), path);
        }

        CtcPrefixBeam beam = NewBeam();
        beam.Step(scores);
        DecodedLabels best = beam.Best();
        return new Transcription(Symbols.WordsOf(best.Labels, Design.Features.SecondsPerRow), best.LogProbability);
    }

    /// <summary>Measures the transcriber and the baselines.</summary>
    internal SpeechMeasurement Measure(IReadOnlyList<SpeechClip> clips, IReadOnlyList<TranscriptBaseline> baselines, CancellationToken cancellation)
    {
        float[][] scores = Scores(clips, cancellation);
        return new SpeechMeasurement(
            clips, [.. scores.Select(Transcribe)], scores,
            [new TranscriptBaseline("most_frequent", "the most frequent transcript", [.. clips.Select(_ => _origin.MostFrequent)]), .. baselines]);
    }

    private IEnumerable<string> Unjoined(IReadOnlyList<SpeechClip> recordings) => Joining is null && _origin.Joined.Count == 2 && recordings.All(c => c.Words.Count == 1)
        ? [$"The model learned from strings of {_origin.Joined[0]} to {_origin.Joined[1]} words; these are single words. --join {_origin.Joined[0]}-{_origin.Joined[1]} measures strings."]
        : [];

    private void RequireCausal()
    {
        if (!Design.IsCausal)
        {
            throw NotPortableException.BothDirections("This transcriber", "fit it with --causal");
        }
    }

    private static Transcriber Load(string path, CpuBackend backend, ModelFile file)
    {
        SpeechDesign design = ModelEntry.Parse(file.Configuration, SpeechJson.Default.SpeechDesign, path, "configuration");
        var symbols = new SpeechSymbols(design.Symbols, Vocabulary.Of(file, SymbolsEntry, path));
        bool fits = design.IsInRange && symbols.Vocabulary.Count > 0;
        SpeechNetwork network = ModelEntry.Build(
            file, path, backend, fits, design.Cell.Hidden, () => new SpeechNetwork(design, symbols.Classes), name => !KeptLanguage.Owns(name));
        using JsonDocument inner = JsonDocument.Parse(file.Inner);
        LanguageModel? language = inner.RootElement.TryGetProperty(LanguageEntry, out JsonElement kept)
            ? ModelEntry.Parse(kept.GetRawText(), SpeechJson.Default.KeptLanguage, path, "inner").Load(file, path, backend)
            : null;
        return new Transcriber(
            backend, network, design, symbols, FitSummary.Of(file, path),
            ModelEntry.Parse(file.Data, SpeechJson.Default.SpeechOrigin, path, "data"), language);
    }
}
