namespace Carousel.Anomalies;

/// <summary>Decides which rows are anomalies, and with which of them an incident begins.</summary>
/// <remarks>
/// An incident begins above the threshold and continues while scores are near it. A later anomaly of the same channel
/// belongs to it after a pause of up to half its anomalies so far, between an eighth and a quarter of the gap. After a
/// longer pause within the gap only a clearly higher score begins another incident: anomalies come in groups. For
/// another channel the pause is at most an eighth of the gap. A channel that is constant or away begins another
/// incident at once, unless the present incident already has such a channel.
/// </remarks>
/// <param name="gap">Rows.</param>
/// <param name="threshold">The score above which an incident begins.</param>
/// <param name="kept">By how much less it continues; a new incident soon after it needs a score higher by as much.
/// </param>
internal sealed class IncidentTracker(int gap, double threshold, double kept)
{
    private const int Apart = 8, ShareOfGap = 4, ShareOfAnomalies = 2;

    private long _row, _count, _last = long.MinValue / 2;

    // The bitwise complement of the channel once the incident has had a channel that was constant or away.
    private int _channel;

    /// <summary>Takes a row.</summary>
    /// <param name="score">Its score.</param>
    /// <param name="channel">Its oddest channel.</param>
    /// <param name="reason">Why that is odd.</param>
    /// <returns>Whether it is an anomaly, and whether an incident begins with it.</returns>
    public (bool IsAnomalous, bool Begins) Take(
        double score, int channel, ChannelReason reason = ChannelReason.Value)
    {
        long row = _row++, pause = row - _last, most = Math.Max(1, gap / Apart);
        bool isHeld = reason >= ChannelReason.Constant, isSame = channel == Math.Max(_channel, ~_channel);
        most = isSame ? Math.Max(most, Math.Min(gap / ShareOfGap, _count / ShareOfAnomalies))
            : isHeld && _channel >= 0 ? 0 : most;
        if (!(score > threshold + (pause == 1 && most > 0 ? -kept : isSame && pause > most && pause <= gap ? kept : 0)))
        {
            return (false, false);
        }

        bool begins = pause > most;
        _channel = isHeld || (!begins && _channel < 0) ? ~channel : channel;
        (_count, _last) = (begins ? 1 : _count + 1, row);
        return (true, begins);
    }

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state) => state.Of(ref _row).Of(ref _count).Of(ref _last).Of(ref _channel);
}
