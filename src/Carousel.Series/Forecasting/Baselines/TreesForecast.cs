using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>The boosted trees that are averaged with a network, by themselves, on training and validation rows.
/// </summary>
internal sealed class TreesForecast : IWindowBaseline
{
    private readonly BaselineData _data;
    private readonly ForecastData _features;
    private readonly WindowTrees _trees;

    /// <summary>Fits.</summary>
    /// <param name="data">The series.</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between two trees.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public TreesForecast(BaselineData data, BaselineFitting fitting)
    {
        _data = data;
        _features = new ForecastData(
            data.Set, data.Design, ForecastScaling.Fit(data.Set, data.Both, data.Design), data.Both);
        _trees = WindowTrees.Fit(
            _features, new Windows(data.Both, data.Design.RowsBefore, data.Horizon), fitting, data.Target);
    }

    /// <inheritdoc/>
    public string Name => WindowTrees.MethodName;

    /// <inheritdoc/>
    public void Forecast(int series, int origin, Span<float> forecast)
    {
        Window[] window = [new(series, origin, _data.Design.Lookback, _data.Horizon)];
        float[] medians =
            _features.ToData(_trees.Forecast(_features, window, new BaselineFitting(1, default)), window).Medians();
        for (int t = 0; t < forecast.Length; t++)
        {
            forecast[t] = medians[(t * _data.Design.TargetCount) + _data.Target];
        }
    }
}
