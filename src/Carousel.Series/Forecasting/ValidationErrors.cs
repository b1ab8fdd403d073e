using Carousel.Data;
using Carousel.Jobs.Baselines;

namespace Carousel.Forecasting;

/// <summary>
/// Absolute errors of medians on the validation part, in the unit of the data, to compare forecasts by.
/// </summary>
internal sealed class ValidationErrors
{
    /// <summary>Rounding of single precision.</summary>
    private const double LeastSize = 1e-6;

    /// <summary>From this number of series on, errors are compared series by series.</summary>
    private const int ManySeries = 30;

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

    /// <summary>Whether these errors are clearly less than others, beyond what chance explains.</summary>
    /// <param name="others">The errors of other forecasts; of other windows they tell nothing.</param>
    public bool AreClearlyLessThan(ValidationErrors others) => _windows.SequenceEqual(others._windows)
        && BaselineShare.IsClearlyBetter(ByBlock(others), others.ByBlock(others));

    /// <summary>
    /// For each block of a horizon the mean error, divided by the other forecasts' error over all blocks. Targets and
    /// series of different sizes count alike.
    /// </summary>
    /// <param name="others">The errors of other forecasts of the same windows.</param>
    public double[] ByBlock(ValidationErrors others)
    {
        double[] sizes = others.MeanSizes();
        var blocks = new SortedDictionary<long, (double Sum, long Count)>();
        for (int i = 0; i < _errors.Length; i++)
        {
            if (!double.IsNaN(_errors[i]))
            {
                long block = PlaceOf(WindowOf(i)) / _design.Horizon;
                (double sum, long count) = blocks.GetValueOrDefault(block);
                blocks[block] = (sum + (_errors[i] / sizes[SizeOf(i)]), count + 1);
            }
        }

        return [.. blocks.Values.Select(s => s.Sum / s.Count)];
    }

    /// <summary>
    /// The errors by which shares are chosen. For many series: the mean error of each series, divided by the other
    /// forecasts' error on it. Otherwise: that of each block of time. Many series determine a share better than the
    /// few horizons of a validation set.
    /// </summary>
    /// <param name="others">The errors of other forecasts of the same windows.</param>
    public double[] BySeriesOrBlock(ValidationErrors others)
    {
        if (_data.Series.Count < ManySeries)
        {
            return ByBlock(others);
        }

        // A series on which the other forecasts have no error does not determine a share.
        return
        [
            .. MeanErrors().Zip(others.MeanErrors())
                .Where(errors => double.IsFinite(errors.First) && errors.Second > LeastSize)
                .Select(errors => errors.First / errors.Second),
        ];
    }

    /// <summary>[series · K]: the mean error of each target of each series.</summary>
    private double[] MeanSizes() => [.. MeanErrors().Select(error => error > 0 ? error : 1)];

    /// <summary>[series · K]: the same; NaN where no value is known.</summary>
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

    /// <summary>Which row of a clock that all series share an origin is.</summary>
    private long PlaceOf(Window window) =>
        WindowClock.PlaceOf(_data.Set[0], _data.Set[window.Series], window.Origin);

    private Window WindowOf(int i) => _windows[i / _design.TargetCount / _design.Horizon];

    private int SizeOf(int i) => (WindowOf(i).Series * _design.TargetCount) + (i % _design.TargetCount);
}
