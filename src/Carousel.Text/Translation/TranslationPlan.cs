using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Layers;

namespace Carousel.Translation;

/// <summary>A translator before its training: data read and divided, pieces learned, network decided.</summary>
public class TranslationPlan : JobPlan<Translator>
{
    internal const string TestName = "test.tsv";

    // Measured with made sentences: beams of a search and the dictionary, in addition to the memory of a report.
    private const long SearchingBytes = 20L << 20;

    private const int ManyPairs = 10_000;

    private const double HalfAnEpoch = 0.5;

    private readonly PairEncoder _encoder;

    private protected TranslationPlan(TranslationData data, TranslationOptions options, CopySlots? slots = null)
        : base(options.Fit, ChoicesFor(data.Parts.Training.Count, slots is not null).With(options.Fit))
    {
        (Data, Options) = (data, options);
        bool many = IsMany(data);
        Design = new TranslationDesign(
            options.EmbeddingSize ?? (many ? 256 : 96), Fit.Layers ?? 1, Fit.Hidden ?? (many ? 512 : 128),
            Fit.Dropout ?? (many ? 0.3 : 0.2),
            options.Attention, IsJoint: true, options.Beam);
        _encoder = PairEncoder.Learn(data.Parts.Training, options.Pieces ?? (many ? 6000 : 1000), slots);
    }

    /// <summary>The pairs in their parts.</summary>
    internal TranslationData Data { get; }

    /// <summary>What was asked for.</summary>
    public TranslationOptions Options { get; }

    /// <summary>The network.</summary>
    internal TranslationDesign Design { get; private protected init; }

    /// <summary>Lines as tokens.</summary>
    internal PairEncoder Encoder => _encoder;

    /// <inheritdoc/>
    public override string Task => Translator.TaskName;

    /// <inheritdoc/>
    public override string DataName => Data.Name;

    /// <inheritdoc/>
    public override string Unit => "pairs";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => Data.Parts.Training.Count;

    /// <inheritdoc/>
    public override long MeasuringBytes => FitRun.UsualMeasuringBytes + SearchingBytes;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [TestName];

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        new(
            "data",
            $"{FigureText.Counted(Data.Parts.All.Count(), "pair")} of lines, such as "
            + $"'{FigureText.Shortened(Data.Parts.Training[0].Source)}' and "
            + $"'{FigureText.Shortened(Data.Parts.Training[0].Target)}'"),
        new("pieces", $"{FigureText.Count(_encoder.End)}, learned from both languages"),
        new(
            "split",
            Invariant.Of(
                $"train {Data.Parts.Training.Count:N0}, validation {Data.Parts.Validation.Count:N0} (score: 100 − "
                + $"chrF2, lower is better), test {Data.Parts.Test.Count:N0} pairs, in this order")),
        new("model", Design.Describe()),
        .. JobFact.Notes(Data.Notes),
    ];

    /// <summary>The plan for a file, with everything decided that the options leave open.</summary>
    /// <param name="path">Lines to be translated, or lines with a tab and their translations.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="DataFormatException">The file holds something else, or too little.</exception>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    public static TranslationPlan Read(string path, TranslationOptions options) =>
        Make(TranslationData.Read(path, options.Target, options), options);

    /// <summary>Decides on everything that the options leave open, and learns the pieces.</summary>
    /// <param name="data">The pairs.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="OptionException">Options exclude each other.</exception>
    internal static TranslationPlan Make(TranslationData data, TranslationOptions options)
    {
        RequirePossible(options.Fit, options);
        return new TranslationPlan(data, options);
    }

    /// <summary>Refuses cells and sizes that a translator cannot have.</summary>
    private protected static void RequirePossible(FitOptions fit, JobOptions options)
    {
        if (fit.Cell != CellKind.Lstm)
        {
            throw options.Wrong("{Cell} must be lstm, the only cell of translate and chat: leave out {Cell}.");
        }

        if (fit.Hidden is { } hidden && hidden % 2 != 0)
        {
            throw options.Wrong(
                $"{{Hidden}} must be even, because each direction of the encoder has half as many units, but "
                + $"is {hidden}.");
        }
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<Translator> fitted, CancellationToken cancellation)
    {
        TranslationMeasurement measured = fitted.Model.Measure(Data.Parts.Test, cancellation);
        return TranslationResults.Of(measured) with
        {
            Notes = Optional.Of(LateNote(fitted.Model.Summary)),
            Page = new TranslationReport(this, fitted.Model, measured).Page(cancellation),
            Files = [TestFile(measured)],
        };
    }

    /// <summary>The lines of the test set, their translations and those of the model.</summary>
    private protected static JobFile TestFile(TranslationMeasurement measured) => JobFile.OfText(
        TestName, string.Concat(measured.Pairs.Select(
            (p, k) => $"{p.Source}\t{p.Target}\t{measured.Found[k].Replace('\t', ' ')}\n")));

    /// <inheritdoc/>
    private protected override Fitted<Translator> Train(JobFitting fitting)
    {
        SequenceToSequence network = fitting.Begin(new SequenceToSequence(Design.ToOptions(_encoder.End)));
        IReadOnlyList<SentencePair> pairs = Data.Parts.Training;
        EncodedPair[] training = [.. pairs.Select(_encoder.Encode)];
        string fingerprint = Data.Fingerprint();
        using var decoder = new TranslationDecoder(fitting.Backend, network);
        var problem = new TranslationProblem(
            network, training,
            Data.Parts.Validation.Count == 0 ? null : token => Lacking(decoder, token), Training, Options,
            Fingerprint(fingerprint), Anew(pairs));
        double averaging = Options.Averaging ?? WeightAverages.Over(HalfAnEpoch, problem.BatchesIn(0));
        Dictionary<string, string> dictionary = LearnBaseline(pairs);
        FitSummary summary = fitting.Train(
            problem, options => options with { Averaging = WeightAverages.Of(averaging) },
            baseline: Data.Parts.Validation.Count == 0 ? null : new ValidationBaseline(
                BaselineTitle,
                _ => Lacking(BaselineAnswers(dictionary, [.. Data.Parts.Validation.Select(p => p.Source)]))));
        var origin = new TranslationOrigin(
            fingerprint, training.Length, training.Sum(p => (long)p.Source.Length),
            training.Sum(p => (long)p.Target.Length), dictionary);
        return Fitted(Made(
            fitting.Backend, network,
            new TranslationConfiguration(Design with { Beam = ChosenSearch(decoder, fitting.Cancellation) })
            {
                Words = _encoder.Slots?.Words,
                Columns = Data.Columns is [] ? null : Data.Columns,
            },
            summary, origin));
    }

    /// <summary>The name of the baseline.</summary>
    private protected virtual string BaselineTitle => TranslationResults.DictionaryTitle;

    /// <summary>The model of a trained network.</summary>
    private protected virtual Translator Made(
        CpuBackend backend, SequenceToSequence network, TranslationConfiguration configuration, FitSummary summary,
        TranslationOrigin origin) => new(backend, network, configuration, _encoder, summary, origin);

    /// <summary>What the baseline learns from the training set.</summary>
    private protected virtual Dictionary<string, string> LearnBaseline(IReadOnlyList<SentencePair> pairs) =>
        WordDictionary.Learn(pairs);

    /// <summary>What the baseline writes for lines.</summary>
    private protected virtual string[] BaselineAnswers(
        Dictionary<string, string> learned, IReadOnlyList<string> lines) =>
        WordDictionary.Translate(learned, lines);

    /// <summary>The pairs of an epoch if tokenisation differs between epochs.</summary>
    private protected virtual Func<int, int, EncodedPair>? Anew(IReadOnlyList<SentencePair> pairs) => null;

    /// <summary>A note if the last epoch was the best and is not within a point of the best score there is.</summary>
    private protected static string? LateNote(FitSummary summary) =>
        summary.BestScore > 1 && summary.BestEpoch == summary.History.Count
            ? "The last epoch was the best on the validation set: more epochs may help." : null;

    private static bool IsMany(TranslationData data) => data.Parts.Training.Count >= ManyPairs;

    private static TrainingChoices ChoicesFor(int pairs, bool areAnswers)
    {
        // Few are read more often: as many in all as in ten epochs of the bundled pairs, or 40 of the dialogues.
        (int read, int least) = areAnswers ? (80_000, 40) : (36_000, 10);
        bool many = pairs >= ManyPairs;
        return new(
            OptimizerKind.Adam, LearningRate: many ? 0.001 : areAnswers ? 0.004 : 0.007, WeightDecay: 0,
            Batch: many ? 64 : 16, many ? 20 : Math.Clamp(read / pairs, least, 200), Patience: 0, ClipNorm: 1);
    }

    // How translations are searched for has no share in the training: a run may go on with another beam.
    private string Fingerprint(string data)
    {
        var configuration = new TranslationConfiguration(Design with { Beam = new BeamOptions { LengthPenalty = 1 } });
        string design = JsonSerializer.Serialize(configuration, TextJson.Default.TranslationConfiguration);

        // The label smoothing was an option once: its default stays, so that stopped runs can go on.
        return Invariant.Of(
            $"{data}|{Translator.ToJson(_encoder)}|{design}|{Training.ToJson()}|0.1|{Options.Averaging}");
    }

    /// <summary>The search, its length penalty chosen on the validation part where it is left open.</summary>
    private BeamOptions ChosenSearch(TranslationDecoder decoder, CancellationToken cancellation)
    {
        if (Data.Parts.Validation.Count == 0 || !SearchChoice.IsOpen(Options.Beam)
            || cancellation.IsCancellationRequested)
        {
            return Options.Beam;
        }

        BeamOptions search = Options.Beam with { Best = Options.Beam.Width };
        var choice = new SearchChoice(search);
        try
        {
            IReadOnlyList<Hypothesis>[] found = decoder.Translate(ValidatingLines(), search, cancellation);
            foreach ((IReadOnlyList<Hypothesis> texts, SentencePair pair) in found.Zip(Data.Parts.Validation))
            {
                choice.Add(texts, text => _encoder.Text(text, pair.Source), pair.Target);
            }
        }
        catch (OperationCanceledException)
        {
            // The network is trained: it is kept, with the usual search.
            return Options.Beam;
        }

        return Options.Beam with { LengthPenalty = choice.LengthPenalty() };
    }

    private int[][] ValidatingLines() => [.. Data.Parts.Validation.Select(p => _encoder.EncodeSource(p.Source))];

    /// <summary>100 minus the chrF2 of greedy translations of the validation set.</summary>
    /// <remarks>Not of BLEU, which is 0 for any translation of fewer than four tokens.</remarks>
    private double Lacking(TranslationDecoder decoder, CancellationToken cancellation)
    {
        IReadOnlyList<Hypothesis>[] found = decoder.Translate(
            ValidatingLines(), new BeamOptions { Width = 1 }, cancellation);

        // Of epochs whose texts are equally good, the most certain one.
        return Lacking([.. found.Zip(Data.Parts.Validation, (f, pair) => _encoder.Text(f[0], pair.Source))])
            - (1e-4 * found.Average(f => f[0].Score));
    }

    /// <summary>The validation score of texts.</summary>
    private protected virtual double Lacking(string[] found) =>
        Math.Max(0, 100 - CharacterScore.Of(found, [.. Data.Parts.Validation.Select(p => new[] { p.Target })]));
}
