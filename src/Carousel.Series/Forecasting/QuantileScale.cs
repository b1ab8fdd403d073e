namespace Carousel.Forecasting;

/// <summary>A distribution given by its quantiles: a line between each two of them, continued at both ends.</summary>
internal static class QuantileScale
{
    /// <summary>
    /// Quantiles no further apart than this share of the distance of the outermost are taken as equal.
    /// </summary>
    private const double Flat = 0.02;

    /// <summary>The value at a share.</summary>
    /// <param name="shares">[Q], ascending, inside (0, 1).</param>
    /// <param name="values">[Q], not falling.</param>
    /// <param name="share">0 … 1.</param>
    public static double Value(IReadOnlyList<double> shares, ReadOnlySpan<double> values, double share)
    {
        int last = values.Length - 1;
        if (last == 0)
        {
            return values[0];
        }

        if (share <= shares[0])
        {
            return values[0] - ((shares[0] - share) / shares[0] * (values[1] - values[0]));
        }

        if (share >= shares[last])
        {
            return values[last] + ((share - shares[last]) / (1 - shares[last]) * (values[last] - values[last - 1]));
        }

        int above = 1;
        while (shares[above] < share)
        {
            above++;
        }

        double part = (share - shares[above - 1]) / (shares[above] - shares[above - 1]);
        return values[above - 1] + (part * (values[above] - values[above - 1]));
    }

    /// <summary>
    /// Sets the lowest quantiles to exactly equal values if they differ only by rounding of 0, so that a sum of zeros
    /// is zero.
    /// </summary>
    /// <param name="values">[Q], not falling.</param>
    /// <returns>A copy.</returns>
    public static double[] Flattened(ReadOnlySpan<double> values)
    {
        double near = Flat * (values[^1] - values[0]);
        double[] flat = values.ToArray();
        for (int q = 1; q < flat.Length && Math.Abs(values[0]) <= near && flat[q] <= near; q++)
        {
            flat[q] = flat[0];
        }

        return flat;
    }

    /// <summary>
    /// The shares that a value may have: a whole stretch where two quantiles or more equal it, from 0 or to 1 where the
    /// outermost is among them; else only <see cref="Share"/>.
    /// </summary>
    /// <param name="shares">[Q], ascending, inside (0, 1).</param>
    /// <param name="values">[Q], not falling.</param>
    /// <param name="value">Any value.</param>
    public static (double From, double To) Stretch(
        IReadOnlyList<double> shares, ReadOnlySpan<double> values, double value)
    {
        int last = values.Length - 1;
        double near = Flat * (values[last] - values[0]);
        int first = 0, end = last;
        while (first <= last && values[first] < value - near)
        {
            first++;
        }

        while (end >= 0 && values[end] > value + near)
        {
            end--;
        }

        if (first >= end)
        {
            double share = Share(shares, values, value);
            return (share, share);
        }

        return (first == 0 ? 0 : shares[first], end == last ? 1 : shares[end]);
    }

    /// <summary>The share at a value: the inverse of <see cref="Value"/>, kept inside 0 … 1.</summary>
    /// <param name="shares">[Q], ascending, inside (0, 1).</param>
    /// <param name="values">[Q], not falling.</param>
    /// <param name="value">Any value.</param>
    public static double Share(IReadOnlyList<double> shares, ReadOnlySpan<double> values, double value)
    {
        int last = values.Length - 1;
        if (last == 0)
        {
            return value < values[0] ? 0.25 : 0.75;
        }

        if (value <= values[0])
        {
            double width = values[1] - values[0];
            return width <= 0 ? shares[0] / 2 : Math.Max(0, shares[0] * (1 - ((values[0] - value) / width)));
        }

        if (value >= values[last])
        {
            double width = values[last] - values[last - 1];
            return width <= 0
                ? (1 + shares[last]) / 2
                : Math.Min(1, shares[last] + ((1 - shares[last]) * (value - values[last]) / width));
        }

        int above = 1;
        while (values[above] < value)
        {
            above++;
        }

        double step = values[above] - values[above - 1];
        return step <= 0
            ? shares[above]
            : shares[above - 1] + ((value - values[above - 1]) / step * (shares[above] - shares[above - 1]));
    }
}
