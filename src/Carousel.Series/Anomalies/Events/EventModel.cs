using System.Globalization;
using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Anomalies;

/// <summary>A fitted detector of surprising events.</summary>
public sealed class EventModel : JobModel, IGraphModel, IInspectable
{
    private readonly AnomalyOrigin _origin;

    internal EventModel(
        CpuBackend backend, EventNetwork network, EventFitted fitted, FitSummary summary, AnomalyOrigin origin)
        : base(backend, network, summary) => (Network, Fitted, _origin) = (network, fitted, origin);

    /// <summary>The network, and how events become codes.</summary>
    internal EventDesign Design => Network.Design;

    /// <summary>What is usual, and from where on a score is an anomaly.</summary>
    internal EventFitted Fitted { get; }

    /// <summary>What tables call the scores.</summary>
    internal string Title => Fitted.Scoring switch
    {
        EventScoring.Network => $"surprise, {Design.Cells.Describe()}",
        EventScoring.Frequencies => EventProfile.Title,
        _ => "boosted trees on labels",
    };

    internal EventNetwork Network { get; }

    /// <inheritdoc/>
    public override string Task => EventPlan.TaskName;

    /// <inheritdoc/>
    public override string PredictionFile => EventPlan.EventsName;

    /// <summary>Loads a detector.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The detector, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing or damaged.</exception>
    public static EventModel Load(string path, int threads = 0) =>
        ModelReading.Load(path, EventPlan.TaskName, threads, reading =>
        {
            EventDesign design = reading.Configuration(SeriesJson.Default.EventDesign);
            EventFitted fitted = reading.Scalers(SeriesJson.Default.EventFitted);
            EventNetwork network = reading.Build(
                design.IsInRange && fitted.Fits(design), design.Cells.Hidden, () => new EventNetwork(design));
            return new EventModel(
                reading.Backend, network, fitted, reading.Summary, reading.Data(SeriesJson.Default.AnomalyOrigin));
        });

    /// <inheritdoc/>
    public override AnswerShare Share => Fitted.Scoring == EventScoring.Network ? AnswerShare.Alone
        : new(0, $"The scores are those of {Title}, not of the network.");

    /// <inheritdoc/>
    public override JobDescription Describe() => new(
    [
        $"watches events by '{Design.IdName}': {string.Join(", ", Design.Fields.Select(f => f.Name))}",
        $"learned from {FigureText.Count(_origin.Rows)} events from {_origin.First} to {_origin.LearnedTo}",
    ],
    ModelDescription.Of(Design.Cells.Describe(), Networks, Network.MultiplyAdds, Network.Reader.StateSize, "event"));

    /// <summary>Judges the events of a log.</summary>
    /// <param name="log">A log with the model's columns.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The verdict on each event.</returns>
    public EventVerdicts Judge(EventLog log, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        var encoder = new EventEncoder(Design, log);
        (double[] scores, EventSurprise[] surprises) =
            Alone(() => Fitted.Judge(encoder, Surprises(encoder, cancellation)));
        return new EventVerdicts(
            scores, surprises, [.. surprises.Select(Fitted.Reason)], [.. scores.Select(s => s > Fitted.Threshold)])
        {
            Usual = Fitted.Scoring == EventScoring.Labels ? double.NaN : Fitted.Means.Sum(),
        };
    }

    /// <summary>The surprise of the network at each event.</summary>
    internal EventSurprise[] Surprises(EventEncoder encoder, CancellationToken cancellation = default) =>
        EventScorer.Of(Tape, Network, encoder, cancellation);

    /// <summary>Reads the last event of a short history.</summary>
    /// <param name="log">One entity's last events.</param>
    /// <param name="state">The state before the last of them; none before the first. Overwritten with that after
    /// it.</param>
    /// <returns>How surprising it was.</returns>
    internal EventSurprise Step(EventLog log, ref float[] state)
    {
        var batch = new EventBatch(new EventEncoder(Design, log));
        batch.Fill(new EventPiece(log[0], log[0].Length - 1, 1));
        return EventScorer.Of(Tape, Network, batch, ref state)[0];
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        input = input.Kept();
        EventLog log = Read(input);
        EventVerdicts verdicts = Judge(log, cancellation);
        cancellation.ThrowIfCancellationRequested();
        string[] used =
        [
            Design.IdName, Design.TimeName, .. Design.TimeName.Split(','), .. Design.CategoryNames,
            .. Design.NumberNames,
        ];
        var tables = new EventTables(log, verdicts, Design);
        int[] rows = [.. log.Rows().Order()];
        output.Write(DataColumns.Carried(input, used, rows).Beside(tables.Events()));
        return new JobAnswer(
            log.Notes,
            $"{FigureText.Count(verdicts.IsAnomalous.Count(a => a))} of {FigureText.Count(log.EventCount)} events are "
            + "above the threshold.");
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        EventLog log = Read(input);
        if (log.LabelName is null)
        {
            throw new DataFormatException(
                $"{log.Name} has no column of labels, so nothing can be measured. Add a column 'label' with 1 for an "
                + "anomaly and 0 for other events, or use carousel predict.");
        }

        EventVerdicts verdicts = Judge(log, cancellation);
        DateTime from = DateTime.TryParse(_origin.LearnedTo, CultureInfo.InvariantCulture, out DateTime learned)
            && log.Last >= learned && log.Format(log.First) == _origin.First ? learned : log.First;
        return EventResult.Of(log, verdicts, from, this) with
        {
            Facts =
            [
                new("log", $"{FigureText.Count(log.EventCount)} events"), new("measured", $"from {log.Format(from)}"),
                .. JobFact.Notes(log.Notes),
            ],
        };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new EventInspection(Backend, Network, Read);

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs() => [EventGraph.Of(Network)];

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(Design, SeriesJson.Default.EventDesign),
        JsonSerializer.Serialize(_origin, SeriesJson.Default.AnomalyOrigin))
    {
        Scalers = JsonSerializer.Serialize(Fitted, SeriesJson.Default.EventFitted),
    };

    private EventLog Read(JobInput input) =>
        (EventColumns.Of(Design.IdName, Design.TimeName, Design.CategoryNames, Design.NumberNames) with
        {
            Clock = Design.Clock,
        }).Read(input.With(Summary.Missing), label: null);
}
