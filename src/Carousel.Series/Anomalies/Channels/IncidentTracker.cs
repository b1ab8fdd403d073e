namespace Carousel.Anomalies;

/// <summary>Joins anomalies that come one by one to incidents.</summary>
/// <param name="gap">Anomalies with fewer rows between them are one incident; those of two channels, with fewer than an
/// eighth of it.</param>
internal sealed class IncidentTracker(int gap)
{
    private const int Apart = 8;

    private string? _start;
    private long _since;
    private int _channel;

    /// <summary>How many rows without an anomaly end an incident.</summary>
    /// <param name="gap">See the constructor.</param>
    /// <param name="isSameChannel">Whether the anomalies before and after them are of one channel.</param>
    public static int RowsApart(int gap, bool isSameChannel) => isSameChannel ? gap : Math.Max(1, gap / Apart);

    /// <summary>Takes a row.</summary>
    /// <param name="isAnomalous">Whether it is an anomaly.</param>
    /// <param name="channel">Its oddest channel.</param>
    /// <param name="label">What the row is called.</param>
    /// <returns>The first row of the incident that the row is in, null for a row in none, and whether it begins with
    /// this row.</returns>
    public (string? Start, bool Begins) Take(bool isAnomalous, int channel, string label)
    {
        bool begins = isAnomalous && (_start is null || _since >= RowsApart(gap, channel == _channel));
        _start = begins ? label : _start;
        (_since, _channel) = isAnomalous ? (0, channel) : (_since + 1, _channel);
        return (isAnomalous ? _start : null, begins);
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state) => state.Of(ref _start).Of(ref _since).Of(ref _channel);
}
