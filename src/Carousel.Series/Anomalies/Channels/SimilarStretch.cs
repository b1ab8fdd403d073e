using Carousel.Data;

namespace Carousel.Anomalies;

/// <summary>The stretch of normal rows that is most similar to the last rows of an incident.</summary>
/// <param name="Start">The first row of the stretch.</param>
/// <param name="Rows">The rows of the incident that it is compared with.</param>
internal sealed record SimilarStretch(int Start, RowRange Rows)
{
    private const int FewestRows = 8, MostRows = 256;

    /// <summary>Searches a channel.</summary>
    /// <param name="values">[n]: the channel; a gap repeats the value before.</param>
    /// <param name="incidents">All incidents: the stretch overlaps none of them.</param>
    /// <param name="incident">The rows of the incident; of these the last 256, and at least 8 that end there.</param>
    /// <returns>The stretch with the smallest sum of squared differences; null without enough normal rows.</returns>
    public static SimilarStretch? Find(float[] values, IReadOnlyList<RowRange> incidents, RowRange incident)
    {
        int count = Math.Clamp(incident.Length, FewestRows, MostRows), first = incident.End - count;
        if (first < 0)
        {
            return null;
        }

        // Not scaled: the stretch with the smallest sum is the same in robust units.
        float[] known = [.. values];
        for (int r = 1; r < known.Length; r++)
        {
            known[r] = float.IsNaN(known[r]) ? known[r - 1] : known[r];
        }

        bool[] isOdd = new bool[known.Length];
        foreach (RowRange range in incidents)
        {
            isOdd.AsSpan(range.Start, range.Length).Fill(true);
        }

        (int start, double least, int normal) = (-1, double.PositiveInfinity, 0);
        for (int r = 0; r < known.Length; r++)
        {
            normal = isOdd[r] ? 0 : normal + 1;
            double sum = normal < count ? double.NaN : 0;
            for (int i = 0; i < count && sum < least; i++)
            {
                double difference = known[r - count + 1 + i] - known[first + i];
                sum += difference * difference;
            }

            if (sum < least)
            {
                (start, least) = (r - count + 1, sum);
            }
        }

        return start < 0 ? null : new SimilarStretch(start, new RowRange(first, incident.End));
    }

    /// <summary>The stretch, aligned with the rows of the incident.</summary>
    /// <param name="values">[n]: the channel.</param>
    /// <param name="row">A row of the channel.</param>
    /// <returns>A value of the stretch; NaN outside of the rows that it is compared with.</returns>
    public double At(float[] values, int row) =>
        row >= Rows.Start && row < Rows.End ? values[Start + row - Rows.Start] : double.NaN;
}
