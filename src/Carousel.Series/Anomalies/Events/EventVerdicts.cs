namespace Carousel.Anomalies;

/// <summary>The verdicts on the events of a log, each list in the order of the log.</summary>
/// <param name="Scores">Surprise beyond the usual, added up over the entity's last hours, in nats.</param>
/// <param name="Surprises">Of the single event.</param>
/// <param name="Reasons">Which field is most beyond the usual.</param>
/// <param name="IsAnomalous">Whether the score is above the threshold.</param>
public sealed record EventVerdicts(
    IReadOnlyList<double> Scores, IReadOnlyList<EventSurprise> Surprises, IReadOnlyList<int> Reasons,
    IReadOnlyList<bool> IsAnomalous)
{
    /// <summary>The usual surprise of an event; NaN where scores are not made of surprise.</summary>
    internal double Usual { get; init; } = double.NaN;

    /// <summary>Whether earlier events contribute more than half of an event's score.</summary>
    internal bool Follows(int place) => Scores[place] > 2 * (Surprises[place].Total - Usual);

    /// <summary>Places of events, the one with the highest score first.</summary>
    internal IEnumerable<int> Clearest(IEnumerable<int> places) => places.OrderByDescending(i => Scores[i]);
}
