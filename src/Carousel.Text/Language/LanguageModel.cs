using System.Globalization;
using System.Text.Json;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Graphs;
using Carousel.Jobs.Inspecting;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;
using Carousel.Storage;
using Carousel.Streaming;

namespace Carousel.Language;

/// <summary>A fitted language model: says how surprised it is by a text, and goes on from one.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class LanguageModel : JobModel, IPortableModel, IGraphModel, IInspectable
{
    private const int SequenceUnits = 256;

    private readonly CpuBackend _backend;
    private readonly LanguageNetwork _network;
    private readonly LanguageOrigin _origin;

    internal LanguageModel(
        CpuBackend backend, LanguageNetwork network, Tokeniser tokeniser, FitSummary summary, LanguageOrigin origin)
        : base(backend, network, summary) =>
            (_backend, _network, Tokeniser, _origin) = (backend, network, tokeniser, origin);

    /// <summary>Cuts text into units.</summary>
    internal Tokeniser Tokeniser { get; }

    /// <summary>What it is made of.</summary>
    internal LanguageDesign Design => _network.Design;

    /// <summary>What samples begin with where nothing else is said.</summary>
    public string Prime => _origin.Prime;

    /// <inheritdoc/>
    public override string Task => LanguageFile.Task;

    /// <inheritdoc/>
    public override bool ReadsText => true;

    /// <summary>The unit that stands before a text that begins: the end of a line where there is such a unit.</summary>
    public int Start => Tokeniser.Start;

    /// <summary>The unit that ends a line, or −1 where the text that the model learned from had none.</summary>
    public int LineEnd => Tokeniser.LineEnd;

    /// <inheritdoc/>
    public override string PredictionFile => LanguagePlan.SurpriseFileName;

    /// <summary>Loads a model.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or for another task.</exception>
    public static LanguageModel Load(string path, int threads = 0) =>
        ModelFitting.WithBackend(threads, backend => LanguageFile.Read(path, backend));

    /// <summary>One who goes on from what it hears.</summary>
    /// <param name="options">How units are drawn.</param>
    /// <returns>The speaker, owned by the caller; the model must outlive it.</returns>
    public Generator NewGenerator(GenerationOptions options) => new(_backend, _network, Tokeniser, options);

    /// <summary>−ln p of each unit of a text, the first one after the end of a line.</summary>
    /// <param name="units">The text.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>A number a unit.</returns>
    public float[] Surprises(ReadOnlySpan<int> units, CancellationToken cancellation) =>
        Surprises([Start, .. units], 1, cancellation);

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        long multiplyAdds = CellStack.MultiplyAdds(Design.CellOf(0), Design.Embedding)
            + ((long)Design.UnitsOf(Design.Layers - 1) * Design.VocabularySize);
        return new JobDescription(
        [
            $"language: {Tokeniser.UnitName}s, {FigureText.Count(Tokeniser.Vocabulary.Count)} different",
            $"learned from the first {FigureText.Count(_origin.Training)} "
            + $"of {FigureText.Counted(_origin.Count, Tokeniser.UnitName)}; data {_origin.Fingerprint}",
        ],
        ModelDescription.Of(Design.Describe(), Networks, multiplyAdds, _network.StateSize, Tokeniser.UnitName));
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        int[] units = Read(input);
        float[] surprises = Surprises(units, cancellation);
        LanguageMetrics.Write(Tokeniser, units, surprises, output);
        LanguageMetrics metrics = LanguageMetrics.Of(surprises);
        return new JobAnswer([], string.Create(
            CultureInfo.InvariantCulture,
            $"{metrics.Nats:0.0000} nats ({metrics.Bits:0.0000} bits) a {Tokeniser.UnitName} "
            + $"over {FigureText.Count(units.Length)}; perplexity {metrics.Perplexity:0.00}."));
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        int[] units = Read(input);
        LanguageMetrics metrics = LanguageMetrics.Of(Surprises(units, cancellation)),
            even = new(Math.Log(Tokeniser.Vocabulary.Count));
        return new JobResult(
            LanguageMetrics.Columns,
            [metrics.ToScore("carousel", "carousel"), even.ToScore("even", "all equally likely")],
            string.Create(
                CultureInfo.InvariantCulture,
                $"The model needs {metrics.Bits:0.000} bits a {Tokeniser.UnitName} of this text."))
        {
            Facts =
            [
                new JobFact(
                    "text", $"{FigureText.Counted(units.Length, Tokeniser.UnitName)}, each scored after all before it"),
            ],
        };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new LanguageInspection(_backend, _network, Tokeniser, Read);

    /// <inheritdoc/>
    PortableDesign IPortableModel.ToPortable() => new(
        $"the probability of each {Tokeniser.UnitName} that may come next", [PortableMember.Of(_network.Steps)],
        PortableInput.OfSymbols(
            Tokeniser.UnitName, Tokeniser.Vocabulary.Entries, Enum.Parse<PortableUnits>(Tokeniser.Kind.ToString()),
            Start),
        PortableAnswer.Classes(Tokeniser.Vocabulary.Entries));

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
    IReadOnlyList<PortableSequence> IPortableModel.ReadSequences(JobInput input, int most) =>
    [
        .. Read(input).Prepend(Start).Chunk(SequenceUnits).Take(most)
            .Select(piece => new PortableSequence([.. piece.Select(u => (float)u)])),
    ];

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(Design, LanguageJson.Default.LanguageDesign),
        JsonSerializer.Serialize(_origin, LanguageJson.Default.LanguageOrigin))
    {
        Vocabulary = Vocabulary.ToJson((LanguageFile.UnitsName, Tokeniser.Vocabulary)),
    };

    /// <summary>A stream of units: from each to a number for every unit that may come next.</summary>
    /// <returns>The stream, owned by the caller; the model must outlive it.</returns>
    internal StreamingSession NewSession() => new(_backend, _network);

    /// <summary>−ln p of the units from one on, after those before it.</summary>
    internal float[] Surprises(int[] units, int first, CancellationToken cancellation) =>
        new LanguageScorer(_network, units, first).Surprises(Tape, cancellation);

    private int[] Read(JobInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using TextReader? reader = input.Path is null ? input.OpenTable() : null;
        string raw = reader?.ReadToEnd() ?? TextLines.ReadAll(input.Path!);
        UnitKind kind = Tokeniser.Kind == UnitKind.Residues && !FastaFile.IsFasta(raw)
            ? UnitKind.Characters
            : Tokeniser.Kind;
        int[] units = Tokeniser.Encode(LanguageText.Of(raw, input.Name, kind).Text, input.Name);
        return units.Length > 0
            ? units
            : throw new DataFormatException($"{input.Name} holds no {Tokeniser.UnitName}. Pass text.");
    }
}
