namespace Carousel.Forecasting;

/// <summary>The level and spread of a target just before an origin, from only the rows before it.</summary>
internal static class WindowLevel
{
    /// <summary>What is subtracted from a window.</summary>
    public static float Of(ForecastDesign design, float[] target, int k, int origin) => design.Normalization switch
    {
        WindowNormalization.Last => Last(target, design.TargetCount, k, origin, design.Lookback),
        WindowNormalization.Mean => OrZero(Mean(target, design.TargetCount, k, origin, design.LevelSpan)),
        _ => 0,
    };

    /// <summary>
    /// A true value as the network's output is: without the level of its window, or a count; NaN where it is missing.
    /// </summary>
    public static float Relative(ForecastDesign design, SeriesFeatures series, int origin, int step, int k)
    {
        float value = series.Target[((origin + step) * design.TargetCount) + k];
        return float.IsNaN(value) ? value
            : design.HasDemand ? series.Series[origin + step, k]
            : value - Of(design, series.Target, k, origin);
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
