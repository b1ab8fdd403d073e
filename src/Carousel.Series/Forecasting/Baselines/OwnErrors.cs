using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// A baseline that gives one number, with the quantiles of its own errors on the validation part around it: errors of a
/// fit that had learned from earlier rows alone. In each series by itself, where it has enough of them.
/// </summary>
internal sealed class OwnErrors : IQuantileBaseline
{
    /// <summary>With fewer errors, those of all series count.</summary>
    private const int LeastErrors = 50;

    private readonly IWindowBaseline _baseline;
    private readonly double[][] _errors;

    /// <summary>Fits.</summary>
    /// <param name="data">The series.</param>
    /// <param name="fit">Fits the baseline: once on the training part alone, once on all.</param>
    public OwnErrors(BaselineData data, Func<BaselineData, IWindowBaseline> fit)
    {
        _baseline = fit(data);
        IWindowBaseline earlier = fit(Earlier(data));
        List<double>[] errors = [.. data.Set.Series.Select(_ => new List<double>())];
        var told = new float[data.Horizon];
        foreach (Window window in QuantileBaselines.WindowsOf(data, data.Validation))
        {
            earlier.Forecast(window.Series, window.Origin, told);
            float[] truth = data.Set[window.Series].CountedValues(data.Target, window.Ahead);
            for (int t = 0; t < told.Length; t++)
            {
                if (float.IsFinite(truth[t] - told[t]))
                {
                    errors[window.Series].Add(truth[t] - told[t]);
                }
            }
        }

        double[] all = [.. errors.SelectMany(e => e).Order()];
        _errors = [.. errors.Select(e => e.Count >= LeastErrors ? [.. e.Order()] : all)];
    }

    /// <inheritdoc/>
    public string Name => _baseline.Name;

    /// <inheritdoc/>
    public string Title => _baseline.Title;

    /// <inheritdoc/>
    public void Forecast(int series, int origin, Span<float> forecast) => _baseline.Forecast(series, origin, forecast);

    /// <inheritdoc/>
    public void Quantiles(int series, int origin, IReadOnlyList<double> shares, Span<double> quantiles)
    {
        var told = new float[quantiles.Length / shares.Count];
        _baseline.Forecast(series, origin, told);
        for (int t = 0; t < told.Length; t++)
        {
            Span<double> own = quantiles.Slice(t * shares.Count, shares.Count);
            QuantileBaselines.Write(_errors[series], shares, own);
            foreach (ref double quantile in own)
            {
                quantile = Math.Max(0, told[t] + quantile);
            }
        }
    }

    /// <summary>The same with the validation part out of sight: the last rows of the training part choose.</summary>
    private static BaselineData Earlier(BaselineData data)
    {
        var parts = data.Training.Select((rows, s) =>
        {
            int last = Math.Min(data.Validation[s].Length, rows.Length / 2);
            return (new RowRange(rows.Start, rows.End - last), new RowRange(rows.End - last, rows.End));
        }).ToArray();
        return data with { Training = [.. parts.Select(p => p.Item1)], Validation = [.. parts.Select(p => p.Item2)] };
    }
}
