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
    public static double MeanAbsoluteError(ReadOnlySpan<float> truth, ReadOnlySpan<float> forecast)
    {
        RequireLength(truth, forecast);
        var mean = new Mean();
        for (int t = 0; t < truth.Length; t++)
        {
            mean.Add(Math.Abs((double)truth[t] - forecast[t]), truth[t]);
        }

        return mean.Value;
    }

    /// <summary>RMSE = √(mean (y − ŷ)²).</summary>
    /// <inheritdoc cref="MeanAbsoluteError"/>
    /// <returns>The root of the mean squared error, in the unit of the data.</returns>
    public static double RootMeanSquaredError(ReadOnlySpan<float> truth, ReadOnlySpan<float> forecast)
    {
        RequireLength(truth, forecast);
        var mean = new Mean();
        for (int t = 0; t < truth.Length; t++)
        {
            double error = (double)truth[t] - forecast[t];
            mean.Add(error * error, truth[t]);
        }

        return Math.Sqrt(mean.Value);
    }

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
        ReadOnlySpan<float> truth, ReadOnlySpan<float> forecast, double offset = 0)
    {
        RequireLength(truth, forecast);
        var mean = new Mean();
        for (int t = 0; t < truth.Length; t++)
        {
            double size = Math.Abs(offset + truth[t]) + Math.Abs(offset + forecast[t]);
            double error = Math.Abs((double)truth[t] - forecast[t]);
            mean.Add(size == 0 ? 0 : 200 * error / size, truth[t]);
        }

        return mean.Value;
    }

    /// <summary>
    /// The scale of MASE: mean |y(t) − y(t − season)| over the training part. Hyndman and Koehler 2006, section 3.
    /// </summary>
    /// <param name="training">[rows] of one series, NaN is missing.</param>
    /// <param name="season">The season in rows; 1 without a season.</param>
    /// <returns>The scale; NaN where no two values are one season apart.</returns>
    public static double SeasonalNaiveScale(ReadOnlySpan<float> training, int season)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(season, 1);
        var mean = new Mean();
        for (int t = season; t < training.Length; t++)
        {
            double difference = Math.Abs((double)training[t] - training[t - season]);
            mean.Add(difference, (float)difference);
        }

        return mean.Value;
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
    public static double PinballLoss(ReadOnlySpan<float> truth, ReadOnlySpan<float> quantile, double level)
    {
        RequireLength(truth, quantile);
        RequireShare(level);
        var mean = new Mean();
        for (int t = 0; t < truth.Length; t++)
        {
            double error = (double)truth[t] - quantile[t];
            mean.Add(Math.Max(level * error, (level - 1) * error), truth[t]);
        }

        return mean.Value;
    }

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
        if (quantiles.Count != levels.Count || levels.Count == 0)
        {
            throw new ArgumentException(
                $"quantiles: expected [levels] = [{levels.Count}] forecasts, at least one, but got {quantiles.Count}.",
                nameof(quantiles));
        }

        var size = new Mean();
        foreach (float value in truth)
        {
            size.Add(Math.Abs(offset + value), value);
        }

        double sum = 0;
        for (int k = 0; k < levels.Count; k++)
        {
            sum += 2 * PinballLoss(truth, quantiles[k], levels[k]) / size.Value;
        }

        return sum / levels.Count;
    }

    /// <summary>The share of rows whose true value is in the interval, its ends included.</summary>
    /// <param name="truth">[rows], NaN is missing.</param>
    /// <param name="lower">[rows].</param>
    /// <param name="upper">[rows].</param>
    /// <returns>0 … 1.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Coverage(ReadOnlySpan<float> truth, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper)
    {
        RequireLength(truth, lower);
        RequireLength(truth, upper);
        var mean = new Mean();
        for (int t = 0; t < truth.Length; t++)
        {
            mean.Add(truth[t] >= lower[t] && truth[t] <= upper[t] ? 1 : 0, truth[t]);
        }

        return mean.Value;
    }

    /// <summary>The mean width of an interval, u − l.</summary>
    /// <param name="lower">[rows].</param>
    /// <param name="upper">[rows].</param>
    /// <returns>The width, in the unit of the data.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Width(ReadOnlySpan<float> lower, ReadOnlySpan<float> upper)
    {
        RequireLength(lower, upper);
        var mean = new Mean();
        for (int t = 0; t < lower.Length; t++)
        {
            mean.Add((double)upper[t] - lower[t], lower[t]);
        }

        return mean.Value;
    }

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
        RequireLength(truth, lower);
        RequireLength(truth, upper);
        RequireShare(coverage);
        double penalty = 2 / (1 - coverage);
        var mean = new Mean();
        for (int t = 0; t < truth.Length; t++)
        {
            double below = Math.Max(0, (double)lower[t] - truth[t]);
            double above = Math.Max(0, (double)truth[t] - upper[t]);
            mean.Add((double)upper[t] - lower[t] + (penalty * (below + above)), truth[t]);
        }

        return mean.Value;
    }

    private static void RequireShare(double share)
    {
        if (!(share > 0 && share < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(share), share, $"A level must be between 0 and 1, but is {share}.");
        }
    }

    private static void RequireLength(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException($"The forecast: expected [rows] = [{first.Length}], but got {second.Length}.");
        }
    }

    // A mean of the terms whose truth is known.
    private struct Mean
    {
        private double _sum;
        private int _count;

        public readonly double Value => _count == 0 ? double.NaN : _sum / _count;

        public void Add(double term, float truth)
        {
            if (!float.IsNaN(truth))
            {
                _sum += term;
                _count++;
            }
        }
    }
}
