namespace Carousel.Report;

/// <summary>How often values fall between edges: the forget gates' time constants in hours.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="Edges">The edges of the bins, ascending, one more than there are counts.</param>
/// <param name="Counts">The number of values in each bin.</param>
internal sealed record Histogram(string Title, IReadOnlyList<double> Edges, IReadOnlyList<long> Counts) : Chart(Title)
{
    /// <summary>What is counted, such as <c>units</c>.</summary>
    public string CountName { get; init; } = "";

    /// <summary>Whether the axis of the edges is logarithmic; edges must then be above zero.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Counts values into bins of equal width, or of equal ratio where the axis is logarithmic.</summary>
    /// <param name="title">What the chart shows.</param>
    /// <param name="values">The values; those that are not finite are left out, and on a logarithmic axis those not
    /// above zero.</param>
    /// <param name="bins">How many bins, 1 or more.</param>
    /// <param name="isLogarithmic">Whether the axis is logarithmic.</param>
    /// <returns>The chart; a value on an edge counts to the bin at its right, the largest to the last bin.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer bins than one.</exception>
    public static Histogram Of(string title, IReadOnlyList<double> values, int bins, bool isLogarithmic = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        double[] kept = [.. values.Where(value => double.IsFinite(value) && (!isLogarithmic || value > 0))];
        if (kept.Length == 0)
        {
            return new Histogram(title, [], []) { IsLogarithmic = isLogarithmic };
        }

        double[] edges = EdgesOf(kept.Min(), kept.Max(), bins, isLogarithmic);
        long[] counts = new long[bins];
        foreach (double value in kept)
        {
            int found = Array.BinarySearch(edges, value);
            counts[Math.Clamp(found >= 0 ? found : ~found - 1, 0, bins - 1)]++;
        }

        return new Histogram(title, edges, counts) { IsLogarithmic = isLogarithmic };
    }

    private static double[] EdgesOf(double minimum, double maximum, int bins, bool isLogarithmic)
    {
        if (minimum == maximum)
        {
            // A single value still needs bins with a width; a value above zero keeps its lower edge above zero.
            double half = minimum == 0 ? 0.5 : Math.Abs(minimum) / 2;
            (minimum, maximum) = (minimum - half, maximum + half);
        }

        double[] edges = new double[bins + 1];
        for (int index = 0; index <= bins; index++)
        {
            double share = index / (double)bins;
            edges[index] = isLogarithmic
                ? minimum * Math.Pow(maximum / minimum, share)
                : minimum + ((maximum - minimum) * share);
        }

        (edges[0], edges[bins]) = (minimum, maximum);
        return edges;
    }
}
