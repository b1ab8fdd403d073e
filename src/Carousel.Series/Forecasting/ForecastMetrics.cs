namespace Carousel.Forecasting;

/// <summary>
/// Measures of forecasts. Rows whose truth is missing (NaN) are left out; with none left a measure is NaN.
/// </summary>
/// <remarks>
/// Sums run in double, in the order of the rows. Sources: Hyndman and Koehler 2006, "Another look at measures of
/// forecast accuracy" (MAE, RMSE, MASE);
/// Makridakis, Spiliotis and Assimakopoulos 2020, "The M4 competition" (sMAPE); Koenker and Bassett 1978 and Gneiting
/// and Raftery 2007,
/// "Strictly proper scoring rules" (pinball, interval score); Salinas et al. 2020, "DeepAR" (weighted quantile loss).
/// </remarks>
internal static class ForecastMetrics
{
    /// <summary>MAE = mean |y − ŷ|.</summary>
    /// <param name="truth">[rows], NaN is missing.</param>
    /// <param name="forecast">[rows].</param>
    /// <returns>The mean absolute error, in the unit of the data.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double MeanAbsoluteError(ReadOnlySpan<float> truth, ReadOnlySpan<float> forecast) =>
        Average(truth, forecast, forecast, (y, told, _) => Math.Abs(y - told));

    /// <summary>RMSE = √(mean (y − ŷ)²).</summary>
    /// <inheritdoc cref="MeanAbsoluteError"/>
    /// <returns>The root of the mean squared error, in the unit of the data.</returns>
    public static double RootMeanSquaredError(ReadOnlySpan<float> truth, ReadOnlySpan<float> forecast) =>
        Math.Sqrt(Average(truth, forecast, forecast, (y, told, _) => (y - told) * (y - told)));

    /// <summary>
    /// sMAPE = mean 200·|y − ŷ| / (|y| + |ŷ|), 0 … 200; where both are 0 the term is 0. Makridakis et al. 2020, section
    /// 2.
    /// </summary>
    /// <inheritdoc cref="MeanAbsoluteError"/>
    /// <param name="truth">[rows], NaN is missing.</param>
    /// <param name="forecast">[rows].</param>
    /// <param name="offset">What was subtracted from both.</param>
    /// <returns>The symmetric mean absolute percentage error, in percent.</returns>
    public static double SymmetricMeanAbsolutePercentageError(
        ReadOnlySpan<float> truth, ReadOnlySpan<float> forecast, double offset = 0) =>
        Average(truth, forecast, forecast, (y, told, _) => Math.Abs(offset + y) + Math.Abs(offset + told) is not 0
            and var size ? 200 * Math.Abs(y - told) / size : 0);

    /// <summary>
    /// The scale of MASE: mean |y(t) − y(t − season)| over the training part. Hyndman and Koehler 2006, section 3.
    /// </summary>
    /// <param name="training">[rows] of one series, NaN is missing.</param>
    /// <param name="season">The season in rows; 1 without a season.</param>
    /// <returns>The scale; NaN where no two values are one season apart.</returns>
    public static double SeasonalNaiveScale(ReadOnlySpan<float> training, int season)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(season, 1);
        (double sum, int count) = (0, 0);
        for (int t = season; t < training.Length; t++)
        {
            double difference = Math.Abs((double)training[t] - training[t - season]);
            (sum, count) = double.IsNaN(difference) ? (sum, count) : (sum + difference, count + 1);
        }

        return sum / count;
    }

    /// <summary>MASE = MAE / scale.</summary>
    /// <inheritdoc cref="MeanAbsoluteError"/>
    /// <param name="truth">[rows], NaN is missing.</param>
    /// <param name="forecast">[rows].</param>
    /// <param name="scale">What <see cref="SeasonalNaiveScale"/> gave.</param>
    /// <returns>The mean absolute scaled error: below 1 is better than the seasonal naive forecast was in
    /// training.</returns>
    public static double MeanAbsoluteScaledError(
        ReadOnlySpan<float> truth, ReadOnlySpan<float> forecast, double scale) =>
        scale > 0 ? MeanAbsoluteError(truth, forecast) / scale : double.NaN;

    /// <summary>Pinball loss of a quantile: mean of τ·(y − q) where y ≥ q, and (1 − τ)·(q − y) elsewhere.</summary>
    /// <inheritdoc cref="MeanAbsoluteError"/>
    /// <param name="truth">[rows], NaN is missing.</param>
    /// <param name="quantile">[rows], the forecast of the quantile.</param>
    /// <param name="level">τ, between 0 and 1.</param>
    /// <returns>The mean loss, in the unit of the data.</returns>
    public static double PinballLoss(ReadOnlySpan<float> truth, ReadOnlySpan<float> quantile, double level) => Average(
        truth, quantile, quantile, (y, told, _) => Math.Max(level * (y - told), (level - 1) * (y - told)));

    /// <summary>
    /// Weighted quantile loss: the mean over levels of 2·Σ pinball / Σ |y|. Salinas et al. 2020, section 4.
    /// </summary>
    /// <param name="truth">[rows], NaN is missing.</param>
    /// <param name="quantiles">A forecast [rows] for each level.</param>
    /// <param name="levels">τ of each forecast, between 0 and 1.</param>
    /// <param name="offset">What was subtracted from all of them.</param>
    /// <returns>The loss, without unit; with only the median it is Σ|y − ŷ| / Σ|y|.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double WeightedQuantileLoss(
        ReadOnlySpan<float> truth, IReadOnlyList<float[]> quantiles, IReadOnlyList<double> levels,
        double offset = 0)
    {
        double sum = 0, size = Average(truth, truth, truth, (y, _, _) => Math.Abs(offset + y));
        for (int k = 0; k < levels.Count; k++)
        {
            sum += 2 * PinballLoss(truth, quantiles[k], levels[k]) / size;
        }

        return sum / levels.Count;
    }

    /// <summary>The share of rows whose true value is in the interval, its ends included.</summary>
    /// <param name="truth">[rows], NaN is missing.</param>
    /// <param name="lower">[rows].</param>
    /// <param name="upper">[rows].</param>
    /// <returns>0 … 1.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Coverage(ReadOnlySpan<float> truth, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper) =>
        Average(truth, lower, upper, (y, low, high) => y >= low && y <= high ? 1 : 0);

    /// <summary>The mean width of an interval, u − l.</summary>
    /// <param name="lower">[rows].</param>
    /// <param name="upper">[rows].</param>
    /// <returns>The width, in the unit of the data.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Width(ReadOnlySpan<float> lower, ReadOnlySpan<float> upper) =>
        Average(lower, lower, upper, (_, low, high) => high - low);

    /// <summary>
    /// Interval score: mean of (u − l) + 2/α·(l − y) where y is below, + 2/α·(y − u) where it is above. Gneiting and
    /// Raftery 2007, equation 43.
    /// </summary>
    /// <inheritdoc cref="Coverage"/>
    /// <param name="truth">[rows], NaN is missing.</param>
    /// <param name="lower">[rows].</param>
    /// <param name="upper">[rows].</param>
    /// <param name="coverage">1 − α: the share that the interval should cover, such as 0.8.</param>
    /// <returns>The score, in the unit of the data; less is better.</returns>
    public static double IntervalScore(
        ReadOnlySpan<float> truth, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper, double coverage)
    {
        double penalty = 2 / (1 - coverage);
        return Average(truth, lower, upper, (y, low, high) =>
            high - low + (penalty * (Math.Max(0, low - y) + Math.Max(0, y - high))));
    }

    // The mean of the terms whose truth is known.
    private static double Average(
        ReadOnlySpan<float> truth, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper,
        Func<double, double, double, double> term)
    {
        (double sum, int count) = (0, 0);
        for (int t = 0; t < truth.Length; t++)
        {
            (sum, count) = float.IsNaN(truth[t]) ? (sum, count)
                : (sum + term(truth[t], lower[t], upper[t]), count + 1);
        }

        return sum / count;
    }
}
