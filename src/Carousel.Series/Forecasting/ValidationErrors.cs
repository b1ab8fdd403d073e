using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Absolute errors of medians on the validation set, in the unit of the data, to weight forecasts by.
/// </summary>
internal sealed class ValidationErrors
{
    private readonly ForecastDesign _design;
    private readonly ForecastData _data;
    private readonly IReadOnlyList<Window> _windows;
    private readonly double[] _errors;

    /// <summary>The errors of some forecasts.</summary>
    /// <param name="data">The series.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="table">[W, H, K, Q]: their forecasts, in the network's scale; the medians count.</param>
    /// <param name="truth">[W, H, K]: what came, in that scale; NaN where missing.</param>
    public ValidationErrors(
        ForecastData data, IReadOnlyList<Window> windows, QuantileTable table, ReadOnlySpan<float> truth)
    {
        (_design, _data, _windows, _errors) = (data.Design, data, windows, new double[truth.Length]);
        var medians = new double[truth.Length];
        for (int i = 0; i < truth.Length; i++)
        {
            (medians[i], _errors[i]) = (table.MedianOf(i), truth[i]);
        }

        QuantileTable told = data.ToData(medians, windows), actual = data.ToData(_errors, windows);
        for (int i = 0; i < truth.Length; i++)
        {
            _errors[i] = Math.Abs(actual.MedianOf(i) - told.MedianOf(i));
        }
    }

    /// <summary>Number of horizons whose errors are known and that do not overlap.</summary>
    public int Blocks => Enumerable.Range(0, _errors.Length).Where(i => !double.IsNaN(_errors[i])).Select(WindowOf)
        .Select(w => (w.Series, WindowClock.PlaceOf(_data.Set[0], _data.Set[w.Series], w.Origin) / _design.Horizon))
        .Distinct().Count();

    /// <summary>
    /// The mean error, each relative to the mean error of all forecasts for the same series and target: all series
    /// count alike, whatever their size.
    /// </summary>
    /// <param name="all">The errors of these and other forecasts of the same windows.</param>
    public double RelativeTo(IReadOnlyList<ValidationErrors> all)
    {
        double[][] means = [.. all.Select(one => one.MeanErrors())];
        double[] sizes =
            [.. means[0].Select((_, i) => means.Average(m => m[i]) is > 0 and var size ? size : 1)];
        return Enumerable.Range(0, _errors.Length).Where(i => !double.IsNaN(_errors[i]))
            .Select(i => _errors[i] / sizes[SizeOf(i)]).DefaultIfEmpty(0).Average();
    }

    /// <summary>[series · K]: the mean error of each target of each series; NaN where no value is known.</summary>
    private double[] MeanErrors()
    {
        var sums = new double[(_windows.Max(w => w.Series) + 1) * _design.TargetCount];
        var counts = new long[sums.Length];
        for (int i = 0; i < _errors.Length; i++)
        {
            if (!double.IsNaN(_errors[i]))
            {
                sums[SizeOf(i)] += _errors[i];
                counts[SizeOf(i)]++;
            }
        }

        return [.. sums.Select((sum, i) => counts[i] == 0 ? double.NaN : sum / counts[i])];
    }

    private Window WindowOf(int i) => _windows[i / _design.TargetCount / _design.Horizon];

    private int SizeOf(int i) => (WindowOf(i).Series * _design.TargetCount) + (i % _design.TargetCount);
}
