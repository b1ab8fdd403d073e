namespace Carousel.Anomalies;

/// <summary>Decides which rows are anomalies, and with which of them an incident begins.</summary>
/// <remarks>
/// An incident begins above the threshold and continues while scores are near it. A later anomaly of the same channel
/// belongs to it after a pause of up to half its anomalies so far, at least an eighth of the gap and at most the gap.
/// After a longer pause within the gap only a clearly higher score begins another incident: anomalies come in groups.
/// For another channel the pause is at most an eighth of the gap.
/// </remarks>
/// <param name="gap">Rows.</param>
/// <param name="threshold">The score above which an incident begins.</param>
/// <param name="kept">By how much less it continues; a new incident soon after it needs a score higher by as much.
/// </param>
internal sealed class IncidentTracker(int gap, double threshold, double kept)
{
    private const int Apart = 8, ShareOfAnomalies = 2;

    private long _row, _count, _last = long.MinValue / 2;
    private int _channel;

    /// <summary>Takes a row.</summary>
    /// <param name="score">Its score.</param>
    /// <param name="channel">Its oddest channel.</param>
    /// <returns>Whether it is an anomaly, and whether an incident begins with it.</returns>
    public (bool IsAnomalous, bool Begins) Take(double score, int channel)
    {
        long row = _row++, pause = row - _last, most = Math.Max(1, gap / Apart);
        bool isSame = channel == _channel;
        most = isSame ? Math.Max(most, Math.Min(gap, _count / ShareOfAnomalies)) : most;
        if (!(score > threshold + (pause == 1 ? -kept : isSame && pause > most && pause <= gap ? kept : 0)))
        {
            return (false, false);
        }

        (_count, _last, _channel) = (pause > most ? 1 : _count + 1, row, channel);
        return (true, pause > most);
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state) => state.Of(ref _row).Of(ref _count).Of(ref _last).Of(ref _channel);
}
