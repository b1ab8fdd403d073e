using Carousel.Data;

namespace Carousel.Anomalies;

/// <summary>Alarms compared with labels. An alarm counts for the rows on which it was raised.</summary>
internal static class DetectionMetrics
{
    /// <summary>Labelled ranges that an alarm touches, and ranges of alarms that touch no label.</summary>
    /// <param name="alarms">Ranges of alarms.</param>
    /// <param name="labels">Labelled ranges.</param>
    /// <returns>How many of each.</returns>
    public static (int Found, int False) Incidents(IReadOnlyList<RowRange> alarms, IReadOnlyList<RowRange> labels) =>
        (labels.Count(l => Touches(l, alarms)), alarms.Count(a => !Touches(a, labels)));

    /// <summary>
    /// Range by range: how much of a labelled range is covered, by how few pieces, and how much of an alarm is within
    /// labels.
    /// </summary>
    /// <remarks>
    /// Tatbul et al. 2018, "Precision and recall for time series": flat positional bias, cardinality factor 1 / (ranges
    /// that overlap), no reward for finding a range at all (α = 0); both are means over ranges.
    /// </remarks>
    /// <param name="alarms">Ranges of alarms, without overlap among themselves.</param>
    /// <param name="labels">Labelled ranges, without overlap among themselves.</param>
    /// <returns>The score.</returns>
    public static DetectionScore Ranges(IReadOnlyList<RowRange> alarms, IReadOnlyList<RowRange> labels) => new(
        alarms.Sum(a => Covered(a, labels)) / alarms.Count, labels.Sum(l => Covered(l, alarms)) / labels.Count);

    /// <summary>Runs of rows with an alarm.</summary>
    /// <param name="isAlarm">[n].</param>
    /// <param name="begins">[n]: whether a range begins, the first in any case; null or empty if each run is
    /// one.</param>
    /// <returns>Ranges in order.</returns>
    public static IReadOnlyList<RowRange> RangesOf(ReadOnlySpan<bool> isAlarm, IReadOnlyList<bool>? begins = null)
    {
        List<RowRange> ranges = [];
        for (int r = 0; r < isAlarm.Length; r++)
        {
            if (isAlarm[r])
            {
                if (ranges.Count == 0 || (begins is { Count: > 0 } ? begins[r] : ranges[^1].End < r))
                {
                    ranges.Add(new RowRange(r, r));
                }

                ranges[^1] = new RowRange(ranges[^1].Start, r + 1);
            }
        }

        return ranges;
    }

    private static int Overlap(RowRange a, RowRange b) =>
        Math.Max(0, Math.Min(a.End, b.End) - Math.Max(a.Start, b.Start));

    private static bool Touches(RowRange one, IReadOnlyList<RowRange> others) => others.Any(o => Overlap(one, o) > 0);

    private static double Covered(RowRange one, IReadOnlyList<RowRange> others)
    {
        int[] overlaps = [.. others.Select(o => Overlap(one, o)).Where(rows => rows > 0)];
        return overlaps.Length == 0 ? 0 : overlaps.Sum() / (double)one.Length / overlaps.Length;
    }
}
