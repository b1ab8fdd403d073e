namespace Carousel.Classical;

/// <summary>STL of one season (Cleveland, Cleveland, McRae and Terpenning 1990, sections 2 and 3).</summary>
internal sealed class SeasonalTrendPass
{
    private readonly double[] _values;
    private readonly int _season;
    private readonly SeasonalTrendOptions _options;
    private readonly int _trendWindow, _lowWindow;
    private readonly double[] _work, _cycle, _averages, _low, _part, _partSmooth;

    /// <summary>Prepares a decomposition.</summary>
    /// <param name="season">Steps per season.</param>
    /// <param name="options">Windows and passes.</param>
    /// <param name="values">[T], without missing values; kept, not changed.</param>
    public SeasonalTrendPass(int season, SeasonalTrendOptions options, double[] values)
    {
        (_season, _options, _values) = (season, options, values);
        int n = values.Length, cycles = ((n - 1) / season) + 1;
        _trendWindow = options.TrendWindow > 0
            ? options.TrendWindow
            : SeasonalTrend.Odd(1.5 * season / (1 - (1.5 / options.SeasonalWindow)));
        _lowWindow = options.LowPassWindow > 0 ? options.LowPassWindow : SeasonalTrend.Odd(season);
        (Trend, Seasonal) = (new double[n], new double[n]);
        (_work, _low) = (new double[n], new double[n]);
        (_cycle, _averages) = (new double[n + (2 * season)], new double[n + (2 * season)]);
        (_part, _partSmooth) = (new double[cycles], new double[cycles]);
    }

    /// <summary>[T], the trend.</summary>
    public double[] Trend { get; }

    /// <summary>[T], the seasonal component.</summary>
    public double[] Seasonal { get; }

    /// <summary>Fills <see cref="Trend"/> and <see cref="Seasonal"/>.</summary>
    public void Run()
    {
        for (int pass = 0; pass < _options.Passes; pass++)
        {
            SmoothSeason();
            SmoothTrend();
        }
    }

    /// <summary>Steps 1 to 4: subseries of the detrended values, minus their low-pass filter.</summary>
    private void SmoothSeason()
    {
        int n = _values.Length;
        for (int t = 0; t < n; t++)
        {
            _work[t] = _values[t] - Trend[t];
        }

        for (int phase = 0; phase < _season; phase++)
        {
            SmoothPhase(phase);
        }

        Average(_cycle, n + (2 * _season), _season, _averages);
        Average(_averages, n + _season + 1, _season, _averages);
        Average(_averages, n + 2, 3, _averages);
        Loess.Smooth(_averages.AsSpan(0, n), [], _lowWindow, Jump(_lowWindow), _low);
        for (int t = 0; t < n; t++)
        {
            Seasonal[t] = _cycle[_season + t] - _low[t];
        }
    }

    /// <summary>Smooths one subseries and extends it by one season at each end.</summary>
    private void SmoothPhase(int phase)
    {
        int count = ((_values.Length - 1 - phase) / _season) + 1, window = _options.SeasonalWindow;
        for (int i = 0; i < count; i++)
        {
            _part[i] = _work[(i * _season) + phase];
        }

        ReadOnlySpan<double> part = _part.AsSpan(0, count);
        Span<double> smooth = _partSmooth.AsSpan(0, count);
        Loess.Smooth(part, [], window, Jump(window), smooth);
        _cycle[phase] = Loess.At(part, [], window, -1, 0, Math.Min(window, count) - 1) ?? smooth[0];
        for (int i = 0; i < count; i++)
        {
            _cycle[((i + 1) * _season) + phase] = smooth[i];
        }

        _cycle[((count + 1) * _season) + phase] =
            Loess.At(part, [], window, count, Math.Max(0, count - window), count - 1) ?? smooth[^1];
    }

    /// <summary>Steps 5 and 6: the trend of the seasonally adjusted values.</summary>
    private void SmoothTrend()
    {
        for (int t = 0; t < _values.Length; t++)
        {
            _work[t] = _values[t] - Seasonal[t];
        }

        Loess.Smooth(_work, [], _trendWindow, Jump(_trendWindow), Trend);
    }

    private int Jump(int window) => _options.IsSparse ? SeasonalTrend.Jump(window) : 1;

    /// <summary>Moving averages of a length; the result may be the input, since it is written from the left.</summary>
    private static void Average(double[] values, int count, int length, double[] averages)
    {
        double sum = 0;
        for (int t = 0; t < length; t++)
        {
            sum += values[t];
        }

        for (int t = 0; t + length <= count; t++)
        {
            double first = values[t], next = t + length < count ? values[t + length] : 0;
            averages[t] = sum / length;
            sum += next - first;
        }
    }
}
