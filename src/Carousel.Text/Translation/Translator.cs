using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Translation;

/// <summary>A fitted translator: a line in, a line out.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public class Translator : JobModel, IGraphModel, IInspectable
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "translate";

    private readonly SequenceToSequence _network;
    private readonly TranslationConfiguration _configuration;
    private readonly PairEncoder _encoder;
    private readonly TranslationOrigin _origin;
    private readonly TranslationDecoder _decoder;

    internal Translator(
        CpuBackend backend, SequenceToSequence network, TranslationConfiguration configuration, PairEncoder encoder,
        FitSummary summary, TranslationOrigin origin)
        : base(backend, network, summary)
    {
        (_network, _configuration, _encoder, _origin) = (network, configuration, encoder, origin);
        Beam = configuration.Design.Beam;
        _decoder = new TranslationDecoder(backend, network);
    }

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override bool ReadsText => true;

    /// <inheritdoc/>
    public override string PredictionFile => Beam.Best > 1 ? "translations.tsv" : "translations.txt";

    /// <summary>The network and its default search.</summary>
    internal TranslationDesign Design => _configuration.Design;

    /// <summary>How translations are searched for: at first as the design says.</summary>
    /// <exception cref="OptionException">More translations of a line are asked for than hypotheses are
    /// kept.</exception>
    public BeamOptions Beam
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.RequireEnough();
            field = value;
        }
    }

    internal PairEncoder Encoder => _encoder;

    /// <summary>The names of the columns of the training file; none without names.</summary>
    private protected IReadOnlyList<string> Columns => _configuration.Columns ?? [];

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The translator.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static Translator Load(string path, int threads = 0) => Load(
        path, TaskName, threads, static (backend, network, configuration, encoder, summary, origin) =>
            new Translator(backend, network, configuration, encoder, summary, origin));

    /// <summary>Makes a model of what its file contains.</summary>
    private protected delegate TModel Making<TModel>(
        CpuBackend backend, SequenceToSequence network, TranslationConfiguration configuration, PairEncoder encoder,
        FitSummary summary, TranslationOrigin origin);

    /// <summary>Reads a model of a task.</summary>
    private protected static TModel Load<TModel>(string path, string task, int threads, Making<TModel> make)
        where TModel : Translator => ModelReading.Load(path, task, threads, reading =>
    {
        TranslationConfiguration configuration = reading.Configuration(
            TextJson.Default.TranslationConfiguration, new("design.input_feeding", null, "input feeding"),
            new("design.beam.coverage_penalty", null, "a penalty for parts of the source that are left out"),
            new("design.is_joint", "False", "separate tokens for each language"));
        TranslationDesign design = configuration.Design;
        var pieces = (PieceTokenizer)Tokenizer.Of(UnitKind.Pieces, reading.Vocabulary("source"), path);
        SequenceToSequence network = reading.Build(
            design.IsInRange, design.Hidden, () => new SequenceToSequence(design.ToOptions(pieces.Vocabulary.Count)));
        var encoder = new PairEncoder(pieces)
        {
            Slots = configuration.Words is { } words ? new CopySlots(words) : null,
        };
        return make(
            reading.Backend, network, configuration, encoder, reading.Summary,
            reading.Data(TextJson.Default.TranslationOrigin));
    });

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        (long E, long H, long L) = (Design.EmbeddingSize, Design.Hidden, Design.Layers);
        long encoder = (4 * H * (E + (H / 2))) + ((L - 1) * 4 * H * (H + (H / 2))),
            decoder = (4 * H * (E + H)) + ((L - 1) * 8 * H * H);
        long multiplyAdds = encoder + decoder + (3 * H * E) + (E * _network.Options.TargetSymbols);
        return new JobDescription(
        [
            $"{FigureText.Count(_encoder.End)} pieces{(Design.History is null ? " of both languages" : "")}; "
            + $"{Design.Beam.InWords()}",
            $"learned from {FigureText.Counted(_origin.Pairs, "pair")} of lines "
            + $"with {FigureText.Count(_origin.SourceSymbols)} and {FigureText.Count(_origin.TargetSymbols)} pieces; "
            + $"data {_origin.Fingerprint}",
        ],
        ModelDescription.Of(Design.Describe(), Networks, multiplyAdds, 2 * H * L, "piece"));
    }

    /// <summary>Translates lines.</summary>
    /// <param name="lines">The lines; an empty one stays empty.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>A line for each.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<string> Translate(IReadOnlyList<string> lines, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return [.. Best(lines, cancellation).Zip(lines, TextOf)];
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        List<string> lines = [], notes = [];
        foreach (TextLine line in PairTable.Sources(input, notes, Columns).Lines)
        {
            LineLength.Require(line.Text, input.Name, line.Number);
            lines.Add(line.Text);
        }

        if (lines.All(l => l.Length == 0))
        {
            throw new DataFormatException($"{input.Name} has no text. Pass lines to be translated.");
        }

        IReadOnlyList<Hypothesis>[] found = Best(lines, cancellation);
        output.Write(Beam.Best > 1 ? "line\trank\tscore\ttranslation\n" : "");
        foreach ((int line, IReadOnlyList<Hypothesis> texts) in found.Index())
        {
            output.Write(Beam.Best == 1 ? $"{TextOf(texts, lines[line])}\n" : string.Concat(texts.Select((one, rank) =>
                Invariant.Of(
                    $"{line + 1}\t{rank + 1}\t{one.Score:0.0000}\t"
                    + $"{_encoder.Text(one, lines[line]).Replace('\t', ' ')}\n"))));
        }

        return new JobAnswer(notes);
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        IReadOnlyList<SentencePair> pairs = ParallelReader.Read(input, columns: [.. Columns]);
        return pairs.Count > 0
            ? TranslationResults.Of(Measure(pairs, cancellation)) with
            {
                Facts = [new JobFact("data", FigureText.Counted(pairs.Count, "pair") + " of lines")],
            }
            : throw new DataFormatException($"{input.Name} has no line with a translation.");
    }

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs() => new TranslationGraph(_network, _encoder).Graphs;

    /// <inheritdoc/>
    public IReadOnlyList<string> Parts => ["encoder", "decoder"];

    /// <inheritdoc/>
    public IInspectedModel Inspect() => Inspect(Parts[0]);

    /// <inheritdoc/>
    public IInspectedModel Inspect(string part) =>
        part == Parts[0]
            ? new EncoderInspection(Backend, _network, _encoder, Written)
            : new DecoderInspection(Backend, _network, _encoder, Written);

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(_configuration, TextJson.Default.TranslationConfiguration),
        JsonSerializer.Serialize(_origin, TextJson.Default.TranslationOrigin))
    {
        Vocabulary = ToJson(_encoder),
    };

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _decoder.Dispose();
        base.Dispose(disposing);
    }

    internal TranslationMeasurement Measure(IReadOnlyList<SentencePair> pairs, CancellationToken cancellation)
    {
        string[] lines = [.. pairs.Select(p => p.Source)];
        return new(pairs, Translate(lines, cancellation), BaselineAnswers(_origin.Dictionary, lines));
    }

    /// <summary>What the baseline writes for lines.</summary>
    private protected virtual string[] BaselineAnswers(
        Dictionary<string, string> learned, IReadOnlyList<string> lines) =>
        WordDictionary.Translate(learned, lines);

    internal IReadOnlyList<Hypothesis>[] Search(
        IReadOnlyList<string> lines, BeamOptions options, CancellationToken cancellation) =>
        _decoder.Translate([.. lines.Select(_encoder.EncodeSource)], options, cancellation);

    private int[] Written(string line) =>
        [.. Search([line], Design.Beam, CancellationToken.None)[0][0].Symbols, _encoder.End];

    /// <summary>The translation of a line that is written; empty if none was found.</summary>
    private protected virtual string TextOf(IReadOnlyList<Hypothesis> found, string line) =>
        found.Select(f => _encoder.Text(f, line)).FirstOrDefault(IsWhole)
        ?? (found.Count == 0 ? "" : _encoder.Text(found[0], line));

    /// <summary>Whether <see cref="TextOf"/> always chooses from several hypotheses.</summary>
    private protected virtual bool ChoosesFromSeveral => false;

    private static bool IsWhole(string text) => !text.Contains(PairEncoder.Cut);

    /// <summary>The pieces of both languages as a model's file has them.</summary>
    internal static string ToJson(PairEncoder encoder) => Vocabulary.ToJson(("source", encoder.Pieces.Vocabulary));

    // The best translations of each line, the likeliest first; empty lines have none.
    private IReadOnlyList<Hypothesis>[] Best(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        string[] filled = [.. lines.Where(l => !string.IsNullOrWhiteSpace(l))];
        BeamOptions wide = Beam with { Best = Beam.Width };
        IReadOnlyList<Hypothesis>[] found = Search(filled, ChoosesFromSeveral ? wide : Beam, cancellation);
        for (int l = 0; l < filled.Length && Beam.Best == 1 && !ChoosesFromSeveral; l++)
        {
            if (found[l].Count > 0 && !IsWhole(_encoder.Text(found[l][0], filled[l])))
            {
                found[l] = Search([filled[l]], wide, cancellation)[0];
            }
        }

        int next = 0;
        return [.. lines.Select(l => string.IsNullOrWhiteSpace(l) ? [] : found[next++])];
    }
}
