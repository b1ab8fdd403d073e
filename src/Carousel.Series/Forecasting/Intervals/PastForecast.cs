namespace Carousel.Forecasting;

/// <summary>
/// A forecast whose truth has come: what its intervals were before they were adapted, in the network's scale.
/// </summary>
/// <param name="Origin">The first row of its horizon.</param>
/// <param name="Middles">[H, K]: the medians.</param>
/// <param name="Ends">[H, K, L, 2]: the ends of the interval of each level.</param>
/// <param name="Truth">[H, K]: what came; NaN where it is missing, or does not count.</param>
internal sealed record PastForecast(long Origin, float[] Middles, float[] Ends, float[] Truth)
{
    /// <summary>The mean absolute error of the known values; NaN where none is known.</summary>
    public double Error => Middles.Zip(Truth, (middle, truth) => Math.Abs((double)truth - middle))
        .Where(error => !double.IsNaN(error)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The forecast of a window.</summary>
    /// <param name="design">Targets, horizon and intervals.</param>
    /// <param name="table">The quantiles.</param>
    /// <param name="window">Which window of the table.</param>
    /// <param name="series">The series.</param>
    /// <param name="origin">The first row of the horizon, all of whose rows have come.</param>
    public static PastForecast Of(
        ForecastDesign design, QuantileTable<Stage.Calibrated> table, int window, SeriesFeatures series, int origin)
    {
        int H = design.Horizon, K = design.TargetCount, L = design.Intervals.Count;
        var past = new PastForecast(origin, new float[H * K], new float[H * K * L * 2], new float[H * K]);
        for (int cell = 0; cell < H * K; cell++)
        {
            (int t, int k) = (cell / K, cell % K);
            past.Middles[cell] = (float)table.MedianOf(window, t, k);
            past.Truth[cell] = series.Series.WeightAt(origin + t) == 0
                ? float.NaN
                : WindowLevel.Relative(design, series, origin, t, k);
            for (int l = 0; l < L; l++)
            {
                (double low, double high) = table.Interval(window, t, k, design.Intervals[l]);
                past.Ends[((cell * L) + l) * 2] = (float)low;
                past.Ends[(((cell * L) + l) * 2) + 1] = (float)high;
            }
        }

        return past;
    }
}
