using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Text;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Captioning;

/// <summary>A fitted captioner: a sentence for each picture.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class Captioner : JobModel, IGraphModel, IInspectable
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "caption";

    private const string WithoutNearest =
        "The nearest picture's sentence is missing: the model file contains no training pictures, because there were "
        + "too many or the file is older. carousel caption prints it when it trains.";

    // Of which length a sentence is taken to say what it costs.
    private const int DescribedWords = 10;

    private const int PicturesTogether = 32, MostWords = 60;

    private readonly CaptionNetwork _network;
    private readonly CaptionConfiguration _configuration;
    private readonly CaptionWords _words;
    private readonly CaptionOrigin _origin;
    private readonly NearestCaption? _nearest;

    internal Captioner(
        CpuBackend backend, CaptionNetwork network, CaptionConfiguration configuration, CaptionWords words,
        FitSummary summary, CaptionOrigin origin, NearestCaption? nearest)
        : base(backend, network, summary) =>
        (_network, _configuration, _words, _origin, _nearest) = (network, configuration, words, origin, nearest);

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override string PredictionFile => "sentences.tsv";

    /// <summary>The network.</summary>
    internal CaptionDesign Design => _configuration.Design;

    /// <summary>The folder of the pictures that a table names; null for that of the table.</summary>
    public string? Pictures { get; set; }

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The captioner.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static Captioner Load(string path, int threads = 0) => ModelReading.Load(path, TaskName, threads, reading =>
    {
        CaptionConfiguration configuration = reading.Configuration(MediaJson.Default.CaptionConfiguration);
        CaptionDesign design = configuration.Design;
        var words = new CaptionWords(reading.Vocabulary("words"));
        CaptionNetwork network = reading.Build(
            design.IsInRange && configuration.Beam is >= 1 and <= BeamOptions.MostWidth && words.Vocabulary.Count > 0,
            design.Hidden,
            () => new CaptionNetwork(design, words.Count), NearestVectors.IsParameter);
        CaptionOrigin origin = reading.Data(MediaJson.Default.CaptionOrigin);
        return new Captioner(
            reading.Backend, network, configuration, words, reading.Summary, origin,
            NearestCaption.Of(reading, origin.Nearest ?? [], design));
    });

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        CaptionDesign design = Design;
        long places = (long)design.Width * design.Height, C = design.Channels, L = design.Features.Places,
            F = design.Features.Channels, H = design.Hidden, E = design.Embedding;
        long convolutions = 9
            * ((places * 5 * C) + (places / 4 * 2 * C * C) + (places / 16 * 8 * C * C) + (places / 64 * 16 * C * C)),
            start = 2 * F * _network.Decoder.StateSize;
        long looking = design.Attention is null ? 0 : (H * H) + (L * H) + (L * F),
            remembering = design.Attention is null ? 0 : L * F * H;
        long word = (4 * H * (E + H)) + looking + ((H + (design.Attention is null ? 0 : F)) * E) + (E * _words.Count);
        long multiplyAdds = convolutions + start + remembering + (DescribedWords * word);
        return new JobDescription(
        [
            $"{_words.Vocabulary.Count - 1} words; beam of {_configuration.Beam}; multiply-adds are those of a picture "
            + $"and one sentence of {DescribedWords} words",
            $"learned from {FigureText.Counted(_origin.Pictures, "picture")} "
            + $"with {FigureText.Counted(_origin.Sentences, "sentence")}; data {_origin.Fingerprint}",
        ],
        ModelDescription.Of(design.Describe(), Networks, multiplyAdds, _network.Decoder.StateSize, "picture"));
    }

    /// <summary>The best sentence of each picture.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>A sentence for each.</returns>
    /// <exception cref="DataFormatException">A picture can't be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal IReadOnlyList<WrittenCaption> SentencesOf(
        IReadOnlyList<CaptionedPicture> pictures, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return SentencesOf(new PicturePixels(Design, pictures, cancellation), cancellation);
    }

    internal IReadOnlyList<WrittenCaption> SentencesOf(PicturePixels pixels, CancellationToken cancellation)
    {
        var options = new BeamOptions { Width = _configuration.Beam };
        var written = new List<WrittenCaption>();
        using var search = new TextSearch(Backend, _network.Writer);
        foreach (int[] some in Enumerable.Range(0, pixels.Count).Chunk(PicturesTogether))
        {
            IReadOnlyList<IReadOnlyList<Hypothesis>> found = search.Run(
                (tape, places) => _network.Encode(tape, pixels.Input(tape, some), places),
                [.. some.Select(_ => Design.Features.Places)], [.. some.Select(_ => MostWords)], options, cancellation);
            written.AddRange(found.Select(
                best => new WrittenCaption(_words.Decode(best[0].Symbols), best[0].Attention)));
        }

        return written;
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        PicturePixels pixels = Find(input, "a picture, a folder of pictures, or a table that names them", cancellation);
        output.Write(Lines(pixels.Pictures, SentencesOf(pixels, cancellation).Select(s => s.Text)));
        return new JobAnswer([.. AboutSizes(pixels)]);
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        IReadOnlyList<CaptionedPicture> pictures = CaptionReader.Read(
            PathOf(input, "a table of pictures and sentences"), Pictures);
        var pixels = new PicturePixels(Design, pictures, cancellation);
        return CaptionScore.Compare(Scores(pixels, SentencesOf(pixels, cancellation))) with
        {
            Facts =
            [
                new JobFact(
                    "data",
                    $"{FigureText.Counted(pictures.Count, "picture")} "
                    + $"with {FigureText.Counted(pictures.Sum(p => p.Sentences.Count), "sentence")}"),
            ],
            Notes = [.. AboutSizes(pixels), .. Optional.Of(_nearest is null ? WithoutNearest : null)],
        };
    }

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs() => CaptionGraph.Of(_network, _words);

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new CaptionInspection(Backend, _network, _words, (input, cancellation) =>
    {
        PicturePixels pixels = Find(
            input, "a table of pictures and sentences, a picture, or a folder of pictures", cancellation);
        if (pixels.Pictures.Any(p => p.Sentences.Count > 0))
        {
            return pixels;
        }

        IReadOnlyList<WrittenCaption> written = SentencesOf(pixels, cancellation);
        return new PicturePixels(
            Design, [.. pixels.Pictures.Select((p, k) => p with { Sentences = [written[k].Text] })], cancellation);
    });

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(_configuration, MediaJson.Default.CaptionConfiguration),
        JsonSerializer.Serialize(_origin, MediaJson.Default.CaptionOrigin))
    {
        Vocabulary = Vocabulary.ToJson(("words", _words.Vocabulary)),
        Tensors = _nearest?.ToTensors() ?? [],
    };

    /// <summary>
    /// The scores of the model's sentences, then of the baselines: of the nearest training picture only if the model
    /// keeps some.
    /// </summary>
    /// <param name="pixels">The pictures.</param>
    /// <param name="written">What the model wrote of them.</param>
    internal IReadOnlyList<CaptionScore> Scores(PicturePixels pixels, IReadOnlyList<WrittenCaption> written) =>
    [
        new("carousel", "carousel", pixels.Pictures, written.Select(s => s.Text)),
        .. Optional.Of(_nearest?.Score(pixels)),
        new(
            "most_frequent", "the most frequent sentence", pixels.Pictures,
            pixels.Pictures.Select(_ => _origin.MostFrequent)),
    ];

    /// <summary>Pictures and sentences as a table.</summary>
    internal static string Lines(IReadOnlyList<CaptionedPicture> pictures, IEnumerable<string> found) =>
        string.Concat(pictures.Zip(found, (p, sentence) => $"{p.Name}\t{sentence}\n").Prepend("picture\tsentence\n"));

    private IEnumerable<string> AboutSizes(PicturePixels pixels) =>
        PicturePixels.AboutSizes((_origin.PictureWidth, _origin.PictureHeight), pixels);

    private PicturePixels Find(JobInput input, string what, CancellationToken cancellation) =>
        new(Design, CaptionReader.Find(PathOf(input, what), Pictures), cancellation);

    private static string PathOf(JobInput input, string what)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Path
            ?? throw new DataFormatException($"This model reads pictures, but {input.Name} is text: pass {what}.");
    }
}
