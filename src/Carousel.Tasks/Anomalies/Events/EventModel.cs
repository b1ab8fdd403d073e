using System.Text.Json;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading.Events;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>A fitted detector of surprising events.</summary>
public sealed class EventModel : IGraphModel, IInspectable
{
    private readonly CpuBackend _backend;
    private readonly AnomalyOrigin _origin;

    internal EventModel(CpuBackend backend, EventNetwork network, EventFitted fitted, FitSummary summary, AnomalyOrigin origin)
    {
        (_backend, Network, Fitted, Summary, _origin) = (backend, network, fitted, summary, origin);
    }

    /// <summary>The network, and how events become codes.</summary>
    public EventDesign Design => Network.Design;

    /// <summary>What is usual, and from where on a score is an anomaly.</summary>
    public EventFitted Fitted { get; }

    internal EventNetwork Network { get; }

    /// <inheritdoc/>
    public string Task => EventPlan.TaskName;

    /// <inheritdoc/>
    public FitSummary Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => [Network];

    /// <inheritdoc/>
    public string PredictionFile => EventPlan.EventsName;

    /// <summary>Loads a detector.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The detector, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing or damaged.</exception>
    public static EventModel Load(string path, int threads = 0) => ModelFitting.Load(path, EventPlan.TaskName, threads, (backend, file) =>
    {
        EventDesign design = ModelEntry.Parse(file.Configuration, AnomalyJson.Default.EventDesign, path, "configuration");
        EventFitted fitted = ModelEntry.Parse(file.Scalers, AnomalyJson.Default.EventFitted, path, "scalers");
        bool fits = design.IsInRange && fitted.Means.Count == design.Fields.Count && fitted.Means.All(double.IsFinite) && fitted.MemoryHours >= 0;
        EventNetwork network = ModelEntry.Build(file, path, backend, fits, design.Cells.Hidden, () => new EventNetwork(design));
        return new EventModel(
            backend, network, fitted,
            FitSummary.Of(file, path),
            ModelEntry.Parse(file.Data, AnomalyJson.Default.AnomalyOrigin, path, "data"));
    });

    /// <inheritdoc/>
    public void Save(string path) => new ModelFile
    {
        Task = Task,
        Configuration = JsonSerializer.Serialize(Design, AnomalyJson.Default.EventDesign),
        Scalers = JsonSerializer.Serialize(Fitted, AnomalyJson.Default.EventFitted),
        Training = Summary.ToJson(),
        Data = JsonSerializer.Serialize(_origin, AnomalyJson.Default.AnomalyOrigin),
        Tensors = [.. Network.ToTensors()],
    }.Write(path);

    /// <inheritdoc/>
    public JobDescription Describe() => new(
    [
        $"watches events by '{Design.IdName}': {string.Join(", ", Design.Fields.Select(f => f.Name))}; score from the surprise of the next event",
        $"learned from {FigureText.Count(_origin.Rows)} events from {_origin.First} to {_origin.LearnedTo}",
    ],
    ModelDescription.Of(Design.Cells.Describe(), [Network], Network.MultiplyAdds, Network.StateSize, "event"));

    /// <summary>Judges the events of a log.</summary>
    /// <param name="log">A log with the model's columns.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What is said to each event.</returns>
    public EventVerdicts Judge(EventLog log, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        EventSurprise[][] surprises = new EventScorer(_backend, Network).ScoreAll(new EventEncoder(Design, log), cancellation);
        List<double> scores = [];
        for (int h = 0; h < log.Count; h++)
        {
            scores.AddRange(Fitted.Score(log[h], surprises[h]));
        }

        EventSurprise[] all = [.. surprises.SelectMany(s => s)];
        return new EventVerdicts(scores, all, [.. all.Select(Fitted.Reason)], [.. scores.Select(s => s > Fitted.Threshold)]);
    }

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        EventLog log = Read(input);
        EventVerdicts verdicts = Judge(log, cancellation);
        cancellation.ThrowIfCancellationRequested();
        output.Write(EventTables.Events(log, verdicts, Design));
        return new JobAnswer(log.Notes, $"{FigureText.Count(verdicts.IsAnomalous.Count(a => a))} of {FigureText.Count(log.EventCount)} events are above the threshold.");
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        EventLog log = Read(input);
        if (log.LabelName is null)
        {
            throw new DataFormatException($"{log.Name} has no column of labels, so nothing can be measured. Name it with --label, or use carousel predict.");
        }

        EventVerdicts verdicts = Judge(log, cancellation);
        DateTime from = DateTime.TryParse(_origin.LearnedTo, System.Globalization.CultureInfo.InvariantCulture, out DateTime learned) && log.Last >= learned && log.Format(log.First) == _origin.First
            ? learned : log.First;
        return EventResult.Of(log, verdicts, from, this, null) with
        {
            Facts = [new JobFact("log", $"{FigureText.Count(log.EventCount)} events"), new JobFact("measured", $"from {log.Format(from)}"), .. log.Notes.Select(n => new JobFact("note", n))],
        };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new EventInspection(_backend, Network, Read);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [EventGraph.Of(Network)];

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();

    private EventLog Read(JobInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using TextReader reader = input.OpenTable();
        IReadOnlyList<string> categories = Design.CategoryNames;
        return EventReader.ReadCsv(reader, input.Name, new EventReadOptions
        {
            Id = Design.IdName,
            Time = Design.TimeName,
            Event = categories.Count > 0 ? categories[0] : EventReadOptions.None,
            Categories = categories.Count > 1 ? [.. categories.Skip(1)] : [EventReadOptions.None],
            Numbers = Design.NumberNames.Count > 0 ? Design.NumberNames : [EventReadOptions.None],
            Missing = input.Cells.Missing,
            DecimalSeparator = input.Cells.DecimalSeparator,
            Delimiter = input.Cells.Delimiter,
            TimeFormat = input.Cells.TimeFormat,
        });
    }
}
