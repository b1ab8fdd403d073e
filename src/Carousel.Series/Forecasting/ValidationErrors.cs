using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// The true values of validation windows in the unit of the data, to weight forecasts of them by their absolute errors.
/// </summary>
internal sealed class ValidationErrors
{
    private readonly ForecastDesign _design;
    private readonly ForecastData _data;
    private readonly IReadOnlyList<Window> _windows;
    private readonly QuantileTable _truth;

    /// <summary>The true values of windows.</summary>
    /// <param name="data">The series.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="truth">[W, H, K] in the network's scale; NaN where missing.</param>
    public ValidationErrors(ForecastData data, IReadOnlyList<Window> windows, float[] truth) =>
        (_design, _data, _windows, _truth) = (
            data.Design, data, windows, data.ToData([.. truth.Select(v => (double)v)], windows));

    /// <summary>The weights of some forecasts, see <see cref="ChampionWeights"/>.</summary>
    /// <param name="forecasts">[C], each [W, H, K] in the network's scale.</param>
    /// <returns>[C].</returns>
    public double[] Weights(IReadOnlyList<double[]> forecasts)
    {
        double[][] errors =
        [
            .. forecasts.Select(f =>
            {
                QuantileTable told = _data.ToData(f, _windows);
                return Enumerable.Range(0, f.Length)
                    .Select(i => Math.Abs(_truth.MedianOf(i) - told.MedianOf(i))).ToArray();
            }),
        ];
        int cells = _design.Horizon * _design.TargetCount;
        int[] all = [.. Enumerable.Range(0, _windows.Count * cells)];
        int blocks = all.Where(i => !double.IsNaN(_truth.MedianOf(i))).Select(i => _windows[i / cells])
            .Select(w => (w.Series, WindowClock.PlaceOf(_data.Set[0], _data.Set[w.Series], w.Origin) / _design.Horizon))
            .Distinct().Count();
        return ChampionWeights.Of(
            errors,
            [.. all.Select(i => (_windows[i / cells].Series * _design.TargetCount) + (i % _design.TargetCount))],
            blocks);
    }
}
