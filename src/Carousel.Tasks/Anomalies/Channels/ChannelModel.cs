using System.Text.Json;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Portable;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>A fitted detector of anomalies in channels.</summary>
public sealed class ChannelModel : IPortableModel, IGraphModel, IInspectable
{
    private readonly CpuBackend _backend;
    private readonly AnomalyOrigin _origin;

    internal ChannelModel(CpuBackend backend, ChannelNetwork network, ChannelFitted fitted, FitSummary summary, AnomalyOrigin origin)
    {
        (_backend, Network, Fitted, Summary, _origin) = (backend, network, fitted, summary, origin);
    }

    /// <summary>The network and what it is fed.</summary>
    public ChannelDesign Design => Network.Design;

    /// <summary>What is usual, and from where on a score is an anomaly.</summary>
    public ChannelFitted Fitted { get; }

    /// <summary>The column of labels, for measuring; null where there is none.</summary>
    public string? Label { get; set; }

    internal ChannelNetwork Network { get; }

    /// <inheritdoc/>
    public string Task => ChannelPlan.TaskName;

    /// <inheritdoc/>
    public FitSummary Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => [Network];

    /// <inheritdoc/>
    public string PredictionFile => ChannelPlan.RowsName;

    /// <summary>Loads a detector.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The detector, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing or damaged.</exception>
    public static ChannelModel Load(string path, int threads = 0) => ModelFitting.Load(path, ChannelPlan.TaskName, threads, (backend, file) =>
    {
        ChannelDesign design = ModelEntry.Parse(file.Configuration, AnomalyJson.Default.ChannelDesign, path, "configuration");
        ChannelFitted fitted = ModelEntry.Parse(file.Scalers, AnomalyJson.Default.ChannelFitted, path, "scalers");
        bool fits = design.IsInRange && fitted.Means.Count == design.Channels.Count && fitted.Deviations.Count == design.Channels.Count
            && fitted.Means.All(double.IsFinite) && fitted.Deviations.All(d => d > 0 && double.IsFinite(d));
        ChannelNetwork network = ModelEntry.Build(file, path, backend, fits, design.Cells.Hidden, () => ChannelNetwork.Make(design));
        return new ChannelModel(
            backend, network, fitted,
            FitSummary.Of(file, path),
            ModelEntry.Parse(file.Data, AnomalyJson.Default.AnomalyOrigin, path, "data"));
    });

    /// <inheritdoc/>
    public void Save(string path) => new ModelFile
    {
        Task = Task,
        Configuration = JsonSerializer.Serialize(Design, AnomalyJson.Default.ChannelDesign),
        Scalers = JsonSerializer.Serialize(Fitted, AnomalyJson.Default.ChannelFitted),
        Training = Summary.ToJson(),
        Data = JsonSerializer.Serialize(_origin, AnomalyJson.Default.AnomalyOrigin),
        Tensors = [.. Network.ToTensors()],
    }.Write(path);

    /// <inheritdoc/>
    public JobDescription Describe() => new(
    [
        $"watches {string.Join(", ", Design.Channels)}; score from {(Design.Score == ChannelScoreKind.Forecast ? "the surprise of the next row" : "the reconstruction of windows")}",
        $"learned from rows before {_origin.LearnedTo}, {FigureText.Count(_origin.Rows)} from {_origin.First} on; data {_origin.Fingerprint}",
    ],
    ModelDescription.Of(Design.Cells.Describe(), [Network], Network.MultiplyAdds, Network.StateSize, "row"));

    /// <summary>Judges rows.</summary>
    /// <param name="data">Rows with the model's channels.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What is said to each row.</returns>
    public ChannelVerdicts Judge(ChannelData data, CancellationToken cancellation = default) =>
        Fitted.Judge(ChannelScores.Of(_backend, Network, new ChannelRows(data, Design.Scales), cancellation));

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        ChannelData data = Read(input, null);
        ChannelVerdicts verdicts = Judge(data, cancellation);
        cancellation.ThrowIfCancellationRequested();
        output.Write(ChannelTables.Rows(data, verdicts));
        IReadOnlyList<RowRange> ranges = verdicts.Ranges();
        string sentence = ranges.Count == 0 ? "No row is an anomaly." : $"{FigureText.Count(ranges.Count)} anomalies; the first: {ChannelTables.Describe(data, verdicts, ranges[0])}";
        return new JobAnswer(data.Notes, sentence);
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ChannelData data = Read(input, Label);
        ChannelVerdicts verdicts = Judge(data, cancellation);
        int from = Math.Min(FirstUnlearned(data), data.Count - 1);
        return ChannelResult.Of(data, verdicts, from, _origin.Season, this) with
        {
            Facts =
            [
                new JobFact("series", $"{FigureText.Count(data.Count)} rows of {string.Join(", ", data.Channels)}"),
                new JobFact("measured", $"from {data.LabelAt(from)}, {FigureText.Count(data.Count - from)} rows"),
                .. data.Notes.Select(n => new JobFact("note", n)),
            ],
        };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new ChannelInspection(_backend, Network, input => Read(input, null));

    /// <inheritdoc/>
    public PortableDesign ToPortable() => ChannelPortable.Design(Network);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [ChannelPortable.Graph(Network)];

    /// <inheritdoc/>
    public IReadOnlyList<PortableSequence> ReadSequences(JobInput input, int most) => PortableSequence.Of(Inspect(), input, most);

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();

    private ChannelData Read(JobInput input, string? label)
    {
        ArgumentNullException.ThrowIfNull(input);
        using TextReader reader = input.OpenTable();
        ReadOptions options = input.Cells with { Targets = Design.Channels, Time = Design.TimeName ?? ReadOptions.None };
        return ChannelData.Read(reader, input.Name, options, label);
    }

    private int FirstUnlearned(ChannelData data)
    {
        if (data.Fingerprint != _origin.Fingerprint && data.LabelAt(0) != _origin.First)
        {
            return 0;
        }

        int row = 0;
        while (row < data.Count && (data.Stamps is null ? row < _origin.Rows : string.CompareOrdinal(data.LabelAt(row), _origin.LearnedTo) < 0))
        {
            row++;
        }

        return row;
    }
}
