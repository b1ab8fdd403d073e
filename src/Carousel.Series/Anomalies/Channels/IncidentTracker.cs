namespace Carousel.Anomalies;

/// <summary>Joins anomalies that come one by one to incidents.</summary>
/// <param name="gap">Anomalies with fewer rows between them are one incident.</param>
internal sealed class IncidentTracker(int gap)
{
    private string? _start;
    private long _since;

    /// <summary>Takes a row.</summary>
    /// <param name="isAnomalous">Whether it is an anomaly.</param>
    /// <param name="label">What the row is called.</param>
    /// <returns>The first row of the incident that the row is in, null for a row in none, and whether it begins with
    /// this row.</returns>
    public (string? Start, bool Begins) Take(bool isAnomalous, string label)
    {
        bool begins = isAnomalous && (_start is null || _since >= gap);
        _start = begins ? label : _start;
        _since = isAnomalous ? 0 : _since + 1;
        return (isAnomalous ? _start : null, begins);
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state) => state.Of(ref _start).Of(ref _since);
}
