using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Options;
using Carousel.Jobs.Sound;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Speech;

/// <summary>A transcriber before its training: recordings read and divided, network decided.</summary>
public sealed class SpeechPlan : JobPlan<Transcriber>
{
    internal const string TestName = "test.csv";

    private const int HighestRate = 16_000, FewestStrings = 500, StringsOfTraining = 16_000;
    private const int FewestEpochs = 8, MostEpochs = 14, UsualTracts = 5;
    private const double AveragedEpochs = 1, UsualSingles = 0.25;
    private const int CutStrings = 200, ShownSymbols = 30;

    private readonly SpeechSymbols _symbols;
    private readonly int _count;

    private SpeechPlan(SpeechData data, SpeechOptions options)
        : base(options.Fit, new TrainingChoices(
            OptimizerKind.Adam, LearningRate: 0.006, WeightDecay: 0, Batch: 16,
            UsualEpochs(data, options), Patience: 0, ClipNorm: 5).With(options.Fit))
    {
        string[] transcripts = [.. data.Parts.Training.Select(c => c.Transcript)];
        (Data, Options, _count) = (data, options, transcripts.Length);
        _symbols = SpeechSymbols.Of(transcripts, options.Symbols);
        if (options.Joining is { } joining)
        {
            _symbols = SpeechSymbols.Of([string.Join(' ', transcripts)], options.Symbols ?? SymbolKind.Words);
            (Data, _count) = (data.Joined(joining), StringsOf(data, options));
        }

        Design = MakeDesign();
        RequireFit();
    }

    /// <summary>The recordings in their parts; with strings the part that learns keeps the words.</summary>
    internal SpeechData Data { get; }

    /// <summary>What was asked for.</summary>
    public SpeechOptions Options { get; }

    /// <summary>The network and its features.</summary>
    internal SpeechDesign Design { get; }

    /// <inheritdoc/>
    public override string Task => Transcriber.TaskName;

    /// <inheritdoc/>
    public override string DataName => Data.Name;

    /// <inheritdoc/>
    public override string Unit => Options.Joining is null ? "recordings" : "strings";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => _count;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [TestName];

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts
    {
        get
        {
            DataParts<SpeechClip> parts = Data.Parts;
            string[] speakers =
            [
                .. parts.Test.Select(c => c.Speaker).Where(s => s.Length > 0).Distinct()
                    .Order(StringComparer.Ordinal).Take(8),
            ];
            string strings = Options.Joining is { } joining
                ? $"; strings of {joining.Fewest} to {joining.Most} words are made from the recordings of each set: "
                    + $"{FigureText.Count(_count)} per epoch, {FigureText.Count(parts.Validation.Count)} and "
                    + $"{FigureText.Count(parts.Test.Count)}"
                : "";
            string symbol = _symbols.Kind == SymbolKind.Words ? "word" : "character";
            return
            [
                new(
                    "data",
                    $"{FigureText.Counted(parts.Training.Count, "recording")} to learn from, "
                    + $"{SpeechData.Length(parts.Training)}, {Data.Rate} samples per second"),
                new(
                    "symbols",
                    $"{FigureText.Counted(_symbols.Vocabulary.Count, symbol)}: {_symbols.Listed(ShownSymbols)}"),
                new(
                    "split",
                    $"train {FigureText.Count(parts.Training.Count)}, "
                    + $"validation {FigureText.Count(parts.Validation.Count)}, "
                    + $"test {FigureText.Count(parts.Test.Count)}{strings}"),
                new(
                    "model",
                    $"{Design.Describe()}, a step of {FigureText.Number(1000 * Design.Features.SecondsPerRow, 0)} ms"),
                .. Optional.Of(speakers.Length == 0
                    ? null
                    : new JobFact("speakers", $"{string.Join(", ", speakers)} in the test")),
                .. JobFact.Notes([.. Data.Notes, .. _symbols.Alike, .. _symbols.AboutUnknown(parts.Test)]),
            ];
        }
    }

    /// <summary>The plan for a file, with everything decided that the options leave open.</summary>
    /// <param name="path">A table of recordings and their transcripts.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="DataFormatException">The file holds something else, or too little.</exception>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    public static SpeechPlan Read(string path, SpeechOptions options) => Make(SpeechData.Read(path, options), options);

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">The recordings.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">A transcript does not fit in its recording's steps, or strings can't be
    /// made.</exception>
    /// <exception cref="OptionException">Options exclude each other.</exception>
    internal static SpeechPlan Make(SpeechData data, SpeechOptions options) =>
        options switch
        {
            { Joining: null, Strings: not null } => throw options.Wrong(
                "{Strings} is the number of strings that {Join} makes: also pass {Join}, or leave it out."),
            { Joining: null, Singles: not null } => throw options.Wrong(
                "{Singles} applies to strings that {Join} makes: also pass {Join}, or leave it out."),
            _ => new SpeechPlan(data, options),
        };

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<Transcriber> fitted, CancellationToken cancellation)
    {
        IReadOnlyList<SpeechClip> test = Data.Parts.Test;
        SpeechMeasurement measured = fitted.Model.Measure(test, cancellation);
        return measured.ToResult() with
        {
            Notes = [.. _symbols.AboutUnknown(test)],
            Page = new SpeechReport(this, fitted.Model, measured).Page(),
            Files = [JobFile.OfText(TestName, Transcription.ToCsv(test, measured.Found, hasTruth: true))],
        };
    }

    /// <inheritdoc/>
    private protected override Fitted<Transcriber> Train(JobFitting fitting)
    {
        SpeechNetwork network = fitting.Begin(new SpeechNetwork(Design, _symbols.Classes), NearestVectors.IsParameter);
        (string fingerprint, IReadOnlyList<SpeechClip> clips) = (Data.Fingerprint(), Data.Parts.Training);
        using var workers = new Workers(fitting.Backend.Threads);
        var examples = new SpeechExamples(clips, Options.Joining, _count, _symbols, workers, Training.Batch, Fit.Seed)
        {
            Features = Design.Features,
            Sound = Options.Sound.Variation,
            Masking = Options.Sound.Masking(Design.Features),
            Singles = Singles,
        };
        var problem = new SpeechProblem(
            network, examples,
            [
                .. Data.Parts.Validation.Select(
                    c => (SoundFeatures.Of(c.Recording, Design.Features), _symbols.Encode(c.Transcript))),
            ],
            $"{fingerprint}|{JsonSerializer.Serialize(Design.Undecoded, TextJson.Default.SpeechDesign)}|"
            + $"{Training.ToJson()}|{_count}|{Options.Joining}|{Singles}|{examples.Sound}|{examples.Masking}|"
            + $"{Options.Averaging}");
        double averaging = Options.Averaging ?? WeightAverages.Over(AveragedEpochs, problem.BatchesIn(0));
        string frequent = clips.CountBy(c => c.Transcript).OrderByDescending(g => g.Value)
            .ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;
        FitSummary summary = fitting.Train(
            problem, options => options with { Averaging = WeightAverages.Of(averaging) },
            baseline: new ValidationBaseline(
                Transcriber.FrequentTitle, _ => problem.ErrorsOf(_symbols.Encode(frequent)) ?? double.NaN));
        int[] joined = Options.Joining is { } joining ? [joining.Fewest, joining.Most] : [];
        NearestRecording nearest = Nearest();
        var origin = new SpeechOrigin(fingerprint, clips.Count, clips.Sum(c => c.Recording.Seconds), frequent, joined)
        {
            Nearest = nearest.Kept,
        };
        return Fitted(new Transcriber(fitting.Backend, network, Design, _symbols, summary, origin, nearest));
    }

    private double Singles => Options.Singles ?? UsualSingles;

    private NearestRecording Nearest()
    {
        (IReadOnlyList<SpeechClip> training, IReadOnlyList<SpeechClip> validation, _) = Data.Parts;
        SilenceCut? cut = Options.Joining is { } joining
            ? SilenceCut.Choose(validation.Count > 0 ? validation : joining.Strings(training, "cut", CutStrings))
            : null;
        return NearestRecording.Of(training, Design.Features.Rate, cut);
    }

    private static int StringsOf(SpeechData data, SpeechOptions options) =>
        options.Strings ?? Math.Max(FewestStrings, data.Parts.Training.Count);

    // Each epoch draws new strings, so their sum counts.
    private static int UsualEpochs(SpeechData data, SpeechOptions options) => options.Joining is null ? MostEpochs
        : Math.Clamp(StringsOfTraining / StringsOf(data, options), FewestEpochs, MostEpochs);

    private SpeechDesign MakeDesign()
    {
        CellDesign cell = new CellDesign(CellKind.Lstm, 2, 96, 0.3, 1, InitializerKind.Glorot)
        {
            Bidirectional = !Options.IsCausal,
        }.With(Fit);
        SoundFeatureOptions features = Options.Sound.FeaturesOf(Math.Min(HighestRate, Data.Rate), Options.Stack);
        if (Options is { IsCausal: true, Sound.Normalization: not null })
        {
            throw Options.Wrong(
                "{Normalization} needs the whole recording, but {IsCausal} reads only past sound and subtracts the "
                + "mean so far: leave out one of them.");
        }

        features = features with
        {
            Energy = features.Kind == SoundFeatureKind.Mfcc,
            Normalization = Options.IsCausal ? SoundNormalization.Running : features.Normalization,
        };
        features = Options.IsCausal
            ? SoundFeatures.Fit(Data.Parts.Training.Select(c => c.Recording), features)
            : features;
        return Options.Decoding.Over(
            new SpeechDesign(
                cell, features, _symbols.Kind, InputDropout: 0, BeamWidth: 16, LanguageWeight: 0.5, SymbolBonus: 0)
            {
                Tracts = Options.IsCausal ? 1 : UsualTracts,
            });
    }

    // Before the training, so that no epoch is lost: strings fit where each word does with a step to spare.
    private void RequireFit()
    {
        double seconds = Design.Features.SecondsPerRow, window = Design.Features.WindowMilliseconds / 1000,
            hop = Design.Features.HopMilliseconds / 1000;
        foreach (SpeechClip clip in Data.Parts.Training)
        {
            int frames = 1 + Math.Max(0, (int)((clip.Recording.Seconds - window) / hop));
            int steps = Math.Max(1, frames / Design.Features.Stack),
                needed = Ctc.StepsNeeded(_symbols.Encode(clip.Transcript)) + (Options.Joining is null ? 0 : 1);
            if (needed > steps)
            {
                int stack = frames / needed;
                OptionSentence shorter = stack > 0
                    ? $", leave the recording out, or make steps shorter by {{Stack}} {stack}"
                    : (OptionSentence)", or leave the recording out";
                throw Options.Unfit(
                    $"{clip.Name}: '{clip.Transcript}' needs {needed} steps, one for each symbol and one between equal "
                    + $"ones, but {clip.Recording.Seconds:0.00} s of sound have {steps} of {1000 * seconds:0} ms. "
                    + $"Check the transcript{shorter}.");
            }
        }
    }
}
