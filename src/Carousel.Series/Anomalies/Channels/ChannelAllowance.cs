namespace Carousel.Anomalies;

/// <summary>
/// What a false alarm teaches: as far as this channel was off then, it may be off at that time of the day. Kept in the
/// model file.
/// </summary>
/// <param name="Channel">0 … C − 1.</param>
/// <param name="Hour">0 … 23; null for rows without time stamps, where it holds for all.</param>
/// <param name="IsWeekend">Whether it holds on Saturdays and Sundays, or on all other days.</param>
/// <param name="Score">The highest standardised score without an alarm.</param>
internal sealed record ChannelAllowance(
    int Channel, int? Hour, bool IsWeekend, double Score)
{
    /// <summary>What false alarms allow, one of a channel and kind of time.</summary>
    /// <param name="alarms">The alarms that were marked as false.</param>
    /// <param name="scores">[C][n]: standardised.</param>
    /// <param name="data">The rows.</param>
    /// <param name="threshold">Above which a score is an alarm.</param>
    public static IReadOnlyList<ChannelAllowance> Of(
        IEnumerable<FalseAlarm> alarms, double[][] scores, ChannelData data, double threshold)
    {
        var highest = new SortedDictionary<(int Channel, int Kind), double>();
        foreach (FalseAlarm alarm in alarms)
        {
            for (int r = alarm.First; r <= alarm.Last; r++)
            {
                int oddest = Enumerable.Range(0, scores.Length).MaxBy(c => scores[c][r]);
                for (int c = 0; c < scores.Length; c++)
                {
                    (int, int) place = (c, KindOf(data.StampAt(r)));
                    bool isMeant = alarm.Channel is { } named ? named == c : c == oddest || scores[c][r] > threshold;
                    if (isMeant && scores[c][r] > highest.GetValueOrDefault(place, threshold))
                    {
                        highest[place] = scores[c][r];
                    }
                }
            }
        }

        return
        [
            .. highest.Select(h => new ChannelAllowance(
                h.Key.Channel, h.Key.Kind == 0 ? null : (h.Key.Kind - 1) % 24, h.Key.Kind > 24, h.Value)),
        ];
    }

    /// <summary>Whether the channel exists; checks data from a file.</summary>
    public bool Fits(int channels) =>
        Channel >= 0 && Channel < channels && Hour is null or (>= 0 and < 24) && double.IsFinite(Score);

    /// <summary>Whether a score of a channel does not raise an alarm at a time.</summary>
    /// <param name="channel">Of which channel.</param>
    /// <param name="stamp">The time, if known.</param>
    /// <param name="score">The score.</param>
    public bool Allows(int channel, DateTime? stamp, double score) => channel == Channel && score <= Score
        && (Hour is null || KindOf(stamp) == 1 + Hour + (IsWeekend ? 24 : 0));

    /// <summary>0 without a time; otherwise its hour, which is another one on weekends.</summary>
    private static int KindOf(DateTime? stamp) => stamp is { } time
        ? 1 + time.Hour + (time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 24 : 0)
        : 0;
}
