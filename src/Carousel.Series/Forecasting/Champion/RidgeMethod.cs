using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// The regression inside a network, without the network: the answer for series that it forecasts without an error.
/// </summary>
internal sealed class RidgeMethod : IWindowMethod
{
    /// <summary>Its name in tables.</summary>
    public const string MethodName = "ridge inside";

    /// <summary>The mean error, of values whose deviation is 1, that single precision makes.</summary>
    private const double Rounding = 1e-5;

    /// <inheritdoc/>
    public string Word => WindowMethods.Ridge;

    /// <inheritdoc/>
    public string Name => MethodName;

    /// <inheritdoc/>
    public int Reach => 0;

    /// <summary>Whether the regression has no error but rounding: a network has nothing to learn from that.</summary>
    /// <param name="data">The series.</param>
    /// <param name="windows">Windows that the regression was not fitted on.</param>
    /// <param name="truth">[W, H, K]: the true values in the network's scale; NaN where missing.</param>
    public static bool IsExact(ForecastData data, IReadOnlyList<Window> windows, float[] truth)
    {
        double[] errors =
        [
            .. truth.Zip(data.Baseline(windows), (one, other) => Math.Abs((double)one - other)).Where(double.IsFinite),
        ];
        return errors.Length > 0 && errors.Sum() <= Rounding * errors.Length;
    }

    /// <inheritdoc/>
    public double[] Forecast(ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting) =>
        [.. data.Baseline(windows).Select(v => (double)v)];
}
