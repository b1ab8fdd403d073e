using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Ridge regression by itself: what it sees, its penalty and the transform of the target are chosen as for the one
/// that a network holds inside, on validation; then it is fitted on training and validation rows together. Without a
/// whole training window, it repeats the last value.
/// </summary>
internal sealed class RidgeForecast : IWindowBaseline
{
    private readonly BaselineData _data;
    private readonly RidgeWindows _windows;
    private readonly WindowInputs _inputs;
    private readonly LinearMap? _map;
    private readonly FittedScaler[] _scalers;
    private readonly double[] _x, _y;

    /// <summary>Chooses and fits.</summary>
    /// <param name="data">The series.</param>
    public RidgeForecast(BaselineData data)
    {
        (ForecastDesign design, double penalty) = new BaselineDesigner(data.Set, data.Training, data.Validation).Choose(
            data.Design with { BaselineYear = 0 }, data.Target, isTransformOpen: true, isFirst: true);
        IReadOnlyList<RowRange> both = data.Both;
        var scaling = ForecastScaling.Fit(data.Set, both, design);
        (_data, _windows) = (data, new RidgeWindows(data.Set, design, scaling, both));
        _inputs = new WindowInputs(design, data.Target);
        RegressionSums sums = _windows.Sum(data.Target, [.. _windows.Divide(both, 1).Select(blocks => blocks[0])]);
        (_map, Penalty) = (sums.Count == 0 ? null : _windows.Solve(sums, penalty), penalty);
        _scalers = [.. data.Set.Series.Select((s, i) => scaling.Of(s, both[i], design)[data.Target])];
        (_x, _y, Transform) = (new double[_inputs.Count], new double[data.Horizon], design.Transforms[data.Target]);
    }

    /// <inheritdoc/>
    public string Name => "ridge";

    /// <summary>The transform of the target that validation chose.</summary>
    public TargetTransform Transform { get; }

    /// <summary>The penalty that validation chose, in units of the number of windows.</summary>
    public double Penalty { get; }

    /// <inheritdoc/>
    public void Forecast(int series, int origin, Span<float> forecast)
    {
        if (_map is null)
        {
            forecast.Fill(LastValue.Find(_data.Before(series, origin)));
            return;
        }

        _inputs.Write(_windows[series], origin, _x);
        _map.Apply(_x, _y);
        FittedScaler scaler = _scalers[series];
        for (int t = 0; t < forecast.Length; t++)
        {
            forecast[t] = (float)ForecastScaling.Invert(Transform, (_y[t] * scaler.Scale) + scaler.Offset);
        }
    }
}
