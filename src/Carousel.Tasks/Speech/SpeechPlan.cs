using System.Globalization;
using System.Text.Json;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Execution;
using Carousel.Layers;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Language;
using Carousel.Tasks.Sound.Features;
using Carousel.Training;

namespace Carousel.Tasks.Speech;

/// <summary>A transcriber before its training: recordings read and divided, network decided.</summary>
public sealed class SpeechPlan : IJobPlan
{
    internal const string TestName = "test.csv";

    private const int HighestRate = 16_000;
    private const int FewestStrings = 500;
    private const int CutStrings = 200;

    private readonly SpeechSymbols _symbols;
    private readonly ClipSource _source;

    private SpeechPlan(SpeechData data, SpeechOptions options)
    {
        string[] transcripts = [.. data.Training.Select(c => c.Transcript)];
        _symbols = options.Joining is null ? SpeechSymbols.Of(transcripts, options.Symbols) : SpeechSymbols.Of([string.Join(' ', transcripts)], options.Symbols ?? SymbolKind.Words);
        Data = options.Joining is { } joining ? data.Joined(joining) : data;
        Options = options;
        _source = new ClipSource(data.Training, options.Joining, options.Strings ?? Math.Max(FewestStrings, data.Training.Count), options.Fit.Seed);
        Training = new TrainingChoices(
            OptimizerKind.Adam, LearningRate: 0.003, WeightDecay: 0, ScheduleKind.Cosine, Batch: 16, Epochs: 20, Patience: 0, ClipNorm: 5, ClipValue: null)
            .With(options.Fit);
        Design = MakeDesign();
        RequireFit();
        RequireLanguage();
    }

    /// <summary>The recordings in their parts; with strings the part that learns keeps the words.</summary>
    public SpeechData Data { get; }

    /// <summary>What was asked for.</summary>
    public SpeechOptions Options { get; }

    /// <summary>The network and its features.</summary>
    public SpeechDesign Design { get; }

    /// <summary>How it is trained.</summary>
    public TrainingChoices Training { get; }

    /// <inheritdoc/>
    public string Task => Transcriber.TaskName;

    /// <inheritdoc/>
    public string DataName => Data.Name;

    /// <inheritdoc/>
    public FitOptions Fit => Options.Fit;

    /// <inheritdoc/>
    public string Unit => Options.Joining is null ? "recordings" : "strings";

    /// <inheritdoc/>
    public double UnitsPerEpoch => _source.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [TestName];

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts
    {
        get
        {
            bool words = Design.Symbols == SymbolKind.Words;
            string symbols = string.Join(words ? ", " : "", _symbols.Vocabulary.Entries.Take(30));
            string speakers = string.Join(", ", Data.Test.Select(c => c.Speaker).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(8));
            string strings = Options.Joining is { } joining
                ? $"; strings of {joining.Fewest} to {joining.Most} words are made of each part's own recordings: {FigureText.Count(_source.Count)} an epoch, {FigureText.Count(Data.Validation.Count)} and {FigureText.Count(Data.Test.Count)}"
                : "";
            var facts = new List<JobFact>
            {
                new("data", $"{FigureText.Counted(Data.Training.Count, "recording")} to learn from, {SpeechData.Length(Data.Training)}, {Data.Rate} samples a second"),
                new("symbols", $"{FigureText.Counted(_symbols.Vocabulary.Count, words ? "word" : "character")}: {symbols}{(_symbols.Vocabulary.Count > 30 ? ", …" : "")}"),
                new("split", $"train {FigureText.Count(Data.Training.Count)}, validation {FigureText.Count(Data.Validation.Count)}, test {FigureText.Count(Data.Test.Count)}{strings}"),
                new("model", $"{Describe(Design)}, a step of {FigureText.Number(1000 * Design.Features.SecondsPerRow, 0)} ms"),
            };
            if (speakers.Length > 0)
            {
                facts.Add(new JobFact("speakers", $"{speakers} in the test"));
            }

            facts.AddRange(Data.Notes.Concat(SpeechResults.AboutUnknown(_symbols, Data.Test)).Select(n => new JobFact("note", n)));
            return facts;
        }
    }

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">The recordings.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">A transcript does not fit in its recording's steps, or strings can't be made.</exception>
    /// <exception cref="OptionException">Options exclude each other.</exception>
    public static SpeechPlan Make(SpeechData data, SpeechOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Strings is not null && options.Joining is null)
        {
            throw new OptionException("--strings says how many strings --join makes: pass --join too, or leave it out.");
        }

        return new SpeechPlan(data, options);
    }

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) =>
        await ModelFitting.RunAsync(Fit.Threads, backend => Train(backend, run, cancellation)).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var transcriber = (Transcriber)model;
        SilenceCut? cut = Options.Joining is { } joining ? SilenceCut.Choose(Data.Validation.Count > 0 ? Data.Validation : joining.Strings(Data.Training, "cut", CutStrings)) : null;
        var nearest = new NearestRecording(Data.Training, Design.Features.Rate, cut);
        SpeechMeasurement measured = transcriber.Measure(Data.Test, [.. nearest.Answer(Data.Test)], cancellation);
        return SpeechResults.Of(measured) with
        {
            Notes = [.. SpeechResults.AboutUnknown(_symbols, Data.Test)],
            Report = SpeechReport.Make(this, transcriber, measured, command),
            Files = [JobFile.OfText(TestName, TranscriptTable.Compared(measured))],
        };
    }

    internal static string Describe(SpeechDesign design)
    {
        SoundFeatureOptions features = design.Features;
        string rows = features.Kind == SoundFeatureKind.Mfcc ? $"{features.Coefficients} cepstral coefficients" : $"{features.Bands} bands";
        return $"{rows}{(features.Stack > 1 ? $" × {features.Stack} frames" : "")}, {design.Cell.Describe()}";
    }

    private Transcriber Train(CpuBackend backend, FitRun run, CancellationToken cancellation)
    {
        LanguageModel? language = Options.Decoding.Language is { } path ? LanguageFile.Read(path, backend) : null;
        var network = new SpeechNetwork(Design, _symbols.Classes);
        ModelFitting.Begin(network, backend, Fit.Seed, run, Task, name => !KeptLanguage.Owns(name));
        string fingerprint = Data.Fingerprint();
        (SoundVariation sound, SpectralMasking masking) = (Options.Sound.Over(SpeechSound.Variation), Options.Sound.Over(SpeechSound.Masking(Design.Features)));
        bool changes = sound.Speed + sound.Tract + sound.Noise > 0;
        var variation = new SpeechVariation(Design.Features, changes ? sound : null, masking.BandMasks > 0 ? masking : null, Fit.Seed);
        using var workers = new Workers(backend.Threads);
        var problem = new SpeechProblem(
            network, _source, variation, _symbols, [.. Data.Validation.Select(c => SoundFeatures.Of(c.Recording, Design.Features))],
            [.. Data.Validation.Select(c => _symbols.Encode(c.Transcript))], workers, Training.Batch, Fit.Seed,
            $"{fingerprint}|{JsonSerializer.Serialize(Design.Undecoded, SpeechJson.Default.SpeechDesign)}|{JsonSerializer.Serialize(Training, SpeechJson.Default.TrainingChoices)}|{_source.Count}|{Options.Joining}|{sound}|{masking}");
        TrainingResult result = ModelFitting.Train(backend, problem, Training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0)), run, cancellation);
        string frequent = Data.Training.GroupBy(c => c.Transcript, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;
        int[] joined = Options.Joining is { } joining ? [joining.Fewest, joining.Most] : [];
        var origin = new SpeechOrigin(fingerprint, Data.Training.Count, Data.Training.Sum(c => c.Recording.Seconds), frequent, joined);
        return new Transcriber(backend, network, Design, _symbols, FitSummary.Of(result, Fit.Seed, network.ParameterCount), origin, language);
    }

    private SpeechDesign MakeDesign()
    {
        CellDesign cell = new CellDesign(CellKind.Lstm, 2, 128, 0.2, 1, InitialiserKind.Glorot) { Bidirectional = !Options.IsCausal }.With(Fit);
        SoundFeatureOptions features = Options.Sound.Over(SpeechSound.Features with { Rate = Math.Min(HighestRate, Data.Rate), Stack = Options.Stack ?? SpeechSound.Features.Stack });
        features = features with
        {
            Energy = features.Energy || features.Kind == SoundFeatureKind.Mfcc,
            Normalisation = Options.IsCausal ? SoundNormalisation.Running : features.Normalisation,
        };
        features = Options.IsCausal ? SoundFeatures.Fit(Data.Training.Select(c => c.Recording), features) : features;
        return Options.Decoding.Over(new SpeechDesign(cell, features, _symbols.Kind, InputDropout: 0, BeamWidth: 16, LanguageWeight: 0.5, SymbolBonus: 0), hasLanguage: false);
    }

    // Read once more when it is needed: the training may run elsewhere.
    private void RequireLanguage()
    {
        if (Options.Decoding.Language is { } path)
        {
            using LanguageModel language = LanguageModel.Load(path, 1);
            using var scorer = new TextScorer(language, _symbols);
        }
    }

    // Before the training, so that no epoch is lost: strings fit where each word does with a step to spare.
    private void RequireFit()
    {
        double seconds = Design.Features.SecondsPerRow, window = Design.Features.WindowMilliseconds / 1000, hop = Design.Features.HopMilliseconds / 1000;
        foreach (SpeechClip clip in Data.Training)
        {
            int frames = 1 + Math.Max(0, (int)((clip.Recording.Seconds - window) / hop));
            int steps = Math.Max(1, frames / Design.Features.Stack), needed = Ctc.StepsNeeded(_symbols.Encode(clip.Transcript)) + (Options.Joining is null ? 0 : 1);
            if (needed > steps)
            {
                throw new DataFormatException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{clip.Name}: '{clip.Transcript}' needs {needed} steps, one for each symbol and one between equal ones, but {clip.Recording.Seconds:0.00} s of sound have {steps} of {1000 * seconds:0} ms. Check the transcript, leave the recording out, or make steps shorter by --stack {Math.Max(1, Design.Features.Stack - 1)}."));
            }
        }
    }
}
