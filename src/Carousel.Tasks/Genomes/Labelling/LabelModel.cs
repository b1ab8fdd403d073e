using System.Globalization;
using System.Text.Json;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Genomes.Reading;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Genomes.Labelling;

/// <summary>A fitted model of labels: sequences in, labelled runs in BED out.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class LabelModel : IGraphModel, IInspectable
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "genome-labels";

    private readonly CpuBackend _backend;
    private readonly BaseNetwork _network;
    private readonly LabelConfiguration _configuration;
    private readonly LabelOrigin _origin;

    internal LabelModel(CpuBackend backend, BaseNetwork network, LabelConfiguration configuration, FitSummary summary, LabelOrigin origin) =>
        (_backend, _network, _configuration, Summary, _origin) = (backend, network, configuration, summary, origin);

    /// <inheritdoc/>
    public string Task => TaskName;

    /// <inheritdoc/>
    public FitSummary Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => [_network];

    /// <summary>The network.</summary>
    public BaseDesign Design => _configuration.Design;

    /// <summary>The labels; the first is that of bases without one.</summary>
    public IReadOnlyList<string> Labels => Design.Heads[0].Classes;

    /// <inheritdoc/>
    public string PredictionFile => LabelPlan.LabelsName;

    internal BaseNetwork Network => _network;

    internal CpuBackend Backend => _backend;

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static LabelModel Load(string path, int threads = 0) => ModelFitting.Load(path, TaskName, threads, (backend, file) =>
    {
        LabelConfiguration configuration = ModelEntry.Parse(file.Configuration, GenomeJson.Default.LabelConfiguration, path, "configuration");
        bool fits = configuration.Design.IsInRange && configuration.Design.Heads.Count == 1;
        BaseNetwork network = ModelEntry.Build(file, path, backend, fits, configuration.Design.Cell.Hidden, () => new BaseNetwork(configuration.Design));
        return new LabelModel(
            backend, network, configuration, FitSummary.Of(file, path),
            ModelEntry.Parse(file.Data, GenomeJson.Default.LabelOrigin, path, "data"));
    });

    /// <inheritdoc/>
    public void Save(string path) => new ModelFile
    {
        Task = TaskName,
        Configuration = JsonSerializer.Serialize(_configuration, GenomeJson.Default.LabelConfiguration),
        Training = Summary.ToJson(),
        Data = JsonSerializer.Serialize(_origin, GenomeJson.Default.LabelOrigin),
        Tensors = _network.ToTensors(),
    }.Write(path);

    /// <inheritdoc/>
    public JobDescription Describe() => new(
        [
            $"labels of bases: {string.Join(", ", Labels)}",
            $"learned from {FigureText.Counted(_origin.Runs, "run")} on {FigureText.Count(_origin.Bases)} bases of {_origin.Name}; data {_origin.Fingerprint}",
        ],
        BaseDescription.Of(_network));

    /// <summary>The likeliest label of each base.</summary>
    /// <param name="bases">[T].</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[T], numbers of <see cref="Labels"/>.</returns>
    public byte[] LabelsOf(byte[] bases, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bases);
        float[] found = new WindowRunner(_backend, _network, _configuration.BothStrands).Logarithms(bases, cancellation)[0];
        var labels = new byte[bases.Length];
        for (int t = 0; t < bases.Length; t++)
        {
            ReadOnlySpan<float> own = found.AsSpan(t * Labels.Count, Labels.Count);
            for (int c = 1; c < own.Length; c++)
            {
                labels[t] = own[c] > own[labels[t]] ? (byte)c : labels[t];
            }
        }

        return labels;
    }

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        Genome genome = GenomeReader.Read(input);
        int count = 0;
        foreach (GenomeSequence sequence in genome.Sequences)
        {
            foreach (LabelledRun run in LabelTracks.Runs(LabelsOf(sequence.Bases, cancellation), Labels))
            {
                output.Write(string.Create(CultureInfo.InvariantCulture, $"{sequence.Name}\t{run.Span.Start}\t{run.Span.End}\t{run.Label}\n"));
                count++;
            }
        }

        return new JobAnswer([], $"{FigureText.Counted(count, "run")} on {FigureText.Counted(genome.Length, "base")}.");
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        string labels = input.Path is { } path ? Path.ChangeExtension(path.EndsWith(".gz", StringComparison.Ordinal) ? path[..^3] : path, ".bed") : "";
        if (!File.Exists(labels))
        {
            throw new DataFormatException($"{input.Name} comes without labels: a BED file of the same name beside it is expected{(labels.Length > 0 ? $", {labels}" : "")}.");
        }

        Genome genome = GenomeReader.Read(input);
        IReadOnlyList<IReadOnlyList<LabelledRun>> runs = BedFile.Read(TextLines.Read(labels), labels, genome.Sequences);
        return Measure([.. genome.Sequences.Select((s, k) => LabelTracks.Of(s.Bases, runs[k], Design.Heads[0], 0, s.Length))], cancellation).ToResult() with
        {
            Facts = GenomeText.Facts(genome),
        };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new BaseInspection(_backend, _network, input => GenomeReader.Read(input));

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [BaseGraph.Of(_network, _configuration.BothStrands)];

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();

    internal LabelMeasurement Measure(IReadOnlyList<BaseTracks> tracks, CancellationToken cancellation) => new(
        Labels, [.. tracks.Select(t => t.Labels[0])], [.. tracks.Select(t => LabelsOf(t.Sequence, cancellation))],
        ForgetGates.Of(_backend, _network, tracks.MaxBy(t => t.Sequence.Length)!, Summary.Seed));
}
