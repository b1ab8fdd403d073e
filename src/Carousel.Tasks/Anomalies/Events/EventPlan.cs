using Carousel.Data;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading.Events;
using Carousel.Training;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>A search for anomalies in a log of events by entity, before its training. Labels have no part in the model; the baseline learns from those of the earlier part.</summary>
public sealed class EventPlan : IJobPlan
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "anomaly-events";

    internal const string EventsName = "scores.csv";

    private const int FewestEvents = 40;
    private const int Piece = 100;
    private const double ValidationShare = 0.2;

    private EventPlan(EventLog log, AnomalyOptions options, DateTime learningEnd, DateTime validationEnd, EventDesign design, TrainingChoices training)
    {
        (Log, Options, LearningEnd, SearchedFrom, Design, Training) = (log, options, learningEnd, validationEnd, design, training);
    }

    /// <summary>The events.</summary>
    public EventLog Log { get; }

    /// <summary>What was asked for.</summary>
    public AnomalyOptions Options { get; }

    /// <summary>When the events end that the network is trained on; those up to <see cref="SearchedFrom"/> say when to stop.</summary>
    public DateTime LearningEnd { get; }

    /// <summary>When the part begins that is searched.</summary>
    public DateTime SearchedFrom { get; }

    /// <summary>The network, and how events become codes.</summary>
    public EventDesign Design { get; }

    /// <summary>How it is trained.</summary>
    public TrainingChoices Training { get; }

    /// <inheritdoc/>
    public string Task => TaskName;

    /// <inheritdoc/>
    public string DataName => Log.Name;

    /// <inheritdoc/>
    public FitOptions Fit => Options.Fit;

    /// <inheritdoc/>
    public string Unit => "events";

    /// <inheritdoc/>
    public double UnitsPerEpoch => Count(Log.First, LearningEnd);

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [EventsName];

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts =>
    [
        new JobFact("log", $"{FigureText.Count(Log.EventCount)} events of {FigureText.Count(Log.Count)} by '{Log.IdName}', {Log.Format(Log.First)} to {Log.Format(Log.Last)}"),
        new JobFact("fields", string.Join(", ", Design.Fields.Select(f => f.Name))),
        new JobFact("split", $"learned from the {FigureText.Count((long)Count(Log.First, SearchedFrom))} events before {Log.Format(SearchedFrom)}, the rest is searched"),
        new JobFact("labels", Log.LabelName is { } label ? $"'{label}': not seen by the model; the baseline learns from those before {Log.Format(SearchedFrom)}" : "none: nothing can be said about what is missed"),
        new JobFact("model", $"{Design.Cells.Describe()}, score from the surprise of the next event, added up over {FigureText.Number(Options.Memory, 1)} hours"),
        .. Log.Notes.Select(n => new JobFact("note", n)),
    ];

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="log">The events.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">There are too few events.</exception>
    public static EventPlan Make(EventLog log, AnomalyOptions options)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(options);
        if (log.EventCount < FewestEvents)
        {
            throw new DataFormatException($"{log.Name} has {log.EventCount} events, but {FewestEvents} or more are needed: one part is learned from, the rest is searched.");
        }

        // By events, not by the calendar: a log may begin slowly.
        DateTime[] times = [.. Enumerable.Range(0, log.Count).SelectMany(h => log[h].Times.ToArray()).Order()];
        DateTime searched = times[Math.Clamp((int)(options.Learn * times.Length), 1, times.Length - 1)];
        DateTime learning = times[(int)(options.Learn * (1 - ValidationShare) * times.Length)];
        if (times[0] >= searched)
        {
            throw new DataFormatException($"{log.Name}: all events of the part to learn from have one time stamp, so the log can't be divided by time. Pass a larger --learn.");
        }

        CellDesign cells = new CellDesign(CellKind.Lstm, 1, 48, 0, 1, InitialiserKind.Glorot).With(options.Fit);
        EventDesign design = EventDesign.Of(log, searched, cells);
        TrainingChoices training = new TrainingChoices(OptimizerKind.Adam, 5e-3, 0, ScheduleKind.Cosine, 4, 8, 4, 1, null).With(options.Fit);
        return new EventPlan(log, options, learning, searched, design, training);
    }

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        return await ModelFitting.RunAsync<IJobModel>(Fit.Threads, backend =>
        {
            var network = new EventNetwork(Design);
            ModelFitting.Begin(network, backend, Fit.Seed, run, TaskName);
            var encoder = new EventEncoder(Design, Log);
            string fingerprint = $"{Log.Name} {Log.EventCount} {Log.Format(Log.First)} {Log.Format(Log.Last)}";
            var problem = new EventProblem(network, encoder, LearningEnd, SearchedFrom, Piece, Training.Batch, Fit.Seed) { Fingerprint = fingerprint };
            TrainingResult result = ModelFitting.Train(
                backend, problem, Training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0)), run, cancellation);
            EventSurprise[][] surprises = new EventScorer(backend, network).ScoreAll(encoder, CancellationToken.None);
            EventFitted fitted = EventFitted.Of(Log, surprises, SearchedFrom, Options.Rate, Options.Memory);
            var origin = new AnomalyOrigin(Log.Format(Log.First), Log.Format(SearchedFrom), (long)Count(Log.First, SearchedFrom), 1, fingerprint);
            return new EventModel(backend, network, fitted, FitSummary.Of(result, Fit.Seed, network.ParameterCount), origin);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var own = (EventModel)model;
        EventVerdicts verdicts = own.Judge(Log, cancellation);
        JobResult result = EventResult.Of(Log, verdicts, SearchedFrom, own, EventLogistic.Of(Log, Design, SearchedFrom));
        return result with
        {
            Report = EventReport.Make(Log, verdicts, SearchedFrom, own, result, command),
            Files = [JobFile.OfText(EventsName, EventTables.Events(Log, verdicts, own.Design))],
        };
    }

    private double Count(DateTime from, DateTime to)
    {
        double count = 0;
        for (int h = 0; h < Log.Count; h++)
        {
            foreach (DateTime time in Log[h].Times)
            {
                count += time >= from && time < to ? 1 : 0;
            }
        }

        return count;
    }
}
