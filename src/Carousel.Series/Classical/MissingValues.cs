namespace Carousel.Classical;

/// <summary>Replaces missing values for methods that need a complete series.</summary>
internal static class MissingValues
{
    /// <summary>
    /// Interpolates linearly; the first and the last finite value continue outwards. With a season and at least two
    /// seasons of values, the seasonally adjusted series is interpolated, so that a gap keeps its seasonal shape.
    /// </summary>
    /// <param name="values">The values, at least one of them finite.</param>
    /// <param name="season">Steps per season; 1 for none.</param>
    public static double[] Fill(ReadOnlySpan<double> values, int season)
    {
        double[] filled = Interpolate(values);
        if (season < 2 || values.Length < 2 * season || values.ToArray().All(double.IsFinite))
        {
            return filled;
        }

        double[] seasonal = SeasonalTrend.Decompose(filled, season, SeasonalTrendOptions.Long).Seasonal[0];
        double[] adjusted = new double[filled.Length];
        for (int t = 0; t < adjusted.Length; t++)
        {
            adjusted[t] = double.IsFinite(values[t]) ? values[t] - seasonal[t] : double.NaN;
        }

        adjusted = Interpolate(adjusted);
        for (int t = 0; t < adjusted.Length; t++)
        {
            filled[t] = double.IsFinite(values[t]) ? values[t] : adjusted[t] + seasonal[t];
        }

        return filled;
    }

    private static double[] Interpolate(ReadOnlySpan<double> values)
    {
        double[] filled = values.ToArray();
        int last = -1;
        for (int t = 0; t <= filled.Length; t++)
        {
            if (t < filled.Length && !double.IsFinite(filled[t]))
            {
                continue;
            }

            for (int gap = last + 1; gap < t; gap++)
            {
                double share = (gap - last) / (double)(t - last);
                filled[gap] = last < 0 ? filled[t]
                    : t == filled.Length ? filled[last]
                    : filled[last] + (share * (filled[t] - filled[last]));
            }

            last = t;
        }

        return filled;
    }
}
