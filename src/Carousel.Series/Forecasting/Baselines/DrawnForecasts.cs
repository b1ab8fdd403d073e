using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Forecasts of the windows that a training draws, by regressions fitted without the window's block. The forecasts
/// are kept and not the maps: of thousands of series the maps without each block would take gigabytes, and few of
/// their windows are ever drawn.
/// </summary>
internal sealed class DrawnForecasts
{
    private readonly long[] _windows;
    private readonly float[] _told;
    private readonly int _targets, _horizon;

    /// <summary>Room for the forecasts of some windows.</summary>
    /// <param name="windows">The windows, in any order, perhaps several times.</param>
    /// <param name="design">Targets and horizon.</param>
    public DrawnForecasts(IEnumerable<Window> windows, ForecastDesign design)
    {
        (_targets, _horizon) = (design.TargetCount, design.Horizon);
        var known = new HashSet<long>(windows.Select(w => KeyOf(w.Series, w.Origin)));
        _windows = [.. known];
        Array.Sort(_windows);
        _told = new float[_windows.Length * _targets * _horizon];
    }

    /// <summary>The origins in a series, ascending.</summary>
    /// <param name="series">Which series.</param>
    public IEnumerable<int> Origins(int series)
    {
        int at = Array.BinarySearch(_windows, KeyOf(series, 0));
        for (at = at < 0 ? ~at : at; at < _windows.Length && _windows[at] >> 32 == series; at++)
        {
            yield return (int)_windows[at];
        }
    }

    /// <summary>Keeps a forecast, in single precision, as the network reads it.</summary>
    /// <param name="series">Which series.</param>
    /// <param name="origin">One of the origins.</param>
    /// <param name="target">Which target.</param>
    /// <param name="forecast">[H].</param>
    public void Keep(int series, int origin, int target, ReadOnlySpan<double> forecast)
    {
        Span<float> told = Of(series, origin, target);
        for (int t = 0; t < told.Length; t++)
        {
            told[t] = (float)forecast[t];
        }
    }

    /// <summary>Reads a forecast.</summary>
    /// <param name="series">Which series.</param>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="target">Which target.</param>
    /// <param name="forecast">[H], overwritten where the window is among those kept.</param>
    /// <returns>Whether it is.</returns>
    public bool TryRead(int series, int origin, int target, Span<double> forecast)
    {
        ReadOnlySpan<float> told = Of(series, origin, target);
        for (int t = 0; t < told.Length; t++)
        {
            forecast[t] = told[t];
        }

        return told.Length > 0;
    }

    private Span<float> Of(int series, int origin, int target)
    {
        int at = Array.BinarySearch(_windows, KeyOf(series, origin));
        return at < 0 ? [] : _told.AsSpan(((at * _targets) + target) * _horizon, _horizon);
    }

    private static long KeyOf(int series, int origin) => ((long)series << 32) | (uint)origin;
}
