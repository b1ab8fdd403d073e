namespace Carousel.Forecasting;

/// <summary>The level and spread of a target just before an origin, from only the rows before it.</summary>
internal static class WindowLevel
{
    /// <summary>A window's spread is never taken as less than this share of the series' spread.</summary>
    private const float LeastScale = 0.05f;

    /// <summary>The offset that is subtracted from a window, and the divisor.</summary>
    public static (float Level, float Scale) Of(ForecastDesign design, float[] target, int k, int origin)
    {
        int targets = design.TargetCount;
        int steps = design.LevelSpan;
        switch (design.Normalization)
        {
            case WindowNormalization.Last:
                return (Last(target, targets, k, origin, design.Lookback), 1);
            case WindowNormalization.Mean:
                return (OrZero(Mean(target, targets, k, origin, steps)), 1);
            case WindowNormalization.Standard:
                float mean = OrZero(Mean(target, targets, k, origin, steps));
                return (mean, Math.Max(Deviation(target, targets, k, origin, steps, mean), LeastScale));
            default:
                return (0, 1);
        }
    }

    /// <summary>
    /// A true value as the network's output is: without the level of its window, or a count; NaN where it is missing.
    /// </summary>
    public static float Relative(ForecastDesign design, SeriesFeatures series, int origin, int step, int k)
    {
        (float level, float scale) = Of(design, series.Target, k, origin);
        float value = series.Target[((origin + step) * design.TargetCount) + k];
        return float.IsNaN(value) ? value
            : design.HasDemand ? series.Series[origin + step, k]
            : (value - level) / scale;
    }

    /// <summary>The mean of the known values of the last steps; NaN where none is known.</summary>
    public static float Mean(float[] target, int targets, int k, int origin, int steps)
    {
        double sum = 0;
        int known = 0;
        for (int r = Math.Max(0, origin - steps); r < origin; r++)
        {
            float value = target[(r * targets) + k];
            if (!float.IsNaN(value))
            {
                sum += value;
                known++;
            }
        }

        return known == 0 ? float.NaN : (float)(sum / known);
    }

    private static float Deviation(float[] target, int targets, int k, int origin, int steps, float mean)
    {
        double squares = 0;
        int known = 0;
        for (int r = Math.Max(0, origin - steps); r < origin; r++)
        {
            float value = target[(r * targets) + k];
            if (!float.IsNaN(value))
            {
                squares += ((double)value - mean) * ((double)value - mean);
                known++;
            }
        }

        return known == 0 ? 1 : (float)Math.Sqrt(squares / known);
    }

    private static float Last(float[] target, int targets, int k, int origin, int lookback)
    {
        for (int r = origin - 1; r >= Math.Max(0, origin - lookback); r--)
        {
            float value = target[(r * targets) + k];
            if (!float.IsNaN(value))
            {
                return value;
            }
        }

        return 0;
    }

    private static float OrZero(float value) => float.IsNaN(value) ? 0 : value;
}
