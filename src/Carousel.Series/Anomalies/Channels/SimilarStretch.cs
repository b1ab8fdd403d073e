using Carousel.Data;

namespace Carousel.Anomalies;

/// <summary>The stretch of normal rows that is most similar to the last rows of an incident.</summary>
/// <param name="Start">The first row of the stretch.</param>
/// <param name="Rows">The rows of the incident that it is compared with.</param>
internal sealed record SimilarStretch(int Start, RowRange Rows)
{
    private const int FewestRows = 8, MostRows = 256;

    /// <summary>Searches a channel.</summary>
    /// <param name="values">[n]; NaN is a gap, which counts as the value before it.</param>
    /// <param name="incidents">All incidents.</param>
    /// <param name="incident">The one whose last rows are compared.</param>
    /// <returns>The stretch with the smallest sum of squared differences, the first of equal ones; null if no stretch
    /// of normal rows is as long, or all values there are gaps.</returns>
    public static SimilarStretch? Find(float[] values, IReadOnlyList<RowRange> incidents, RowRange incident)
    {
        int count = Math.Clamp(incident.Length, FewestRows, MostRows), first = incident.End - count, normal = 0;
        float last = float.NaN;
        float[] known = [.. values.Select(v => last = float.IsNaN(v) ? last : v)];
        HashSet<int> odd = [.. incidents.SelectMany(i => Enumerable.Range(i.Start, i.Length))];
        (int start, double least) = (-1, double.PositiveInfinity);
        for (int end = 1; first >= 0 && end <= known.Length; end++)
        {
            normal = odd.Contains(end - 1) ? 0 : normal + 1;
            double sum = normal < count ? double.NaN : 0;
            for (int i = 0; i < count && sum < least; i++)
            {
                sum += Math.Pow(known[end - count + i] - known[first + i], 2);
            }

            (start, least) = sum < least ? (end - count, sum) : (start, least);
        }

        return start < 0 ? null : new SimilarStretch(start, new RowRange(first, incident.End));
    }

    /// <summary>The value of the stretch next to a row of the incident; NaN for another row.</summary>
    /// <param name="values">[n].</param>
    /// <param name="row">A row.</param>
    public double At(float[] values, int row) =>
        row >= Rows.Start && row < Rows.End ? values[Start + row - Rows.Start] : double.NaN;
}
