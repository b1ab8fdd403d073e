using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>
/// A search for anomalies in a log of events by entity, before its training. The network does not see labels; those of
/// the earlier part choose what gives the scores.
/// </summary>
public sealed class EventPlan : JobPlan<EventModel>
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "anomaly-events";

    internal const string EventsName = "scores.csv";

    /// <summary>The share of the learning part that the network is not trained on.</summary>
    internal const double ValidationShare = 0.2;

    private const string AnomaliesName = "anomalies.csv";

    private const double UsualRate = 0.001;
    private const int FewestEvents = 40;
    private const double EvenShare = 0.8;

    private static readonly TrainingChoices _choices = new(
        OptimizerKind.Adam, LearningRate: 5e-3, WeightDecay: 0, Batch: 4, Epochs: 8, Patience: 4, ClipNorm: 1);

    private EventPlan(
        EventLog log, AnomalyOptions options, DateTime learningEnd, DateTime validationEnd, EventDesign design)
        : base(options.Fit, _choices.With(options.Fit)) =>
        (Log, Options, LearningEnd, SearchedFrom, Design, Missing) =
            (log, options, learningEnd, validationEnd, design, options.Cells.Missing);

    /// <summary>The events.</summary>
    public EventLog Log { get; }

    /// <summary>What was asked for.</summary>
    public AnomalyOptions Options { get; }

    /// <summary>
    /// When the events end that the network is trained on; those up to <see cref="SearchedFrom"/> say when to stop.
    /// </summary>
    public DateTime LearningEnd { get; }

    /// <summary>When the part begins that is searched.</summary>
    public DateTime SearchedFrom { get; }

    /// <summary>The network, and how events become codes.</summary>
    internal EventDesign Design { get; }

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override string Verb => ChannelPlan.TaskName;

    /// <inheritdoc/>
    public override string DataName => Log.Name;

    /// <inheritdoc/>
    public override string Unit => "events";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => CountBefore(LearningEnd);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [EventsName, AnomaliesName];

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        new(
            "log",
            $"{FigureText.Count(Log.EventCount)} events of {FigureText.Count(Log.Count)} by "
            + $"'{Log.IdName}', {Log.Format(Log.First)} to {Log.Format(Log.Last)}"),
        new("fields", string.Join(", ", Design.Fields.Select(f => f.Name))),
        new(
            "split",
            $"learned from the {FigureText.Count(CountBefore(SearchedFrom))} events before {Log.Format(SearchedFrom)}, "
            + "the rest is searched"),
        new(
            "labels",
            Log.LabelName is not { } label ? "none: missed anomalies can't be counted"
                : EventChoice.HasLabels(Log, SearchedFrom)
                    ? $"'{label}': those before the searched part choose the score"
                        + (Options.Rate is null ? " and its threshold" : "")
                    : $"'{label}': used only for the evaluation"),
        new(
            "model",
            $"{Design.Cells.Describe()}, frequencies of each entity; surprise is added up over "
            + $"{FigureText.Number(Options.Memory, 1)} hours"),
        .. JobFact.Notes(Log.Notes),
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
            throw new DataFormatException(
                $"{log.Name} has {FigureText.Counted(log.EventCount, "event")}, but {FewestEvents} or more are needed: "
                + "one part for training, the rest to search.");
        }

        options.RequireTraining();
        if (options.Rate is { } rate && AlarmRate.Of(rate).ShareOfRows is null)
        {
            throw options.Wrong(
                $"{{Rate}} of a log is a share of its events, such as {UsualRate}, but is {rate}.");
        }

        // By events, not by the calendar: a log may begin slowly.
        DateTime[] times = [.. log.AllTimes.Order()];
        DateTime searched = times[Math.Clamp((int)(options.Learn * times.Length), 1, times.Length - 1)];
        DateTime learning = times[(int)(options.Learn * (1 - ValidationShare) * times.Length)];
        if (times[0] >= learning)
        {
            OptionSentence larger = times[0] == times[^1] ? (OptionSentence)"" : ", or pass a larger {Learn}";
            throw options.Unfit(
                $"{log.Name}: all training events have the same time stamp in column '{log.TimeName}', so the log "
                + $"cannot be split by time. Correct the times{larger}.");
        }

        CellDesign cells = new CellDesign(CellKind.Lstm, 1, 48, 0, 1, InitializerKind.Glorot).With(options.Fit);
        return new EventPlan(log, options, learning, searched, EventDesign.Of(log, searched, cells));
    }

    /// <summary>
    /// Whether a file is a log of events: one was asked for, or several entities have events with categories at uneven
    /// times. A pipe, which can be read only once, is a log only if one was asked for.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What was asked for.</param>
    public static bool IsLog(string path, AnomalyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.IsLog || options.Targets is not null || options.Every is not null
            || new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            return options.IsLog;
        }

        try
        {
            using TextReader reader = TextFile.Open(path);
            EventReadOptions reading = options.EventReading;
            using var file = CsvFile.Open(
                reader, path, reading.Delimiter, reading.DecimalSeparator, new BadRows(path, reading));
            var layout = new EventLayout(path, file, reading);
            (string Id, DateTime Time)[] rows =
                [.. file.Sample.Select(row => (row.Cells[layout.Id], layout.ReadTime(row, null)))];
            IGrouping<string, (string Id, DateTime Time)>[] entities = [.. rows.GroupBy(r => r.Id)];
            TimeSpan[] gaps =
            [
                .. entities.SelectMany(own => own.Skip(1).Zip(own, (later, row) => later.Time - row.Time)),
            ];

            // Rows of devices at a fixed rate are channels, even if a few are missing or the clock jitters.
            TimeSpan middle = gaps.Order().ElementAtOrDefault(gaps.Length / 2);
            return layout.Categories is [var named, ..]
                && file.Sample.All(row => row.Cells[named].Length > 0)
                && entities.Length > 1 && gaps.Length >= entities.Length
                && 2 * gaps.CountBy(gap => gap).Max(gap => gap.Value) < gaps.Length
                && (layout.NumberColumns.Length == 0 || middle >= TimeSpan.FromDays(1)
                    || gaps.Count(gap => 2 * (gap - middle).Duration() <= middle) < EvenShare * gaps.Length);
        }
        catch (DataFormatException)
        {
            // The reader of channels explains what is wrong.
            return false;
        }
    }

    /// <inheritdoc/>
    private protected override Fitted<EventModel> Train(JobFitting fitting)
    {
        EventNetwork network = fitting.Begin(new EventNetwork(Design));
        var encoder = new EventEncoder(Design, Log);
        string fingerprint = $"{Log.Name} {Log.EventCount} {Log.Format(Log.First)} {Log.Format(Log.Last)}";
        var problem = new EventProblem(
            network, encoder, LearningEnd, SearchedFrom, Training.Batch, Fit.Seed, fingerprint);
        FitSummary summary = fitting.Train(problem, baseline: problem.Baseline);
        EventSurprise[] surprises = Inference.Run(
            fitting.Backend, tape => EventScorer.Of(tape, network, encoder, CancellationToken.None));
        double rate = AlarmRate.Of(Options.Rate).ShareOfRows ?? UsualRate;
        EventFitted fitted = new EventChoice(encoder, surprises, LearningEnd, SearchedFrom)
            .Of(new EventFitted(rate, Options.Memory, [], 0), Options.Rate is not null, fitting.Cancellation);
        var origin = new AnomalyOrigin(
            Log.Format(Log.First), Log.Format(SearchedFrom), CountBefore(SearchedFrom), 1, fingerprint);
        return Fitted(new EventModel(fitting.Backend, network, fitted, summary, origin));
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<EventModel> fitted, CancellationToken cancellation)
    {
        EventVerdicts verdicts = fitted.Model.Judge(Log, cancellation);
        var tables = new EventTables(Log, verdicts, Design);
        return EventResult.Of(Log, verdicts, SearchedFrom, fitted.Model) with
        {
            Page = new EventReport(Log, verdicts, SearchedFrom, Design).Page(),
            Files =
            [
                JobFile.OfText(EventsName, tables.Events()),
                JobFile.OfText(AnomaliesName, tables.Events(verdicts.Clearest(
                    Log.PlacesWhere(t => t >= SearchedFrom).Where(i => verdicts.IsAnomalous[i])))),
            ],
        };
    }

    private int CountBefore(DateTime time) => Log.AllTimes.Count(t => t < time);
}
