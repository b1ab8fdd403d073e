using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Finds windows that a ridge regression leaves out, because single values of their horizon are missing. Such windows
/// are few, and each would need separate normal equations for the steps of its horizon. Gaps that recur, as those of
/// a closed weekday do, are kept: there every window may have one.
/// </summary>
internal sealed class OddGaps
{
    /// <summary>Where more windows than this share have odd gaps, all of them are used.</summary>
    private const double MostLeftOut = 0.05;

    /// <summary>A gap recurs if this many windows miss the same steps of their horizon.</summary>
    private const int LeastRecurring = 8;

    /// <summary>The pattern of windows that miss nothing: the start of FNV-1a.</summary>
    private const ulong Whole = 14695981039346656037;

    private readonly Dictionary<ulong, int> _windows = [];
    private HashSet<ulong> _odd = [];
    private long _all;

    /// <summary>Counts the windows of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="target">Which target.</param>
    /// <param name="origins">First rows of horizons.</param>
    /// <param name="horizon">H.</param>
    public void Count(Series series, int target, IEnumerable<int> origins, int horizon)
    {
        float[] values = series.CountedValues(target, new RowRange(0, series.HistoryLength));
        foreach (int origin in origins.Where(o => o + horizon <= values.Length))
        {
            ulong pattern = PatternOf<float>(values.AsSpan(origin, horizon), float.IsNaN);
            _windows[pattern] = _windows.GetValueOrDefault(pattern) + 1;
            _all++;
        }
    }

    /// <summary>Decides, after all windows were counted.</summary>
    public void Decide()
    {
        HashSet<ulong> odd = [.. _windows.Where(w => w.Value < LeastRecurring && w.Key != Whole).Select(w => w.Key)];
        _odd = odd.Sum(pattern => (long)_windows[pattern]) <= MostLeftOut * _all ? odd : [];
        _windows.Clear();
    }

    /// <summary>Whether a window is left out.</summary>
    /// <param name="y">[H]: the values of its horizon; NaN is missing.</param>
    public bool Has(ReadOnlySpan<double> y) => _odd.Count > 0 && _odd.Contains(PatternOf(y, double.IsNaN));

    /// <summary>The same for horizons that miss the same steps (FNV-1a over the steps).</summary>
    private static ulong PatternOf<T>(ReadOnlySpan<T> horizon, Func<T, bool> isMissing)
    {
        ulong pattern = Whole;
        for (int t = 0; t < horizon.Length; t++)
        {
            if (isMissing(horizon[t]))
            {
                pattern = unchecked((pattern ^ (ulong)t) * 1099511628211);
            }
        }

        return pattern;
    }
}
