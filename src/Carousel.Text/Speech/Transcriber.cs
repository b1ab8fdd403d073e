using System.Text.Json;
using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Sound;
using Carousel.Jobs.Text;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Speech;

/// <summary>A fitted transcriber: from sound to words with their times.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class Transcriber : JobModel, IPortableJob, IGraphModel
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "transcribe";

    internal const string FrequentTitle = "the most frequent transcript";

    private const string SymbolsEntry = "symbols";
    private const string WithoutNearest =
        "The nearest training recording is missing: the model file contains no training recordings, because there were "
        + "too many or the file is of an earlier version. carousel transcribe compares with it.";

    private static readonly RemovedFeature[] _removed =
    [
        new("symbol_bonus", null, "a bonus for each symbol"), .. SoundFeatureOptions.Removed("features"),
    ];

    private readonly SpeechNetwork _network;
    private readonly SpeechOrigin _origin;
    private readonly NearestRecording? _nearest;

    internal Transcriber(
        CpuBackend backend, SpeechNetwork network, SpeechDesign design, SpeechSymbols symbols, FitSummary summary,
        SpeechOrigin origin, NearestRecording? nearest)
        : base(backend, network, summary) =>
        (_network, Design, Symbols, _origin, _nearest) = (network, design, symbols, origin, nearest);

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Networks => [_network];

    /// <inheritdoc/>
    public override string PredictionFile => "transcripts.csv";

    /// <summary>What it is made of.</summary>
    internal SpeechDesign Design { get; private set; }

    /// <summary>What transcripts are made of.</summary>
    internal SpeechSymbols Symbols { get; }

    /// <summary>
    /// Which columns of tables are read, and where recordings lie: for <see cref="Predict"/> and
    /// <see cref="Evaluate"/>.
    /// </summary>
    internal UtteranceColumns Columns { get; set; } = new();

    /// <summary>
    /// How <see cref="Evaluate"/> makes strings of recordings of single words; null if recordings are not joined.
    /// </summary>
    public WordJoining? Joining { get; set; }

    /// <summary>How many strings <see cref="Evaluate"/> makes; null for two of each recording.</summary>
    public int? Strings { get; set => field = OptionException.Within(value, 1, 1_000_000); }

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The transcriber.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static Transcriber Load(string path, int threads = 0) =>
        ModelReading.Load(path, TaskName, threads, reading =>
        {
            SpeechDesign design = reading.Configuration(TextJson.Default.SpeechDesign, _removed);
            RemovedFeature.Require(
                [new("language", null, "an additional language model")], reading.File.Inner, reading.Path);
            var symbols = new SpeechSymbols(design.Symbols, reading.Vocabulary(SymbolsEntry));
            SpeechNetwork network = reading.Build(
                design.IsInRange && symbols.Vocabulary.Count > 0, design.Cell.Hidden,
                () => new SpeechNetwork(design, symbols.Classes), NearestVectors.IsParameter);
            SpeechOrigin origin = reading.Data(TextJson.Default.SpeechOrigin);
            return new Transcriber(
                reading.Backend, network, design, symbols, reading.Summary, origin,
                NearestRecording.Of(reading, origin.Nearest));
        });

    /// <summary>Changes how scores become text.</summary>
    /// <param name="decoding">The new settings; null leaves a setting unchanged.</param>
    /// <exception cref="OptionException">The transcriber cannot read a recording more than once.</exception>
    public void Decode(SpeechDecoding decoding)
    {
        ArgumentNullException.ThrowIfNull(decoding);
        Design = decoding.Over(Design);
    }

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        CellDesign cell = Design.Cell;
        string joined = _origin.Joined.Count == 2
            ? $", joined to strings of {_origin.Joined[0]} to {_origin.Joined[1]}"
            : "";
        return new JobDescription(
        [
            $"{Symbols.Vocabulary.Count} {(Symbols.Kind == SymbolKind.Words ? "words" : "characters")} "
            + $"({Symbols.Listed(40)})",
            $"learned from {FigureText.Counted(_origin.Recordings, "recording")} "
            + $"of {FigureText.Number(_origin.Seconds / 60, 1)} min{joined}; data {_origin.Fingerprint}",
        ],
        ModelDescription.Of(
            Design.Describe(), [_network],
            CellStack.MultiplyAdds(cell, Design.Features.Features) + ((long)cell.OutputSize * Symbols.Classes),
            _network.Steps.StateSize, "step"));
    }

    /// <summary>The transcripts of recordings.</summary>
    /// <param name="clips">The recordings; transcripts are not read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>In the order given.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal IReadOnlyList<Transcription> Transcribe(
        IReadOnlyList<SpeechClip> clips, CancellationToken cancellation = default) =>
        [.. clips.Zip(Scores(clips, cancellation), Heard)];

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        IReadOnlyList<SpeechClip> clips = TranscriptInput.Read(input, Columns, needsTranscripts: false);
        IReadOnlyList<Transcription> found = Transcribe(clips, cancellation);
        output.Write(Transcription.ToCsv(clips, found));
        return new JobAnswer(
            SoundRecording.NotesOf(clips.Select(c => c.Recording)),
            $"{FigureText.Counted(found.Sum(f => f.Words.Count), "word")} "
            + $"in {FigureText.Counted(clips.Count, "recording")} of {SpeechData.Length(clips)}.");
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        if (Strings is not null && Joining is null)
        {
            throw new OptionException(
                "{Strings} is the number of strings that {Join} makes: also pass {Join}, or leave it out.");
        }

        IReadOnlyList<SpeechClip> recordings = TranscriptInput.Read(input, Columns, needsTranscripts: true),
            clips = recordings;
        if (Joining is not null)
        {
            WordJoining.Require(recordings, input.Name, nameof(SpeechOptions.Join));
            clips = Joining.Strings(recordings, "measure", Strings);
        }

        return Measure(clips, cancellation).ToResult() with
        {
            Facts =
            [
                new JobFact(
                    "data",
                    $"{FigureText.Counted(clips.Count, Joining is null ? "recording" : "string")}, "
                    + $"{SpeechData.Length(clips)}"),
            ],
            Notes =
            [
                .. SoundRecording.NotesOf(recordings.Select(c => c.Recording)), .. Symbols.AboutUnknown(clips),
                .. Unjoined(recordings), .. Optional.Of(_nearest is null ? WithoutNearest : null),
            ],
        };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new SpeechInspection(Backend, _network, Design);

    /// <inheritdoc/>
    PortableDesign IPortableModel.ToPortable()
    {
        RequireCausal();
        return new PortableDesign(
            "the probability of each symbol, or of none, at each frame of sound", [PortableMember.Of(_network.Steps)],
            Meaning, Answers);
    }

    private PortableInput Meaning => PortableInput.OfValues(Design.Features.Names.Select(n => new PortableValue(n)));

    private PortableAnswer Answers => PortableAnswer.Classes(["no symbol", .. Symbols.Vocabulary.Entries]);

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs() =>
    [
        new ModelGraph(ModelGraph.Whole, "a score for each symbol, or for none, at each frame of sound", graph =>
        {
            GraphValue input = graph.Numbers("input", GraphAxis.Sequences, Meaning);
            GraphValue? lengths = Design.IsCausal ? null : graph.Lengths("lengths", input);
            graph.Output("scores", graph.Read(_network.Steps, input, lengths), Answers);
        }),
    ];

    /// <inheritdoc/>
    IReadOnlyList<PortableSequence> IPortableJob.ReadSequences(JobInput input, int most)
    {
        RequireCausal();
        return PortableData.Of(Inspect(), input, most);
    }

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(Design, TextJson.Default.SpeechDesign),
        JsonSerializer.Serialize(_origin, TextJson.Default.SpeechOrigin))
    {
        Tensors = [.. _nearest?.ToTensors() ?? []],
        Vocabulary = Vocabulary.ToJson((SymbolsEntry, Symbols.Vocabulary)),
    };

    /// <summary>
    /// A stream of steps: from a row of features to a score for each symbol. Only where
    /// <see cref="SpeechDesign.IsCausal"/>.
    /// </summary>
    /// <returns>The stream, owned by the caller; the model must outlive it.</returns>
    internal StreamingSession NewSession() => new(Backend, _network.Steps);

    /// <summary>The scores of each recording.</summary>
    /// <returns>[T, C] of each.</returns>
    internal float[][] Scores(IReadOnlyList<SpeechClip> clips, CancellationToken cancellation)
    {
        float[][][] read =
        [
            .. SpeechTracts.Factors(Math.Max(1, Design.Tracts)).Select(factor => _network.Answer(
                Tape, [.. clips.Select(c => SoundFeatures.Of(c.Recording, Design.Features, factor))], cancellation)),
        ];
        return [
            .. Enumerable.Range(0, clips.Count)
                .Select(c => SpeechTracts.Mean([.. read.Select(r => r[c])], Symbols.Classes)),
        ];
    }

    // Silence can resemble any sound after its features are normalised.
    private Transcription Heard(SpeechClip clip, float[] scores) =>
        clip.Recording.IsSilent ? new Transcription([], 0) : Transcribe(scores);

    /// <summary>What scores say.</summary>
    internal Transcription Transcribe(float[] scores)
    {
        if (Design.BeamWidth == 1)
        {
            IReadOnlyList<AlignedLabel> labels = CtcGreedy.Decode(scores, Symbols.Classes);
            CtcAlignment.Of(scores, Symbols.Classes, [.. labels.Select(l => l.Label)], out double path);
            return new Transcription(Symbols.WordsOf(labels, Design.Features.SecondsPerRow), path);
        }

        var beam = new CtcPrefixBeam(Symbols.Classes, Design.BeamWidth);
        beam.Step(scores);
        DecodedLabels best = beam.Best();
        return new Transcription(Symbols.WordsOf(best.Labels, Design.Features.SecondsPerRow), best.LogProbability);
    }

    /// <summary>Measures the transcriber and the baselines, which learned from the same recordings.</summary>
    internal SpeechMeasurement Measure(IReadOnlyList<SpeechClip> clips, CancellationToken cancellation)
    {
        float[][] scores = Scores(clips, cancellation);
        var frequent = TranscriptScore.Of(
            "most_frequent", FrequentTitle, clips, clips.Select(_ => _origin.MostFrequent));
        return new SpeechMeasurement(
            clips, [.. clips.Zip(scores, Heard)], scores, [frequent, .. _nearest?.Score(clips) ?? []]);
    }

    private IEnumerable<string> Unjoined(IReadOnlyList<SpeechClip> recordings) =>
        Joining is null && _origin.Joined.Count == 2 && recordings.All(c => c.Words.Count == 1)
        ? [
            $"The model was trained on strings of {_origin.Joined[0]} to {_origin.Joined[1]} words, but these are "
            + $"single words. Pass --join {_origin.Joined[0]}-{_origin.Joined[1]} to test on strings.",
        ]
        : [];

    private void RequireCausal() => NotPortable.Require(
        "This transcriber", null, (!Design.IsCausal, "with {IsCausal} (it reads from both ends)"));
}
