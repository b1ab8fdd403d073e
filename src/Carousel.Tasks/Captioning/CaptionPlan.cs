using System.Globalization;
using System.Text.Json;
using Carousel.Backends;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring;
using Carousel.Tasks.Pictures;
using Carousel.Training;

namespace Carousel.Tasks.Captioning;

/// <summary>A captioner before its training: data read and divided, network decided.</summary>
public sealed class CaptionPlan : IJobPlan
{
    internal const string TestName = "test.tsv";
    internal const string NearestName = "nearest.tsv";

    /// <summary>Places of a picture as the network sees it, where nobody says otherwise: 200 by 50, or 100 by 100.</summary>
    private const int UsualPlaces = 10_000;

    private readonly CaptionWords _words;
    private readonly PicturePixels _training;
    private readonly PicturePixels _validation;
    private readonly PicturePixels _test;
    private readonly (int Width, int Height) _size;

    private CaptionPlan(CaptionData data, CaptionOptions options)
    {
        (Data, Options) = (data, options);
        _words = CaptionWords.Of(data.Training.SelectMany(p => p.Sentences));
        Training = new TrainingChoices(
            OptimizerKind.Adam, LearningRate: 0.001, WeightDecay: 0, ScheduleKind.Cosine, Batch: 16, Epochs: 30, Patience: 0, ClipNorm: 5, ClipValue: null).With(options.Fit);
        Picture first = data.Training[0].Read();
        double scale = Math.Min(1, Math.Sqrt((double)UsualPlaces / (first.Width * (double)first.Height)));
        int width = options.Width ?? Size(first.Width * scale), height = options.Height ?? Size(first.Height * scale);
        Design = new CaptionDesign(width, height, options.Channels, 128, options.Fit.Hidden ?? 128, options.Fit.Dropout ?? 0.3, options.Attention);

        // Every picture is read before anything is trained or written: a damaged one ends the run at once.
        _size = (first.Width, first.Height);
        (_training, _validation, _test) = (new PicturePixels(Design, data.Training), new PicturePixels(Design, data.Validation), new PicturePixels(Design, data.Test));
    }

    /// <summary>The pictures in their parts.</summary>
    public CaptionData Data { get; }

    /// <summary>What was asked for.</summary>
    public CaptionOptions Options { get; }

    /// <summary>The network.</summary>
    public CaptionDesign Design { get; }

    /// <summary>How it is trained.</summary>
    public TrainingChoices Training { get; }

    /// <inheritdoc/>
    public string Task => Captioner.TaskName;

    /// <inheritdoc/>
    public string DataName => Data.Name;

    /// <inheritdoc/>
    public FitOptions Fit => Options.Fit;

    /// <inheritdoc/>
    public string Unit => "sentences";

    /// <inheritdoc/>
    public double UnitsPerEpoch => Sentences(Data.Training);

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [TestName, NearestName];

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts =>
    [
        new("data", $"{FigureText.Counted(Data.Training.Count + Data.Validation.Count + Data.Test.Count, "picture")}, {FigureText.Counted(_words.Vocabulary.Count - 1, "word")}"),
        new("split", $"train {Part(Data.Training)}, validation {Part(Data.Validation)}, test {Part(Data.Test)}"),
        new("model", Design.Describe()),
        .. Data.Notes.Concat(AboutSizes()).Select(n => new JobFact("note", n)),
    ];

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">The pictures.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="Data.DataFormatException">A picture can't be read.</exception>
    /// <exception cref="OptionException">An option does not fit this job.</exception>
    public static CaptionPlan Make(CaptionData data, CaptionOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        return options.Fit.Cell != CellKind.Lstm || options.Fit.Layers is > 1
            ? throw new OptionException("caption writes with one layer of LSTM: leave --cell and --layers out.")
            : new CaptionPlan(data, options);
    }

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) =>
        await ModelFitting.RunAsync(Fit.Threads, backend => Train(backend, run, cancellation)).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var captioner = (Captioner)model;
        IReadOnlyList<(IReadOnlyList<string> Words, IReadOnlyList<IReadOnlyList<float>> Looks)> found = captioner.SentencesOf(Data.Test, cancellation);
        CaptionScore score = CaptionScore.Of("carousel", Data.Test, [.. found.Select(f => CaptionWords.Join(f.Words))]);
        CaptionScore near = captioner.Nearest(_test, Data.Test)!;
        JobResult result = CaptionResults.Of(
            [("carousel", score), (CaptionResults.NearestName, near), (CaptionResults.FrequentName, captioner.Frequent(Data.Test))], Data.Test.Count);
        return result with
        {
            Report = CaptionReport.Make(this, captioner, result, found, [score, near], command),
            Files = [JobFile.OfText(TestName, CaptionResults.Lines(Data.Test, score.Found)), JobFile.OfText(NearestName, CaptionResults.Lines(Data.Test, near.Found))],
        };
    }

    private IEnumerable<string> AboutSizes()
    {
        int others = _training.OtherThan(_size) + _validation.OtherThan(_size) + _test.OtherThan(_size);
        return others == 0 ? [] : [CaptionResults.AboutSizes(others, _training.Count + _validation.Count + _test.Count, _size, Design)];
    }

    private static int Size(double size) => Math.Clamp((int)Math.Round(size / 8) * 8, 8, 512);

    private static int Sentences(IReadOnlyList<CaptionedPicture> pictures) => pictures.Sum(p => p.Sentences.Count);

    private static string Part(IReadOnlyList<CaptionedPicture> pictures) => string.Create(
        CultureInfo.InvariantCulture, $"{pictures.Count:N0}{(Sentences(pictures) == pictures.Count ? "" : $" ({Sentences(pictures):N0} sentences)")}");

    private Captioner Train(CpuBackend backend, FitRun run, CancellationToken cancellation)
    {
        var network = new CaptionNetwork(Design, _words.Count);
        ModelFitting.Begin(network, backend, Fit.Seed, run, Task, NearestVectors.IsParameter);
        var configuration = new CaptionConfiguration(Design, Options.Beam);
        string fingerprint = Data.Fingerprint();

        // How sentences are searched for has no share in the training: a run may go on with another beam.
        string design = JsonSerializer.Serialize(configuration with { Beam = 1 }, CaptionJson.Default.CaptionConfiguration);
        var problem = new CaptionProblem(
            network, _words, _training, Data.Training, _validation, Data.Validation,
            Options.Mirror, Training.Batch, Fit.Seed,
            $"{fingerprint}|{design}|{JsonSerializer.Serialize(Training, CaptionJson.Default.TrainingChoices)}|{Options.Mirror}");
        TrainingResult result = ModelFitting.Train(backend, problem, Training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0)), run, cancellation);
        string frequent = Data.Training.SelectMany(p => p.Sentences.Select(CaptionWords.Plain)).GroupBy(s => s, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;
        var nearest = NearestCaption.Of(_training, Data.Training);
        var origin = new CaptionOrigin(fingerprint, Data.Training.Count, Sentences(Data.Training), frequent, nearest.Kept, _size.Width, _size.Height);
        return new Captioner(backend, network, configuration, _words, FitSummary.Of(result, Fit.Seed, network.ParameterCount), origin, nearest);
    }
}
