using Carousel.Kernels;

namespace Carousel.Anomalies;

/// <summary>
/// Compares the last rows of a channel with all stretches of the same length among the rows before them, for windows
/// of several lengths: a shape that was not there before is far from its nearest neighbours, even if each of its values
/// is usual. Memory is bounded, and a row allocates nothing.
/// </summary>
/// <remarks>
/// Nearest neighbours as in a matrix profile (Yeh and others 2016), but of values in robust units, which are not
/// normalised in each window: a wrong level is a wrong shape. Neighbouring lags are nearly the same stretch, so each
/// block of lags, half a window long, has one neighbour; the third nearest counts, so that two earlier anomalies of a
/// kind do not hide the next. Values are rounded to 1/1024, which makes sums of squares exact in double precision:
/// neither the order of additions nor a restored state changes a bit.
/// </remarks>
internal sealed class ShapeMemory
{
    /// <summary>The neighbour that counts.</summary>
    public const int Neighbours = 3;

    /// <summary>Rows of the longest window.</summary>
    public const int LongestWindow = 1024;

    /// <summary>Rows back to which windows are compared.</summary>
    public const int DefaultRows = 5000;

    /// <summary>Where a series repeats itself exactly, noise of 2 % of a robust unit is not a new shape.</summary>
    public const double LeastDistance = 0.02;

    // Differences have at most 2^20 steps, their squares 2^40, and a window's sum 2^50.
    private const double Steps = 1024, MostUnits = 512;

    private readonly int _kept;
    private readonly NearestWindows[] _windows;
    private readonly double[] _values;
    private int _end;
    private long _taken;

    /// <summary>A memory without rows.</summary>
    /// <param name="windows">K: rows of the windows, 2 to <see cref="LongestWindow"/>.</param>
    /// <param name="rows">Rows back to which windows are compared.</param>
    public ShapeMemory(IReadOnlyList<int> windows, int rows = DefaultRows)
    {
        _windows = [.. windows.Select(w => new NearestWindows(w, rows, Neighbours))];
        _kept = _windows.Max(w => w.Farthest + w.Rows);
        _values = new double[2 * _kept];
    }

    /// <summary>Takes a row.</summary>
    /// <param name="units">Its value in robust units; NaN repeats the value before.</param>
    public void Take(double units)
    {
        double value = double.IsNaN(units)
            ? (_end > 0 ? _values[_end - 1] : 0)
            : StepsOf(units);
        if (_end == _values.Length)
        {
            Array.Copy(_values, _end - _kept, _values, 0, _kept);
            _end = _kept;
        }

        _values[_end++] = value;
        long before = _taken++;
        foreach (NearestWindows window in _windows)
        {
            window.Take(_values.AsSpan(0, _end), before);
        }
    }

    /// <summary>A value as a whole number of 1/1024 of a robust unit, so that sums of squares are exact.</summary>
    /// <param name="units">In robust units; values beyond 512 are drawn in.</param>
    public static double StepsOf(double units) => Math.Round(Math.Clamp(units, -MostUnits, MostUnits) * Steps);

    /// <summary>How far the last rows are from their third nearest neighbour.</summary>
    /// <param name="window">Which of the windows, 0 to K − 1.</param>
    /// <returns>A root mean square in robust units; NaN while there are fewer neighbours.</returns>
    public double Distance(int window) =>
        Distance(_windows[window].Nearest[Neighbours - 1], _windows[window].Rows);

    /// <summary>Sums of squares to the nearest neighbours, the nearest first; infinity for missing ones.</summary>
    /// <param name="window">Which of the windows, 0 to K − 1.</param>
    public ReadOnlySpan<double> Nearest(int window) => _windows[window].Nearest;

    /// <summary>The distance that a sum of squares is.</summary>
    /// <param name="squares">Of a window.</param>
    /// <param name="rows">Its rows.</param>
    public static double Distance(double squares, int rows) =>
        double.IsFinite(squares) ? Math.Sqrt(squares / rows) / Steps : double.NaN;

    /// <summary>Passes where it stands.</summary>
    public void Pass(StatePass state)
    {
        List<int> rows = [];
        foreach (double row in _values.AsSpan(Math.Max(0, _end - _kept), Math.Min(_end, _kept)))
        {
            rows.Add((int)row);
        }

        state.Of(rows);
        if (state.IsReading)
        {
            (_end, _taken) = (0, 0);
            Array.ForEach(_windows, w => w.Clear());
            rows.ForEach(row => Take(row / Steps));
        }
    }
}
