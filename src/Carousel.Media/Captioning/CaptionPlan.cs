using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Pictures;

namespace Carousel.Captioning;

/// <summary>A captioner before its training: data read and divided, network decided.</summary>
public sealed class CaptionPlan : JobPlan<Captioner>
{
    internal const string TestName = "test.tsv";
    internal const string NearestName = "nearest.tsv";

    /// <summary>
    /// Default size of the network's picture, in places: 200 by 50, or 100 by 100.
    /// </summary>
    private const int UsualPlaces = 10_000;

    private readonly CaptionWords _words;
    private readonly PicturePixels _training, _validation, _test;
    private readonly (int Width, int Height) _size;

    private CaptionPlan(CaptionData data, CaptionOptions options)
        : base(options.Fit, new TrainingChoices(
            OptimizerKind.Adam, LearningRate: 0.001, WeightDecay: 0, Batch: 16,
            data.Parts.Training[0].Made is null ? Math.Clamp(24_000 / Sentences(data.Parts.Training), 30, 100) : 30,
            Patience: 0, ClipNorm: 5).With(options.Fit))
    {
        (Data, Options) = (data, options);
        _words = CaptionWords.Of(data.Parts.Training.SelectMany(p => p.Sentences));
        Picture first = data.Parts.Training[0].Read();
        double scale = Math.Min(1, Math.Sqrt((double)UsualPlaces / (first.Width * (double)first.Height)));
        int width = options.Width ?? Size(first.Width * scale), height = options.Height ?? Size(first.Height * scale);
        Design = new CaptionDesign(
            width, height, Channels: 16, 128, Fit.Hidden ?? 128, Fit.Dropout ?? 0.3, options.Attention);

        // Every picture is read before anything is trained or written: a damaged one ends the run at once.
        _size = (first.Width, first.Height);
        (_training, _validation, _test) = (
            new(Design, data.Parts.Training), new(Design, data.Parts.Validation), new(Design, data.Parts.Test));
    }

    /// <summary>The pictures in their parts.</summary>
    internal CaptionData Data { get; }

    /// <summary>What was asked for.</summary>
    public CaptionOptions Options { get; }

    /// <summary>The network.</summary>
    internal CaptionDesign Design { get; }

    /// <inheritdoc/>
    public override string Task => Captioner.TaskName;

    /// <inheritdoc/>
    public override string DataName => Data.Name;

    /// <inheritdoc/>
    public override string Unit => "sentences";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => Sentences(Data.Parts.Training);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [TestName, NearestName];

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        new(
            "data",
            $"{FigureText.Counted(Data.Parts.All.Count(), "picture")}, "
            + $"{FigureText.Counted(_words.Vocabulary.Count - 1, "word")}"),
        new(
            "split",
            $"train {Part(Data.Parts.Training)}, validation {Part(Data.Parts.Validation)}, "
            + $"test {Part(Data.Parts.Test)}"),
        new("model", Design.Describe()),
        .. JobFact.Notes(Data.Notes.Concat(PicturePixels.AboutSizes(_size, _training, _validation, _test))),
    ];

    /// <summary>The plan for a file, with everything decided that the options leave open.</summary>
    /// <param name="path">Lines of picture, tab and sentence, or JSON lines.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="DataFormatException">The file holds something else, or too little.</exception>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    public static CaptionPlan Read(string path, CaptionOptions options) =>
        Make(CaptionData.Read(path, options), options);

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">The pictures.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">A picture can't be read.</exception>
    /// <exception cref="OptionException">An option does not fit this job.</exception>
    internal static CaptionPlan Make(CaptionData data, CaptionOptions options) =>
        options.Fit.Cell != CellKind.Lstm || options.Fit.Layers is > 1
            ? throw options.Wrong("caption always uses one LSTM layer: leave out {Cell} and {Layers}.")
            : new CaptionPlan(data, options);

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<Captioner> fitted, CancellationToken cancellation)
    {
        IReadOnlyList<WrittenCaption> written = fitted.Model.SentencesOf(_test, cancellation);
        IReadOnlyList<CaptionScore> scores = fitted.Model.Scores(_test, written);
        return CaptionScore.Compare(scores) with
        {
            Page = new CaptionReport(this, written, [.. scores.SkipLast(1)]).Page(),
            Files =
            [
                .. scores.SkipLast(1)
                    .Zip(FileNames, (s, name) => JobFile.OfText(name, Captioner.Lines(Data.Parts.Test, s.Found))),
            ],
        };
    }

    /// <inheritdoc/>
    private protected override Fitted<Captioner> Train(JobFitting fitting)
    {
        CaptionNetwork network = fitting.Begin(new CaptionNetwork(Design, _words.Count), NearestVectors.IsParameter);
        var configuration = new CaptionConfiguration(Design, Options.Beam);
        string fingerprint = Data.Fingerprint();

        // How sentences are searched for has no share in the training: a run may go on with another beam.
        string design = JsonSerializer.Serialize(
            configuration with { Beam = 1 }, MediaJson.Default.CaptionConfiguration);
        FitSummary summary = fitting.Train(new CaptionProblem(
            network, _words, _training, _validation, Training.Batch, Fit.Seed,
            $"{fingerprint}|{design}|{Training.ToJson()}"));
        IReadOnlyList<CaptionedPicture> pictures = Data.Parts.Training;
        string frequent = pictures.SelectMany(p => p.Sentences.Select(CaptionWords.Plain))
            .CountBy(s => s)
            .OrderByDescending(g => g.Value).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;
        var nearest = NearestCaption.Of(_training);
        var origin = new CaptionOrigin(
            fingerprint, pictures.Count, Sentences(pictures), frequent, nearest.Kept, _size.Width, _size.Height);
        return Fitted(new Captioner(fitting.Backend, network, configuration, _words, summary, origin, nearest));
    }

    private static int Size(double size) => Math.Clamp((int)Math.Round(size / 8) * 8, 8, 512);

    private static int Sentences(IReadOnlyList<CaptionedPicture> pictures) => pictures.Sum(p => p.Sentences.Count);

    private static string Part(IReadOnlyList<CaptionedPicture> pictures) =>
        $"{FigureText.Count(pictures.Count)}"
        + $"{(Sentences(pictures) == pictures.Count ? "" : $" ({FigureText.Count(Sentences(pictures))} sentences)")}";
}
