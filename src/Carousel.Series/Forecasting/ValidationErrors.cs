using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Errors of medians on the validation part, in the unit of the data, to weight forecasts by.
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
            _errors[i] = actual.MedianOf(i) - told.MedianOf(i);
        }
    }

    /// <summary>The weights of the mean of some forecasts of the same windows with the least squared error.</summary>
    /// <param name="errors">[C]: the errors of each. Targets and series of different sizes count alike: each is relative
    /// to the mean error of the first forecast.</param>
    /// <returns>[C]: not negative, in hundredths; their sum is 1.</returns>
    public static double[] Weights(IReadOnlyList<ValidationErrors> errors)
    {
        ValidationErrors first = errors[0];
        double[] sizes = first.MeanSizes();
        var weights = new ChampionWeights(errors.Count);
        var blocks = new HashSet<(int, long)>();
        Span<double> own = stackalloc double[errors.Count];
        for (int i = 0; i < first._errors.Length; i++)
        {
            bool isKnown = true;
            for (int c = 0; c < own.Length; c++)
            {
                own[c] = errors[c]._errors[i] / sizes[first.SizeOf(i)];
                isKnown &= double.IsFinite(own[c]);
            }

            if (isKnown)
            {
                weights.Add(own);
                Window window = first.WindowOf(i);
                blocks.Add((window.Series, first.PlaceOf(window) / first._design.Horizon));
            }
        }

        return weights.Solve(blocks.Count);
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
                sums[SizeOf(i)] += Math.Abs(_errors[i]);
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
