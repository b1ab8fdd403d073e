using Carousel.Boosting;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>
/// Values fitted in addition to the network: the normal values, and the threshold of anomalies. Stored in the model
/// file.
/// </summary>
/// <param name="Rate">The rate of false alarms that was asked for.</param>
/// <param name="MemoryHours">Hours over which the surprise of an entity's events adds up.</param>
/// <param name="Means">[fields]: usual surprise of a field in the learning part.</param>
/// <param name="Threshold">Of the score of an event.</param>
internal sealed record EventFitted(double Rate, double MemoryHours, IReadOnlyList<double> Means, double Threshold)
{
    /// <summary>Scores between these quantiles are usual also if some of the events learned from are not.</summary>
    private const double Low = 0.5, High = 0.9;

    // Without this bound, usual events after an attack had the highest scores.
    private const double UsualTaken = 2;

    private RegressionTree[] _trees = [];

    /// <summary>How much of an event's surprise it takes over from earlier events at most; null for any.</summary>
    /// <remarks>Files of earlier builds have no bound.</remarks>
    public double? MostTaken { get; init; }

    /// <summary>What gives the scores.</summary>
    public EventScoring Scoring { get; init; }

    /// <summary>[fields][K]: how often values occur in the learning part; none where the network gives the scores.
    /// </summary>
    /// <remarks>Files of earlier builds have neither counts nor trees.</remarks>
    public IReadOnlyList<double[]> Counts { get; init => field = value ?? []; } = [];

    /// <summary>The trees that learned the labels, as <see cref="TreeNumbers.Written"/> gives them.</summary>
    public float[] Trees { get; init => field = value ?? []; } = [];

    /// <summary>Fits a score without labels.</summary>
    /// <param name="encoder">Knows the codes of the log.</param>
    /// <param name="network">The surprises of the network.</param>
    /// <param name="learningEnd">Where the events end that are learned from.</param>
    /// <param name="open">Rate, memory and kind of score.</param>
    internal static EventFitted Of(
        EventEncoder encoder, EventSurprise[] network, DateTime learningEnd, EventFitted open)
    {
        int[] learned = encoder.Log.PlacesWhere(t => t < learningEnd);
        open = open with
        {
            MostTaken = UsualTaken,
            Means = new double[encoder.Design.Fields.Count],
            Counts = open.Scoring == EventScoring.Network ? [] : EventProfile.CountsOf(encoder, learningEnd),
        };
        EventSurprise[] surprises = open.Judge(encoder, network).Surprises;
        open = open with
        {
            Means =
            [
                .. open.Means.Select((_, f) => learned.Sum(i => surprises[i].Fields[f]) / Math.Max(1, learned.Length)),
            ],
        };
        double[] scores = open.Judge(encoder, network).Scores;

        // The network is less surprised by the events that it was trained on.
        double seen = open.Scoring == EventScoring.Network ? 1 - EventPlan.ValidationShare : 0;
        IEnumerable<int> judged = learned.OrderBy(i => encoder.Log.AllTimes[i]).Skip((int)(seen * learned.Length));
        return open with { Threshold = ThresholdOf([.. judged.Select(i => scores[i]).Order()], open.Rate) };
    }

    /// <summary>Whether the numbers fit a design; checks data from a file.</summary>
    internal bool Fits(EventDesign design)
    {
        int fields = design.Fields.Count;
        _trees = Scoring == EventScoring.Labels ? TreeNumbers.Parse(Trees, RowSize(fields) - 1) ?? [] : [];
        return Means.Count == fields && Means.All(double.IsFinite) && MemoryHours >= 0 && Enum.IsDefined(Scoring)
            && (Scoring == EventScoring.Network || (Counts.Count == fields
                && Counts.Zip(design.Fields).All(c => c.First.Length == c.Second.Size && c.First.All(n => n >= 1))))
            && (Scoring != EventScoring.Labels || _trees.Length > 0);
    }

    /// <summary>Judges all events of a log, in its order.</summary>
    /// <param name="encoder">Knows the codes of the log.</param>
    /// <param name="network">The surprises of the network.</param>
    internal (double[] Scores, EventSurprise[] Surprises) Judge(EventEncoder encoder, EventSurprise[] network)
    {
        var (scores, surprises) = (new double[network.Length], new EventSurprise[network.Length]);
        foreach ((int place, EventSurprise surprise, float[] row) in Rows(encoder, network))
        {
            (scores[place], surprises[place]) = (ScoreOf(row), surprise);
        }

        return (scores, surprises);
    }

    /// <summary>The events of a log, one entity after the other.</summary>
    internal IEnumerable<(int Place, EventSurprise Surprise, float[] Row)> Rows(
        EventEncoder encoder, EventSurprise[] network)
    {
        for (int h = 0; h < encoder.Log.Count; h++)
        {
            EventSequence events = encoder.Log[h];
            var history = new EventHistory(encoder.Design);
            for (int at = 0; at < events.Length; at++)
            {
                int place = events.IndexAt(at);
                (EventSurprise surprise, float[] row) = RowOf(history, encoder, (events, at), network[place]);
                yield return (place, surprise, row);
            }
        }
    }

    /// <summary>An event as the trees see it.</summary>
    /// <param name="history">The entity's events before it; the event is added.</param>
    /// <param name="encoder">Knows its codes.</param>
    /// <param name="told">The event.</param>
    /// <param name="network">The surprise of the network.</param>
    /// <returns>The surprise that counts, and sum, surprise, numbers and codes.</returns>
    internal (EventSurprise Surprise, float[] Row) RowOf(
        EventHistory history, EventEncoder encoder, (EventSequence Events, int At) told, EventSurprise network)
    {
        IReadOnlyList<EventField> fields = encoder.Design.Fields;
        var codes = new int[fields.Count];
        encoder.Encode(told.Events, told.At, codes);
        EventSurprise surprise = Scoring == EventScoring.Network
            ? network
            : EventProfile.Of(Counts, history.Own, codes);
        double usual = Means.Sum(), beyond = surprise.Total - usual;
        var row = new float[RowSize(codes.Length)];
        (int recent, double sum) = history.Add(
            told.Events.Times[told.At], beyond,
            (MostTaken * Math.Max(usual, surprise.Total)) ?? double.PositiveInfinity, MemoryHours);
        (row[0], row[1], row[2], row[3]) = ((float)sum, (float)beyond, recent, (float)network.Total);
        for (int f = 0; f < codes.Length; f++)
        {
            (row[4 + (2 * f)], row[5 + (2 * f)]) = (
                fields[f].Kind == EventFieldKind.Number
                    ? told.Events.Number(fields[f].Index)[told.At]
                    : codes[f],
                (float)surprise.Fields[f]);
        }

        return (surprise, row);
    }

    /// <summary>The score of an event.</summary>
    /// <param name="row">That of <see cref="RowOf"/>.</param>
    internal double ScoreOf(float[] row) => Scoring == EventScoring.Labels
        ? Trees[1] + _trees.Sum(tree => tree.Predict(row.AsSpan(1)))
        : row[0];

    /// <summary>The same with trees that learned labels.</summary>
    internal EventFitted With(IReadOnlyList<RegressionTree> trees, double start) => this with
    {
        Scoring = EventScoring.Labels,
        Trees = TreeNumbers.Written(trees, (float)start),
        _trees = [.. trees],
    };

    /// <summary>The field that is furthest from normal.</summary>
    internal int Reason(EventSurprise surprise) =>
        Enumerable.Range(0, Means.Count).MaxBy(f => surprise.Fields[f] - Means[f]);

    /// <summary>Numbers of a row.</summary>
    internal static int RowSize(int fields) => 4 + (2 * fields);

    /// <summary>
    /// The score that a share of ordinary events exceeds: usual scores fall off exponentially. The highest ones are not
    /// looked at, because they may be those of anomalies.
    /// </summary>
    private static double ThresholdOf(double[] sorted, double rate)
    {
        double low = sorted[(int)(Low * (sorted.Length - 1))], high = sorted[(int)(High * (sorted.Length - 1))];
        return high + ((high - low) * Math.Log((1 - High) / rate) / Math.Log((1 - Low) / (1 - High)));
    }
}
