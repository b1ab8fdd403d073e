using Carousel.Data;
using Carousel.Jobs.Statistics;

namespace Carousel.Forecasting;

/// <summary>
/// The true values of validation windows in the unit of the data, to weight forecasts of them by their absolute errors.
/// </summary>
internal sealed class ValidationErrors
{
    /// <summary>Horizons without overlap from which on errors are compared by a test.</summary>
    private const int EnoughBlocks = 10;

    /// <summary>Horizons that count at most for weights of several series, which differ: the methods that are best on
    /// average must not decide for each one.</summary>
    private const int MostOfSeveral = 7;

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

    /// <summary>
    /// Whether the errors of a forecast are smaller than those of another by more than chance. A few horizons of a
    /// single column cannot show that: forecasts chosen on them are better there.
    /// </summary>
    /// <param name="own">[W, H, K] in the network's scale.</param>
    /// <param name="other">The other.</param>
    public bool AreClearlyBelow(double[] own, double[] other)
    {
        (double[] mine, double[] theirs) = (ErrorsOf(own), ErrorsOf(other));
        int cells = _design.Horizon * _design.TargetCount;
        var pairs = new List<(double Own, double Other)>();
        for (int w = 0; w < _windows.Count; w++)
        {
            int[] known =
            [
                .. Enumerable.Range(w * cells, cells).Where(i => double.IsFinite(mine[i] + theirs[i])),
            ];
            if (known.Length > 0)
            {
                pairs.Add((known.Average(i => mine[i]), known.Average(i => theirs[i])));
            }
        }

        int overlap = _windows.Select((w, i) =>
            _windows.Skip(i + 1).TakeWhile(o => o.Origin < w.Origin + _design.Horizon).Count()).Max();
        PairedForecastTest test = PairedForecastTest.Of(
            [.. pairs.Select(p => p.Own)], [.. pairs.Select(p => p.Other)], overlap);
        return test.IsClear && test.Statistic < 0
            && (Blocks() >= EnoughBlocks || _design.Known.Count + _design.Past.Count > 0 || _design.Events is not null);
    }

    /// <summary>The weights of some forecasts, see <see cref="ChampionWeights"/>.</summary>
    /// <param name="forecasts">[C], each [W, H, K] in the network's scale.</param>
    /// <returns>[C].</returns>
    public double[] Weights(IReadOnlyList<double[]> forecasts)
    {
        int cells = _design.Horizon * _design.TargetCount;
        return ChampionWeights.Of(
            [.. forecasts.Select(ErrorsOf)],
            [
                .. Enumerable.Range(0, _windows.Count * cells)
                    .Select(i => (_windows[i / cells].Series * _design.TargetCount) + (i % _design.TargetCount)),
            ],
            _data.Set.Count > 1 ? Math.Min(MostOfSeveral, Blocks()) : Blocks());
    }

    private double[] ErrorsOf(double[] forecast)
    {
        QuantileTable told = _data.ToData(forecast, _windows);
        return [.. Enumerable.Range(0, forecast.Length).Select(i => Math.Abs(_truth.MedianOf(i) - told.MedianOf(i)))];
    }

    /// <summary>How many horizons with known values do not overlap, over all series.</summary>
    private int Blocks()
    {
        int cells = _design.Horizon * _design.TargetCount;
        return Enumerable.Range(0, _windows.Count * cells).Where(i => !double.IsNaN(_truth.MedianOf(i)))
            .Select(i => _windows[i / cells])
            .Select(w => (w.Series, WindowClock.PlaceOf(_data.Set[0], _data.Set[w.Series], w.Origin) / _design.Horizon))
            .Distinct().Count();
    }
}
