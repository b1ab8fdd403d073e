using System.Text.Json;
using Carousel.Backends;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Genomes.Labelling;
using Carousel.Tasks.Genomes.Reading;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes.Genes;

/// <summary>A fitted gene finder: sequences in, genes in GFF3 out.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class GeneFinder : IGraphModel, IInspectable
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "genome-genes";

    private readonly CpuBackend _backend;
    private readonly BaseNetwork _network;
    private readonly GeneConfiguration _configuration;
    private readonly LabelOrigin _origin;

    internal GeneFinder(CpuBackend backend, BaseNetwork network, GeneConfiguration configuration, FitSummary summary, LabelOrigin origin) =>
        (_backend, _network, _configuration, Summary, _origin) = (backend, network, configuration, summary, origin);

    /// <inheritdoc/>
    public string Task => TaskName;

    /// <inheritdoc/>
    public FitSummary Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => [_network];

    /// <summary>The network.</summary>
    public BaseDesign Design => _configuration.Design;

    /// <inheritdoc/>
    public string PredictionFile => GenePlan.GenesName;

    internal BaseNetwork Network => _network;

    internal CpuBackend Backend => _backend;

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The finder.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static GeneFinder Load(string path, int threads = 0) => ModelFitting.Load(path, TaskName, threads, (backend, file) =>
    {
        GeneConfiguration configuration = ModelEntry.Parse(file.Configuration, GenomeJson.Default.GeneConfiguration, path, "configuration");
        bool fits = configuration.Design.IsInRange && double.IsFinite(configuration.Least) && configuration.FrameLength > 0
            && configuration.Design.Heads.Select(h => h.Classes.Count).SequenceEqual(GeneClasses.Heads(configuration.IsSpliced).Select(h => h.Classes.Count));
        BaseNetwork network = ModelEntry.Build(file, path, backend, fits, configuration.Design.Cell.Hidden, () => new BaseNetwork(configuration.Design));
        return new GeneFinder(
            backend, network, configuration, FitSummary.Of(file, path),
            ModelEntry.Parse(file.Data, GenomeJson.Default.LabelOrigin, path, "data"));
    });

    /// <inheritdoc/>
    public void Save(string path) => new ModelFile
    {
        Task = TaskName,
        Configuration = JsonSerializer.Serialize(_configuration, GenomeJson.Default.GeneConfiguration),
        Training = Summary.ToJson(),
        Data = JsonSerializer.Serialize(_origin, GenomeJson.Default.LabelOrigin),
        Tensors = _network.ToTensors(),
    }.Write(path);

    /// <inheritdoc/>
    public JobDescription Describe() => new(
        [
            $"coding genes of a genome{(_configuration.IsSpliced ? ", spliced ones too" : "")}, from its bases",
            $"learned from {FigureText.Counted(_origin.Runs, "gene")} on {FigureText.Count(_origin.Bases)} bases of {_origin.Name}; data {_origin.Fingerprint}",
        ],
        BaseDescription.Of(_network));

    /// <summary>The genes of a sequence.</summary>
    /// <param name="bases">[T].</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>In ascending order.</returns>
    public IReadOnlyList<CodingGene> Find(byte[] bases, CancellationToken cancellation = default)
    {
        float[][] found = new WindowRunner(_backend, _network, _configuration.BothStrands).Logarithms(bases, cancellation);
        return _configuration.IsSpliced
            ? GeneDecoder.Spliced(bases, found[0], found[1], _configuration.Least)
            : GeneDecoder.Genes(GeneDecoder.Candidates(bases, found[0], found[1]), _configuration.Least);
    }

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        Genome genome = GenomeReader.Read(input);
        GffText.WriteHeader(output, genome.Sequences);
        int count = 0;
        foreach (GenomeSequence sequence in genome.Sequences)
        {
            foreach (CodingGene gene in Find(sequence.Bases, cancellation))
            {
                GffText.Write(output, sequence.Name, gene);
                count++;
            }
        }

        return new JobAnswer([], $"{FigureText.Counted(count, "gene")} on {FigureText.Counted(genome.Length, "base")}.");
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        Genome genome = GenomeReader.Read(input);
        return Measure(GenePlan.RequireGenes(genome), cancellation).ToResult() with { Facts = GenomeText.Facts(genome) };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new BaseInspection(_backend, _network, input => GenomeReader.Read(input));

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [BaseGraph.Of(_network, _configuration.BothStrands)];

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();

    internal GeneMeasurement Measure(Genome genome, CancellationToken cancellation)
    {
        List<IReadOnlyList<CodingGene>> found = [.. genome.Sequences.Select(s => Find(s.Bases, cancellation))];
        List<IReadOnlyList<CodingGene>> frames = [.. genome.Sequences.Select(s => LongestFrames.Find(s.Bases, _configuration.FrameLength))];
        return new GeneMeasurement(genome.Annotations, found, GeneScores.Of(genome.Annotations, found), GeneScores.Of(genome.Annotations, frames), _configuration.FrameLength);
    }
}
