using Carousel.Backends;
using Carousel.Tasks.Measuring;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>The on-line detector: learns on the first rows of a series, then scores each row as it comes, before it learns from it. It never sees a label or a later row.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed partial class ChannelDetector : IDisposable
{
    private const double MostScore = 100;

    private readonly Backend _backend;
    private readonly DetectorOptions _options;
    private readonly int _learningRows;
    private readonly int _channels;
    private readonly LikelihoodMeter[] _meters;
    private readonly RangeWatch[] _ranges;
    private readonly ChannelForecast[] _forecasts;
    private readonly List<(DateTime? Stamp, float[] Values)> _learning = [];
    private readonly double _threshold;
    private ChannelForecaster? _forecaster;
    private RobustScale[] _scales = [];
    private long _rows;
    private long _lastAlarm = long.MinValue / 2;
    private bool _isDisposed;

    /// <summary>A detector at its beginning.</summary>
    /// <param name="backend">Where the network runs.</param>
    /// <param name="channels">C: values of a row.</param>
    /// <param name="learningRows">Rows to learn from before the first is scored.</param>
    /// <param name="options">The setting; null for the defaults.</param>
    public ChannelDetector(Backend backend, int channels, int learningRows, DetectorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(learningRows);
        (_backend, _channels, _learningRows, _options) = (backend, channels, learningRows, options ?? new DetectorOptions());
        _meters = [.. Enumerable.Range(0, channels).Select(_ => new LikelihoodMeter(_options.ShortTerm))];
        _ranges = [.. Enumerable.Range(0, channels).Select(_ => new RangeWatch())];
        _forecasts = new ChannelForecast[channels];
        _threshold = NormalTail.MinusLog10(_options.Deviations);
    }

    /// <summary>Rows taken.</summary>
    public long Rows => _rows;

    /// <summary>The score from which a row is an anomaly.</summary>
    public double Threshold => _threshold;

    /// <summary>Whether the learning part is over.</summary>
    public bool IsScoring => _forecaster is not null;

    /// <summary>Scores a row, takes it, and learns.</summary>
    /// <param name="stamp">Its time, if known.</param>
    /// <param name="values">[C]; NaN is a gap.</param>
    /// <returns>What is said to it.</returns>
    /// <exception cref="ObjectDisposedException">The detector has ended.</exception>
    public RowVerdict Take(DateTime? stamp, ReadOnlySpan<float> values)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _channels, nameof(values));
        _rows++;
        if (_forecaster is null)
        {
            _learning.Add((stamp, values.ToArray()));
            if (_learning.Count == _learningRows)
            {
                LearnFirst();
            }

            return new RowVerdict(double.NaN, false, false, RowReason.None, 0, double.NaN);
        }

        _forecaster.Take(stamp, values, _forecasts);
        RowVerdict verdict = Judge(_forecasts);
        _forecaster.LearnOn();
        return verdict;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _forecaster?.Dispose();
    }

    private void LearnFirst()
    {
        _scales = [.. Enumerable.Range(0, _channels).Select(c => RobustScale.Of(_learning.Select(r => r.Values[c])))];
        _forecaster = new ChannelForecaster(_backend, _scales, _options.Forecaster);
        foreach ((DateTime? stamp, float[] values) in _learning)
        {
            _forecaster.Take(stamp, values, _forecasts);
        }

        _forecaster.LearnFirst();
        List<ChannelForecast> seen = [];
        _forecaster.Review(seen);
        var row = new ChannelForecast[_channels];
        for (int r = 0; r < _learning.Count; r++)
        {
            seen.CopyTo(r * _channels, row, 0, _channels);
            Judge(row);
        }

        // What the learning part said of itself is no alarm.
        _lastAlarm = long.MinValue / 2;
        _learning.Clear();
    }

    private RowVerdict Judge(ReadOnlySpan<ChannelForecast> row)
    {
        (double score, int channel, RowReason reason) = (0, 0, RowReason.None);
        for (int c = 0; c < row.Length; c++)
        {
            double beyond = _ranges[c].Take(row[c].Truth);
            double deviations = double.IsNaN(row[c].Truth) ? 0 : _meters[c].Take(row[c].Surprise);
            double own = _options.UsesForecast ? Math.Clamp(NormalTail.MinusLog10(deviations) - Math.Log10(row.Length), 0, MostScore) : 0;
            if (own > score)
            {
                (score, channel, reason) = (own, c, RowReason.Surprise);
            }

            // A new extreme is an alarm by itself.
            double extreme = beyond > _options.Margin ? Math.Min(_threshold * (1 + beyond), MostScore) : 0;
            if (extreme > score)
            {
                (score, channel, reason) = (extreme, c, RowReason.Range);
            }
        }

        bool anomalous = score > _threshold;
        bool alarm = anomalous && _rows - _lastAlarm > (long)(_options.Quiet * _learningRows);
        _lastAlarm = alarm ? _rows : _lastAlarm;
        return new RowVerdict(score, anomalous, alarm, anomalous ? reason : RowReason.None, channel, _scales[channel].Unmap(row[channel].Location));
    }
}
