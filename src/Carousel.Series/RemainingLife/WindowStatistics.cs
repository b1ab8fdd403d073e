namespace Carousel.RemainingLife;

/// <summary>
/// What a regression sees of a unit up to a record: for each column means and slopes over several look-backs and how
/// far it moved since the beginning; and the unit's age.
/// </summary>
/// <param name="columns">F.</param>
internal sealed class WindowStatistics(int columns)
{
    /// <summary>Records at the beginning that show the unit when it was new.</summary>
    public const int New = 15;

    private const int EachColumn = 6;

    /// <summary>Over how many last records means are taken.</summary>
    public static int[] Means { get; } = [5, 15, 40];

    /// <summary>Over how many last records slopes are taken.</summary>
    public static int[] Slopes { get; } = [20, 50];

    /// <summary>How many numbers a record becomes.</summary>
    public int Count => 1 + (columns * EachColumn);

    /// <summary>Where the mean of a column over the look-back in the middle stands.</summary>
    public static int PlaceOfMean(int column) => 1 + (column * EachColumn) + 1;

    /// <summary>All records of a unit.</summary>
    /// <param name="values">[L, F], standardised.</param>
    /// <param name="ages">[L].</param>
    /// <returns>[L, <see cref="Count"/>].</returns>
    public float[] Of(ReadOnlySpan<float> values, ReadOnlySpan<float> ages)
    {
        int length = ages.Length;
        var rows = new float[length * Count];
        var sums = new double[length + 1];
        var moments = new double[length + 1];
        for (int f = 0; f < columns; f++)
        {
            for (int t = 0; t < length; t++)
            {
                sums[t + 1] = sums[t] + values[(t * columns) + f];
                moments[t + 1] = moments[t] + ((double)t * values[(t * columns) + f]);
            }

            for (int t = 0; t < length; t++)
            {
                Span<float> row = rows.AsSpan((t * Count) + 1 + (f * EachColumn), EachColumn);
                int at = 0;
                foreach (int size in Means)
                {
                    row[at++] = (float)Mean(sums, t, size);
                }

                foreach (int size in Slopes)
                {
                    row[at++] = (float)Slope(sums, moments, t, size);
                }

                row[at] = (float)(Mean(sums, t, New) - (sums[Math.Min(New, t + 1)] / Math.Min(New, t + 1)));
            }
        }

        for (int t = 0; t < length; t++)
        {
            rows[t * Count] = ages[t];
        }

        return rows;
    }

    private static double Mean(double[] sums, int row, int size)
    {
        int first = Math.Max(0, row + 1 - size);
        return (sums[row + 1] - sums[first]) / (row + 1 - first);
    }

    /// <summary>The least-squares slope by record; 0 while fewer than half of the look-back is known.</summary>
    private static double Slope(double[] sums, double[] moments, int row, int size)
    {
        int first = Math.Max(0, row + 1 - size), n = row + 1 - first;
        if (n < size / 2)
        {
            return 0;
        }

        double middle = (first + row) / 2.0, squares = n * (((double)n * n) - 1) / 12;
        return size * (moments[row + 1] - moments[first] - (middle * (sums[row + 1] - sums[first]))) / squares;
    }
}
