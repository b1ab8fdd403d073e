namespace Carousel.Forecasting;

/// <summary>
/// Errors of forecasts that were made, and answered, before their truth came: over all steps of the horizon.
/// </summary>
/// <remarks>
/// Dawid 1984, "The prequential approach": predicted first, learnt after. It is compared with the last known value as
/// forecast.
/// </remarks>
internal sealed class PrequentialScore
{
    /// <summary>
    /// Forecasts kept waiting for their truth, of each series: with a longer horizon only each second, third, … origin
    /// is scored.
    /// </summary>
    private const int MostOutstanding = 256;

    private readonly ForecastDesign _design;
    private readonly double _level;
    private readonly int _stride;

    public PrequentialScore(ForecastDesign design, double level)
    {
        (_design, _level) = (design, level);
        _stride = (design.Horizon + MostOutstanding - 1) / MostOutstanding;
    }

    /// <summary>
    /// All sums, in a fixed order, for checkpoints: |error|, |error of the last value|, pinball loss, |truth|, values,
    /// values inside the interval, forecasts of the last value.
    /// </summary>
    public double[] Sums { get; } = new double[7];

    /// <summary>Whether a forecast from this origin is scored.</summary>
    public bool Wants(long origin) => origin % _stride == 0;

    /// <summary>A row came that forecasts were made for.</summary>
    /// <param name="outstanding">The forecasts; those whose horizon has passed are removed.</param>
    /// <param name="row">Which row, counted from the beginning of the stream.</param>
    /// <param name="values">Its values; targets come first, NaN is missing.</param>
    public void Add(List<OutstandingForecast> outstanding, long row, ReadOnlySpan<float> values)
    {
        foreach (OutstandingForecast forecast in outstanding)
        {
            long step = row - forecast.Origin;
            for (int k = 0; k < _design.TargetCount && step < _design.Horizon; k++)
            {
                if (!float.IsNaN(values[k]))
                {
                    Add(forecast, ((int)step * _design.TargetCount) + k, k, values[k]);
                }
            }
        }

        outstanding.RemoveAll(forecast => row - forecast.Origin >= _design.Horizon - 1);
    }

    /// <summary>Errors so far; empty where no truth has come.</summary>
    public IReadOnlyDictionary<string, double> Metrics => Sums[4] == 0
        ? new Dictionary<string, double>()
        : new Dictionary<string, double>
        {
            ["mae"] = Sums[0] / Sums[4],
            ["wql"] = 2 * Sums[2] / _design.Quantiles.Count / Sums[3],
        };

    /// <summary>Errors of the last value.</summary>
    public IReadOnlyDictionary<string, double> BaselineMetrics =>
        Sums[6] == 0
            ? new Dictionary<string, double>()
            : new Dictionary<string, double> { ["mae"] = Sums[1] / Sums[6] };

    /// <summary>Share of true values inside the interval.</summary>
    public IReadOnlyDictionary<double, double> Coverage =>
        Sums[4] == 0
            ? new Dictionary<double, double>()
            : new Dictionary<double, double> { [_level] = Sums[5] / Sums[4] };

    private void Add(OutstandingForecast forecast, int cell, int k, float truth)
    {
        IReadOnlyList<double> shares = _design.Quantiles;
        Span<double> quantiles = stackalloc double[shares.Count];
        for (int q = 0; q < quantiles.Length; q++)
        {
            quantiles[q] = forecast.Quantiles[(cell * quantiles.Length) + q];
            double error = truth - quantiles[q];
            Sums[2] += Math.Max(shares[q] * error, (shares[q] - 1) * error);
        }

        double low = QuantileScale.Value(shares, quantiles, (100 - _level) / 200),
            high = QuantileScale.Value(shares, quantiles, (100 + _level) / 200);
        Sums[0] += Math.Abs(truth - QuantileScale.Value(shares, quantiles, 0.5));
        Sums[3] += Math.Abs((double)truth);
        Sums[4]++;
        Sums[5] += truth >= low && truth <= high ? 1 : 0;
        if (!float.IsNaN(forecast.Last[k]))
        {
            Sums[1] += Math.Abs((double)truth - forecast.Last[k]);
            Sums[6]++;
        }
    }
}
