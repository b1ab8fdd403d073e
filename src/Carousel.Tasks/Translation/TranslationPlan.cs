using System.Globalization;
using System.Text.Json;
using Carousel.Backends;
using Carousel.Layers;
using Carousel.Tasks.Decoding;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring.Translations;
using Carousel.Training;

namespace Carousel.Tasks.Translation;

/// <summary>A translator before its training: data read and divided, pieces learned, network decided.</summary>
public sealed class TranslationPlan : IJobPlan
{
    internal const string TestName = "test.tsv";
    private const int ManyPairs = 10_000;

    private readonly PairEncoder _encoder;

    private TranslationPlan(TranslationData data, TranslationOptions options)
    {
        bool many = data.Training.Count >= ManyPairs;
        (Data, Options) = (data, options);
        Training = new TrainingChoices(
            OptimizerKind.Adam, LearningRate: many ? 0.001 : 0.004, WeightDecay: 0, ScheduleKind.Cosine, Batch: many ? 64 : 16, Epochs: many ? 20 : 10, Patience: 0, ClipNorm: 1, ClipValue: null)
            .With(options.Fit);
        Design = new TranslationDesign(
            options.EmbeddingSize ?? (many ? 256 : 96), options.Fit.Layers ?? 1, options.Fit.Hidden ?? (many ? 512 : 128), options.Fit.Dropout ?? (many ? 0.3 : 0.2), options.Attention,
            options.InputFeeding, !options.PiecesApart, options.Beam);
        _encoder = PairEncoder.Learn(data.Training, options.Pieces ?? (many ? 6000 : 1000), !options.PiecesApart);
    }

    /// <summary>The pairs in their parts.</summary>
    public TranslationData Data { get; }

    /// <summary>What was asked for.</summary>
    public TranslationOptions Options { get; }

    /// <summary>The network.</summary>
    public TranslationDesign Design { get; }

    /// <summary>How it is trained.</summary>
    public TrainingChoices Training { get; }

    /// <inheritdoc/>
    public string Task => Translator.TaskName;

    /// <inheritdoc/>
    public string DataName => Data.Name;

    /// <inheritdoc/>
    public FitOptions Fit => Options.Fit;

    /// <inheritdoc/>
    public string Unit => "pairs";

    /// <inheritdoc/>
    public double UnitsPerEpoch => Data.Training.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [TestName];

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts =>
    [
        new("data", $"{FigureText.Counted(Data.Training.Count + Data.Validation.Count + Data.Test.Count, "pair")} of lines, such as '{FigureText.Shortened(Data.Training[0].Source)}' and '{FigureText.Shortened(Data.Training[0].Target)}'"),
        new("pieces", Design.IsJoint
            ? $"{FigureText.Count(_encoder.End)}, learned from both languages"
            : $"{FigureText.Count(_encoder.Source.Vocabulary.Count)} of the source, {FigureText.Count(_encoder.End)} of the target"),
        new("split", string.Create(CultureInfo.InvariantCulture, $"train {Data.Training.Count:N0}, validation {Data.Validation.Count:N0}, test {Data.Test.Count:N0} pairs, in this order")),
        new("model", Design.Describe()),
        .. Data.Notes.Select(n => new JobFact("note", n)),
    ];

    /// <summary>Decides on everything that the options leave open, and learns the pieces.</summary>
    /// <param name="data">The pairs.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="OptionException">Options exclude each other.</exception>
    public static TranslationPlan Make(TranslationData data, TranslationOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Fit.Cell != CellKind.Lstm)
        {
            throw new OptionException("--cell must be lstm: a translator has no other cell.");
        }

        if (options is { InputFeeding: true, Attention: null })
        {
            throw new OptionException("--input-feeding gives the decoder its last look, but --attention none leaves it nothing to look at.");
        }

        if (options.Fit.Hidden is { } hidden && hidden % 2 != 0)
        {
            throw new OptionException($"--hidden must be even, because each direction of the encoder has half as many units, but is {hidden}.");
        }

        return new TranslationPlan(data, options);
    }

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) =>
        await ModelFitting.RunAsync(Fit.Threads, backend => Train(backend, run, cancellation)).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var translator = (Translator)model;
        TranslationMeasurement measured = translator.Measure(Data.Test, cancellation);
        IEnumerable<string> lines = measured.Pairs.Select((p, k) => $"{p.Source}\t{p.Target}\t{measured.Found[k].Replace('\t', ' ')}\n");
        return TranslationResults.Of(measured) with
        {
            Report = TranslationReport.Make(this, translator, measured, command, cancellation),
            Files = [JobFile.OfText(TestName, string.Concat(lines))],
        };
    }

    private Translator Train(CpuBackend backend, FitRun run, CancellationToken cancellation)
    {
        var network = new SequenceToSequence(Design.ToOptions(_encoder.Source.Vocabulary.Count, _encoder.End));
        ModelFitting.Begin(network, backend, Fit.Seed, run, Task);
        EncodedPair[] training = [.. Data.Training.Select(_encoder.Encode)];
        string fingerprint = Data.Fingerprint();
        var configuration = new TranslationConfiguration(Design);
        using var decoder = new TranslationDecoder(backend, network);
        using var problem = new TranslationProblem(
            backend, network, training, Data.Validation.Count == 0 ? null : token => Lacking(decoder, token), Training.Batch, Training.Epochs, Options,
            Fingerprint(fingerprint));
        double averaging = AveragingOf(problem.BatchesIn(0));
        TrainerOptions options = Training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0)) with
        {
            Averaging = averaging == 0 ? null : new AveragingOptions { Decay = averaging },
        };
        TrainingResult result = ModelFitting.Train(backend, problem, options, run, cancellation);
        var origin = new TranslationOrigin(
            fingerprint, training.Length, training.Sum(p => (long)p.Source.Length), training.Sum(p => (long)p.Target.Length), WordDictionary.Learn(Data.Training));
        return new Translator(backend, network, configuration, _encoder, FitSummary.Of(result, Fit.Seed, network.ParameterCount), origin);
    }

    // How translations are searched for has no share in the training: a run may go on with another beam.
    private string Fingerprint(string data) => string.Create(
        CultureInfo.InvariantCulture,
        $"{data}|{Translator.ToJson(_encoder)}|{JsonSerializer.Serialize(new TranslationConfiguration(Design with { Beam = new BeamOptions() }), TranslationJson.Default.TranslationConfiguration)}|{JsonSerializer.Serialize(Training, TranslationJson.Default.TrainingChoices)}|{Options.LabelSmoothing}|{Options.ScheduledSampling}|{Options.Averaging}");

    /// <summary>By default the averages reach back about half an epoch, however many steps it has.</summary>
    private double AveragingOf(int batches) => Options.Averaging ?? Math.Max(0, 1 - (2.0 / batches));

    /// <summary>What greedy translations of the validation part lack of BLEU 100.</summary>
    private double Lacking(TranslationDecoder decoder, CancellationToken cancellation)
    {
        IReadOnlyList<Hypothesis>[] found = decoder.Translate(
            [.. Data.Validation.Select(p => _encoder.EncodeSource(p.Source))], new BeamOptions { Width = 1 }, cancellation);
        return Math.Max(0, 100 - BleuScore.Of([.. found.Select(f => _encoder.Decode(f[0].Symbols))], [.. Data.Validation.Select(p => p.Target)]).Score);
    }
}
