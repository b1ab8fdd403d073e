using System.Globalization;
using System.Text.Json;
using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Language;

/// <summary>A fitted language model: measures the surprise of a text, and continues one.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class LanguageModel : JobModel, IPortableJob, IGraphModel, IAdaptiveModel
{
    private const int SequenceUnits = 256;

    // Units read before a part, so that the network's state is that of the middle of the text.
    private const int HeardUnits = 256;

    private readonly LanguageNetwork _network;
    private readonly LanguageOrigin _origin;

    internal LanguageModel(
        CpuBackend backend, LanguageNetwork network, Tokenizer tokenizer, FitSummary summary, LanguageOrigin origin,
        TextCounts? counts)
        : base(backend, network, summary) =>
            (_network, Tokenizer, _origin, Counts) = (network, tokenizer, origin, counts);

    /// <summary>The counts that the network's answers are mixed with; null for none.</summary>
    internal TextCounts? Counts { get; }

    /// <summary>Whether the model adapts to the text that it reads; its parameters and counts do not change.</summary>
    internal bool Adapts { get; set; }

    /// <inheritdoc/>
    bool IAdaptiveModel.Adapts
    {
        get => Adapts;
        set => Adapts = value;
    }

    /// <summary>How many units it learned from.</summary>
    internal int Learned => _origin.Test;

    /// <summary>Cuts text into units.</summary>
    internal Tokenizer Tokenizer { get; }

    /// <summary>What it is made of.</summary>
    internal LanguageDesign Design => _network.Design;

    /// <summary>The default beginning of samples.</summary>
    public string Prime => _origin.Prime;

    /// <inheritdoc/>
    public override string Task => LanguageFile.Task;

    /// <inheritdoc/>
    public override bool ReadsText => true;

    /// <summary>The unit that precedes the beginning of a text: the end of a line where there is such a unit.</summary>
    public int Start => Tokenizer.Start;

    /// <summary>The unit that ends a line, or −1 where the text that the model learned from had none.</summary>
    public int LineEnd => Tokenizer.LineEnd;

    /// <inheritdoc/>
    public override string PredictionFile => LanguagePlan.SurpriseFileName;

    /// <summary>Loads a model.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or for another task.</exception>
    public static LanguageModel Load(string path, int threads = 0) =>
        ModelFitting.WithBackend(threads, backend => LanguageFile.Read(path, backend));

    /// <summary>A generator that continues the text that it reads.</summary>
    /// <param name="options">How units are drawn.</param>
    /// <returns>The speaker, owned by the caller; the model must outlive it.</returns>
    public Generator NewGenerator(GenerationOptions options) =>
        new(Backend, NewReader(), Tokenizer, options);

    /// <summary>−ln p of each unit of a text, the first one after the end of a line.</summary>
    /// <param name="units">The text.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>A number a unit.</returns>
    public float[] Surprises(ReadOnlySpan<int> units, CancellationToken cancellation) =>
        Surprises([Start, .. units], 1, cancellation);

    /// <inheritdoc/>
    public override AnswerShare Share =>
        Counts is null ? AnswerShare.Alone : AnswerShare.Of("table of n-grams", Counts.Mixture.NetworkShare);

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        long multiplyAdds = CellStack.MultiplyAdds(Design.CellOf(0), Design.Embedding)
            + ((long)Design.UnitsOf(Design.Layers - 1) * Design.VocabularySize);
        return new JobDescription(
        [
            $"language: {Tokenizer.UnitName}s, {FigureText.Count(Tokenizer.Vocabulary.Count)} different",
            $"learned from the first {FigureText.Count(_origin.Training)} "
            + $"of {FigureText.Counted(_origin.Count, Tokenizer.UnitName)}; data {_origin.Fingerprint}",
            .. Optional.Of(Counts is null
                ? null
                : $"mixed with counts of n-grams of up to {FigureText.Counted(Counts.Order, Tokenizer.UnitName)} in "
                + $"{FigureText.Counted(Counts.Units.Length, Tokenizer.UnitName)}, which the file contains"),
            .. Optional.Of(_origin.Cache == 0
                ? null
                : $"when it keeps learning, it looks up its last {FigureText.Counted(_origin.Cache, "state")}, at up "
                + $"to {FigureText.Count((long)_origin.Cache * _network.Top.Size)} multiply-adds and "
                + $"{FigureText.Count(_origin.Cache)} exponentials per {Tokenizer.UnitName}"),
        ],
        ModelDescription.Of(Design.Describe(), Networks, multiplyAdds, _network.StateSize, Tokenizer.UnitName));
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        OpenText text = ReadOpen(input);
        float[] surprises = text.Surprises(Answering, Learned, cancellation);
        LanguageMetrics.Write(Tokenizer, text.Items, surprises, output);
        LanguageMetrics metrics = LanguageMetrics.Of(surprises);
        return new JobAnswer([.. text.Notes], Invariant.Of(
            $"{metrics.Nats:0.0000} nats ({metrics.Bits:0.0000} bits) per {Tokenizer.UnitName} over "
            + $"{FigureText.Count(text.Items.Length)}; perplexity {metrics.Perplexity:0.00}."));
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        OpenText text = ReadOpen(input);
        LanguageMetrics By(Func<int[], CancellationToken, float[]> surprises) =>
            LanguageMetrics.Of(text.Surprises(surprises, Learned, cancellation));
        LanguageMetrics metrics = By(Answering);
        float surprise = (float)Math.Log(Tokenizer.Vocabulary.Count);
        (string Name, string Title, LanguageMetrics Metrics)[] others =
        [
            .. Adapts
                ? [("still", "carousel, learning nothing", By((u, c) => Surprises(u, c)))]
                : Array.Empty<(string, string, LanguageMetrics)>(),
            .. Counts is null ? Array.Empty<(string, string, LanguageMetrics)>() :
            [
                ("network", "network alone", By((u, c) => SurprisesOfNetwork([Start, .. u], 1, c))),
                ("kneser_ney", $"Kneser–Ney, order {Counts.Order}", By((u, _) => Counts.Table.Surprises(u, 0))),
            ],
            ("even", "all equally likely", By((u, _) => [.. Enumerable.Repeat(surprise, u.Length)])),
        ];
        (_, string best, LanguageMetrics least) = others.Where(o => o.Name != "still").MinBy(o => o.Metrics.Nats);
        string compared = least.Nats < metrics.Nats
            ? $"{best} is better: {least.Bits.ToString("0.000", CultureInfo.InvariantCulture)}"
            : $"{best} needs {least.Bits.ToString("0.000", CultureInfo.InvariantCulture)}";
        return new JobResult(
            LanguageMetrics.Columns,
            [
                metrics.ToScore("carousel", Adapts ? "carousel, learning on" : "carousel"),
                .. others.Select(o => o.Metrics.ToScore(o.Name, o.Title)),
            ],
            Invariant.Of(
                $"The model needs {metrics.Bits:0.000} bits per {Tokenizer.UnitName} of this text; {compared}."))
        {
            Facts =
            [
                new JobFact(
                    "text",
                    $"{FigureText.Counted(text.Items.Length, Tokenizer.UnitName)}, each scored after all before it"),
            ],
            Notes = text.Notes,
        };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new LanguageInspection(Backend, _network, Tokenizer, ReadOpen);

    /// <inheritdoc/>
    PortableDesign IPortableModel.ToPortable() => new(
        $"the probability of each {Tokenizer.UnitName} that may come next"
        + (Counts is null ? "" : ", by the network without the counts"),
        [PortableMember.Of(_network.Steps)],
        PortableInput.OfSymbols(
            Tokenizer.UnitName, Tokenizer.Vocabulary.Entries, Enum.Parse<PortableUnits>(Tokenizer.Kind.ToString()),
            Start),
        PortableAnswer.Classes(Tokenizer.Vocabulary.Entries));

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs()
    {
        // Scores of the next unit at each step, before the soft-max.
        PortableDesign design = ((IPortableModel)this).ToPortable();
        return
        [
            new ModelGraph(ModelGraph.Whole, design.Sentence, graph =>
                graph.Output(
                    "scores", graph.Read(_network.Steps, graph.Symbols("symbols", GraphAxis.Sequences, design.Input)),
                    design.Answer)),
        ];
    }

    /// <inheritdoc/>
    IReadOnlyList<PortableSequence> IPortableJob.ReadSequences(JobInput input, int most) =>
    [
        .. Read(input).Prepend(Start).Chunk(SequenceUnits).Take(most)
            .Select(piece => new PortableSequence([.. piece.Select(u => (float)u)])),
    ];

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(Design, TextJson.Default.LanguageDesign),
        JsonSerializer.Serialize(_origin, TextJson.Default.LanguageOrigin))
    {
        Vocabulary = Vocabulary.ToJson((LanguageFile.UnitsName, Tokenizer.Vocabulary)),
        Tensors = Counts?.ToTensors() ?? [],
    };

    /// <summary>A stream of lines, of which it says how surprised it was by each.</summary>
    /// <param name="source">How messages call the lines.</param>
    /// <returns>The stream, owned by the caller; the model must outlive it.</returns>
    internal LanguageStream NewStream(string source) => new(this, source);

    /// <summary>One who reads a text unit by unit, network and counts together.</summary>
    /// <param name="adaptation">How it learns on; null for not at all.</param>
    /// <returns>The reader, owned by the caller; the model must outlive it.</returns>
    internal LanguageReader NewReader(AdaptationOptions? adaptation = null) =>
        new(Backend, _network, Counts, adaptation, _origin.Cache);

    /// <summary>−ln p of the units from one on, after those before it.</summary>
    internal float[] Surprises(int[] units, int first, CancellationToken cancellation) =>
        new LanguageScorer(_network, units, first, Counts).Surprises(Tape, cancellation);

    /// <summary>The same by the network without the counts.</summary>
    internal float[] SurprisesOfNetwork(int[] units, int first, CancellationToken cancellation) =>
        new LanguageScorer(_network, units, first).Surprises(Tape, cancellation);

    /// <summary>The same by a model that learns on while it reads.</summary>
    internal float[] SurprisesLearning(
        int[] units, int first, CancellationToken cancellation, AdaptationOptions? adaptation = null)
    {
        using LanguageReader reader = NewReader(adaptation ?? new AdaptationOptions());
        int from = Math.Max(0, first - HeardUnits);
        reader.Hear(from == 0 ? [Start] : [], isCounted: false);
        reader.Hear(units.AsSpan(from, first - from));
        var surprises = new float[units.Length - first];
        for (int i = 0; i < surprises.Length; i++)
        {
            if (i % HeardUnits == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            surprises[i] = (float)-reader.Logarithms[units[first + i]];
            reader.Take(units[first + i]);
        }

        return surprises;
    }

    private float[] Answering(int[] units, CancellationToken cancellation) => Adapts
        ? SurprisesLearning(units, 0, cancellation)
        : Surprises(units, cancellation);

    private int[] Read(JobInput input) => ReadOpen(input).Closed();

    private OpenText ReadOpen(JobInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using TextReader? reader = input.Path is null ? input.OpenTable() : null;
        string raw = reader?.ReadToEnd() ?? TextLines.ReadAll(input.Path!);
        UnitKind kind = Tokenizer.Kind == UnitKind.Residues && !FastaFile.IsFasta(raw)
            ? UnitKind.Characters
            : Tokenizer.Kind;
        return OpenText.Of(Tokenizer, LanguageText.Of(raw, input.Name, kind));
    }
}
