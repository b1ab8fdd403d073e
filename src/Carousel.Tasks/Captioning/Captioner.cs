using System.Text.Json;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tasks.Decoding;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring;
using Carousel.Tasks.Text;

namespace Carousel.Tasks.Captioning;

/// <summary>A fitted captioner: a sentence for each picture.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class Captioner : IGraphModel, IInspectable
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "caption";

    private const string WithoutNearest =
        "The nearest picture's sentence is missing: the model's file keeps no training pictures, because there were too many or it is older. carousel caption prints it when it trains.";

    // Of which length a sentence is taken to say what it costs.
    private const int DescribedWords = 10;

    private readonly CpuBackend _backend;
    private readonly CaptionNetwork _network;
    private readonly CaptionConfiguration _configuration;
    private readonly CaptionWords _words;
    private readonly CaptionOrigin _origin;
    private readonly NearestCaption? _nearest;

    internal Captioner(
        CpuBackend backend, CaptionNetwork network, CaptionConfiguration configuration, CaptionWords words, FitSummary summary, CaptionOrigin origin, NearestCaption? nearest) =>
        (_backend, _network, _configuration, _words, Summary, _origin, _nearest) = (backend, network, configuration, words, summary, origin, nearest);

    /// <inheritdoc/>
    public string Task => TaskName;

    /// <inheritdoc/>
    public FitSummary Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => [_network];

    /// <inheritdoc/>
    public string PredictionFile => "sentences.tsv";

    /// <summary>The network.</summary>
    public CaptionDesign Design => _configuration.Design;

    /// <summary>The folder of the pictures that a table names; null for that of the table.</summary>
    public string? Pictures { get; set; }

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The captioner.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static Captioner Load(string path, int threads = 0) => ModelFitting.Load(path, TaskName, threads, (backend, file) => Load(path, backend, file));

    /// <inheritdoc/>
    public void Save(string path) => new ModelFile
    {
        Task = TaskName,
        Configuration = JsonSerializer.Serialize(_configuration, CaptionJson.Default.CaptionConfiguration),
        Vocabulary = Vocabulary.ToJson(("words", _words.Vocabulary)),
        Training = Summary.ToJson(),
        Data = JsonSerializer.Serialize(_origin, CaptionJson.Default.CaptionOrigin),
        Tensors = [.. _network.ToTensors(), .. _nearest?.ToTensors() ?? []],
    }.Write(path);

    /// <inheritdoc/>
    public JobDescription Describe()
    {
        CaptionDesign design = Design;
        long places = (long)design.Width * design.Height, C = design.Channels, L = design.Features.Places, F = design.Features.Channels, H = design.Hidden, E = design.Embedding;
        long convolutions = 9 * ((places * 5 * C) + (places / 4 * 2 * C * C) + (places / 16 * 8 * C * C) + (places / 64 * 16 * C * C)), start = 2 * F * _network.Decoder.StateSize;
        long looking = design.Attention is null ? 0 : (H * H) + (L * H) + (L * F), remembering = design.Attention is null ? 0 : L * F * H;
        long word = (4 * H * (E + H)) + looking + ((H + (design.Attention is null ? 0 : F)) * E) + (E * _words.Count);
        long multiplyAdds = convolutions + start + remembering + (DescribedWords * word);
        return new JobDescription(
        [
            $"{_words.Vocabulary.Count - 1} words; beam of {_configuration.Beam}; multiply-adds are those of a picture and one sentence of {DescribedWords} words",
            $"learned from {FigureText.Counted(_origin.Pictures, "picture")} with {FigureText.Counted(_origin.Sentences, "sentence")}; data {_origin.Fingerprint}",
        ],
        ModelDescription.Of(design.Describe(), [_network], multiplyAdds, _network.Decoder.StateSize, "picture"));
    }

    /// <summary>The best sentence of each picture, and for each of its words the weight of every place.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>For each picture its words, and the looks [words + 1, places], row by row of the picture; no looks where the model has none.</returns>
    /// <exception cref="DataFormatException">A picture can't be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<(IReadOnlyList<string> Words, IReadOnlyList<IReadOnlyList<float>> Looks)> SentencesOf(
        IReadOnlyList<CaptionedPicture> pictures, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return SentencesOf(new PicturePixels(Design, pictures, cancellation), cancellation);
    }

    internal IReadOnlyList<(IReadOnlyList<string> Words, IReadOnlyList<IReadOnlyList<float>> Looks)> SentencesOf(PicturePixels pixels, CancellationToken cancellation)
    {
        using var decoder = new CaptionDecoder(_backend, _network, _words);
        Hypothesis[] found = decoder.Describe(pixels, new BeamOptions { Width = _configuration.Beam }, cancellation);
        return [.. found.Select(h => ((IReadOnlyList<string>)_words.Decode(h.Symbols), h.Attention))];
    }

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        IReadOnlyList<CaptionedPicture> pictures = CaptionReader.Find(PathOf(input, "a picture, a folder of pictures, or a table that names them"), Pictures);
        var pixels = new PicturePixels(Design, pictures, cancellation);
        output.Write(CaptionResults.Lines(pictures, [.. SentencesOf(pixels, cancellation).Select(s => CaptionWords.Join(s.Words))]));
        return new JobAnswer([.. AboutSizes(pixels)]);
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        IReadOnlyList<CaptionedPicture> pictures = CaptionReader.Read(PathOf(input, "a table of pictures and sentences"), Pictures);
        var pixels = new PicturePixels(Design, pictures, cancellation);
        CaptionScore model = CaptionScore.Of("carousel", pictures, [.. SentencesOf(pixels, cancellation).Select(s => CaptionWords.Join(s.Words))]);
        (string, CaptionScore)[] nearest = Nearest(pixels, pictures) is { } score ? [(CaptionResults.NearestName, score)] : [];
        return CaptionResults.Of([("carousel", model), .. nearest, (CaptionResults.FrequentName, Frequent(pictures))], pictures.Count) with
        {
            Facts = [new JobFact("data", $"{FigureText.Counted(pictures.Count, "picture")} with {FigureText.Counted(pictures.Sum(p => p.Sentences.Count), "sentence")}")],
            Notes = [.. AboutSizes(pixels), .. _nearest is null ? [WithoutNearest] : Array.Empty<string>()],
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => CaptionGraph.Of(_network, _words);

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new CaptionInspection(
        _backend, _network, _words, input => CaptionReader.Find(PathOf(input, "a table of pictures and sentences, a picture, or a folder of pictures"), Pictures),
        (pictures, cancellation) => [.. SentencesOf(pictures, cancellation).Select(s => CaptionWords.Join(s.Words))]);

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();

    /// <summary>What the nearest training picture's sentence is worth; null where the model keeps no training pictures.</summary>
    internal CaptionScore? Nearest(PicturePixels pixels, IReadOnlyList<CaptionedPicture> pictures) => _nearest?.Score(pixels, pictures);

    internal CaptionScore Frequent(IReadOnlyList<CaptionedPicture> pictures) =>
        CaptionScore.Of("the most frequent sentence", pictures, [.. pictures.Select(_ => _origin.MostFrequent)]);

    private IEnumerable<string> AboutSizes(PicturePixels pixels)
    {
        (int Width, int Height) size = (_origin.PictureWidth, _origin.PictureHeight);
        int others = size.Width == 0 ? 0 : pixels.OtherThan(size);
        return others == 0 ? [] : [CaptionResults.AboutSizes(others, pixels.Count, size, Design)];
    }

    private static string PathOf(JobInput input, string what) =>
        input.Path ?? throw new DataFormatException($"This model reads pictures, but {input.Name} is text: pass {what}.");

    private static Captioner Load(string path, CpuBackend backend, ModelFile file)
    {
        CaptionConfiguration configuration = ModelEntry.Parse(file.Configuration, CaptionJson.Default.CaptionConfiguration, path, "configuration");
        var words = new CaptionWords(Vocabulary.Of(file, "words", path));
        bool fits = configuration.Design.IsInRange && configuration.Beam is >= 1 and <= BeamOptions.MostWidth && words.Vocabulary.Count > 0;
        CaptionNetwork network = ModelEntry.Build(
            file, path, backend, fits, configuration.Design.Hidden, () => new CaptionNetwork(configuration.Design, words.Count), NearestVectors.IsParameter);
        CaptionOrigin origin = ModelEntry.Parse(file.Data, CaptionJson.Default.CaptionOrigin, path, "data");
        return new Captioner(
            backend, network, configuration, words, FitSummary.Of(file, path), origin,
            NearestCaption.Of(file, path, origin.Nearest ?? [], configuration.Design));
    }
}
