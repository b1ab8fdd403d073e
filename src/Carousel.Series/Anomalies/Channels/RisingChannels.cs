using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Anomalies;

/// <summary>Channels that only rise, as the counters of meters do: their rise from row to row is watched.</summary>
internal static class RisingChannels
{
    private const int FewestRises = 20;

    // A meter may stand still at night, and begins again when it is full or replaced.
    private const double LeastRising = 0.2, MostFalling = 0.002;

    /// <summary>The channels of the first rows that only rise.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="rows">How many rows are looked at.</param>
    /// <returns>Their places; null for none.</returns>
    public static int[]? Find(ChannelData data, int rows)
    {
        int[] rising =
        [
            .. Enumerable.Range(0, data.Channels.Count).Where(c =>
            {
                float[] steps = [.. Rises(data.Columns[c]).Take(rows).Where(float.IsFinite)];
                int up = steps.Count(s => s > 0);
                return up >= FewestRises && up >= LeastRising * steps.Length
                    && steps.Count(s => s < 0) <= Math.Max(1, MostFalling * steps.Length);
            }),
        ];
        return rising.Length == 0 ? null : rising;
    }

    /// <summary>The same rows, with the rise of each of these channels instead of its value.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="channels">Their places; null for none.</param>
    public static ChannelData Watched(ChannelData data, IReadOnlyList<int>? channels) => channels is null ? data
        : data with
        {
            Columns = [.. data.Columns.Select((own, c) => channels.Contains(c) ? [.. Rises(own)] : own)],
            Notes = [.. data.Notes, Note([.. channels.Select(c => data.Channels[c])])],
        };

    /// <summary>By how much a channel rose in a row that comes next.</summary>
    /// <param name="before">The last value; overwritten.</param>
    /// <param name="now">The value; NaN for a gap.</param>
    public static float Take(ref float before, float now)
    {
        float rise = MeterRise.Of(before, now);
        before = float.IsNaN(now) ? before : now;
        return rise;
    }

    private static string Note(string[] names) => names.Length == 1
        ? $"'{names[0]}' only rises, as a meter does: its rise from row to row is watched."
        : $"{FigureText.Count(names.Length)} channels only rise, as meters do: their rise from row to row is watched "
            + $"({FigureText.Listed(names, 5)}).";

    private static IEnumerable<float> Rises(IReadOnlyList<float> values)
    {
        float before = float.NaN;
        foreach (float value in values)
        {
            yield return Take(ref before, value);
        }
    }
}
