using System.Text.Json;
using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Genomes.Labelling;
using Carousel.Tasks.Genomes.Markov;
using Carousel.Tasks.Genomes.Reading;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Genomes.NextBase;

/// <summary>A fitted next-base model. Its file holds the bases it learned from, so that the Markov models are counted again where it is loaded.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class NextBaseModel : IPortableModel, IGraphModel, IInspectable
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "genome-next-base";

    private readonly CpuBackend _backend;
    private readonly NextBaseNetwork _network;
    private readonly NextBaseConfiguration _configuration;
    private readonly MarkovModel _markov;
    private readonly IReadOnlyList<byte[]> _training;
    private readonly NextBaseOrigin _origin;
    private readonly BaseRows _rows;

    internal NextBaseModel(
        CpuBackend backend, NextBaseNetwork network, NextBaseConfiguration configuration, MarkovModel markov, IReadOnlyList<byte[]> training, FitSummary summary, NextBaseOrigin origin)
    {
        (_backend, _network, _configuration, _markov, _training, Summary, _origin) = (backend, network, configuration, markov, training, summary, origin);
        _rows = new BaseRows(Design, Design.Orders.Count > 0 ? markov : null);
    }

    /// <inheritdoc/>
    public string Task => TaskName;

    /// <inheritdoc/>
    public FitSummary Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => [_network];

    /// <summary>The network.</summary>
    public NextBaseDesign Design => _configuration.Design;

    /// <inheritdoc/>
    public string PredictionFile => NextBasePlan.SurpriseName;

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static NextBaseModel Load(string path, int threads = 0) => ModelFitting.Load(path, TaskName, threads, (backend, file) => Load(path, backend, file));

    /// <inheritdoc/>
    public void Save(string path) => new ModelFile
    {
        Task = TaskName,
        Configuration = JsonSerializer.Serialize(_configuration, GenomeJson.Default.NextBaseConfiguration),
        Training = Summary.ToJson(),
        Data = JsonSerializer.Serialize(_origin, GenomeJson.Default.NextBaseOrigin),
        Tensors = [.. _network.ToTensors(), PackedBases.Pack(_training)],
    }.Write(path);

    /// <inheritdoc/>
    public JobDescription Describe() => new(
        [
            "the next base of a genome, from those before it",
            $"learned from both strands of {FigureText.Count(_origin.Bases)} bases of {_origin.Name}; data {_origin.Fingerprint}",
        ],
        ModelDescription.Of(
            Design.Describe(), [_network], CellStack.MultiplyAdds(Design.Cell, Design.InputSize), _network.Reader.StateSize, "base"));

    /// <summary>The surprise of each base of a sequence, read in its direction.</summary>
    /// <param name="bases">[T].</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[T], bits; NaN for the first and for those that are not known.</returns>
    public float[] Surprises(byte[] bases, CancellationToken cancellation = default) => Surprises(new ScoredPart(bases, 0), cancellation);

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        Genome genome = GenomeReader.Read(input);
        ScoredPart[] parts = [.. genome.Sequences.Select(s => new ScoredPart(s.Bases, 0))];
        List<float[]> surprises = [.. parts.Select(p => Surprises(p, cancellation))];
        output.Write(GenomeText.Surprises([.. genome.Sequences.Select(s => s.Name)], [.. parts.Select(_ => 0)], parts, surprises));
        return new JobAnswer([], $"A base takes {FigureText.Number(Mean(surprises), 4)} bits.");
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        Genome genome = GenomeReader.Read(input);
        return Measure([.. genome.Sequences.Select(s => new ScoredPart(s.Bases, 0))], genome.IsAnnotated ? genome.Annotations : null, bothStrands: true, Summary.Seed, cancellation).ToResult() with
        {
            Facts = GenomeText.Facts(genome),
        };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new NextBaseInspection(_backend, _network, _rows);

    /// <inheritdoc/>
    public PortableDesign ToPortable() => Design.Orders.Count == 0
        ? new PortableDesign(
            "the probability of each base that may come next", [PortableMember.Of(_network.Reader, _network.Own)],
            BaseGraph.OneOfFour,
            PortableAnswer.Classes(Enumerable.Range(0, Bases.Count).Select(x => $"{Bases.LetterOf(x)}")))
        : throw new NotPortableException("This model also weighs Markov models, counted from the whole genome that its file holds; fit it with --markov none.");

    /// <inheritdoc/>
    public IReadOnlyList<PortableSequence> ReadSequences(JobInput input, int most) => PortableSequence.Of(Inspect(), input, most);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [NextBaseGraph.Of(_network)];

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();

    internal NextBaseMeasurement Measure(
        IReadOnlyList<ScoredPart> parts, IReadOnlyList<GenomeAnnotation>? annotations, bool bothStrands, ulong seed, CancellationToken cancellation)
    {
        List<float[]> surprises = [.. parts.Select(p => Surprises(p, cancellation))];
        double other = double.NaN;
        if (bothStrands)
        {
            other = Mean([.. parts.Select(p => Surprises(new ScoredPart(Bases.ReverseComplement(p.Bases.AsSpan(p.First)), 0), cancellation))]);
        }

        (SurprisePeriod? inside, SurprisePeriod? outside) = annotations is null ? (null, null) : SurprisePeriod.Of(surprises, annotations, seed);
        return new NextBaseMeasurement(surprises, Mean(surprises), other, _markov.Bits(parts, cancellation), _configuration.Order, inside, outside);
    }

    private static double Mean(IReadOnlyList<float[]> surprises)
    {
        double[] known = [.. surprises.SelectMany(s => s).Where(float.IsFinite).Select(s => (double)s)];
        return known.Length == 0 ? double.NaN : known.Average();
    }

    private static NextBaseModel Load(string path, CpuBackend backend, ModelFile file)
    {
        NextBaseConfiguration configuration = ModelEntry.Parse(file.Configuration, GenomeJson.Default.NextBaseConfiguration, path, "configuration");
        bool fits = configuration.Design.IsInRange && configuration.Weights.Count == ContextIndex.MostOrder + 1 && configuration.Weights.All(w => double.IsFinite(w) && w > 0)
            && configuration.Order is >= 1 and <= ContextIndex.MostOrder;
        NextBaseNetwork network = ModelEntry.Build(
            file, path, backend, fits, configuration.Design.Cell.Hidden, () => new NextBaseNetwork(configuration.Design), name => name != PackedBases.Name);
        IReadOnlyList<byte[]> training = PackedBases.Unpack(file, configuration.Lengths, path);
        return new NextBaseModel(
            backend, network, configuration, new MarkovModel(training, configuration.Weights), training,
            FitSummary.Of(file, path), ModelEntry.Parse(file.Data, GenomeJson.Default.NextBaseOrigin, path, "data"));
    }

    private float[] Surprises(ScoredPart part, CancellationToken cancellation)
    {
        using var arena = new Arena(_backend);
        return new NextBaseScorer(_network, _rows, [part]).Surprises(part, new Tape(_backend, arena), cancellation);
    }
}
