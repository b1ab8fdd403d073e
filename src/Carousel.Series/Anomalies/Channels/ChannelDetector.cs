using Carousel.Autograd;
using Carousel.Jobs.Measuring;
using Carousel.Training;

namespace Carousel.Anomalies;

/// <summary>
/// The on-line detector: learns on the first rows of a series, then scores each new row before it learns from it. It
/// never sees a label or a later row.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ChannelDetector : IDisposable
{
    private const double MostScore = 100;

    // As the Numenta Anomaly Benchmark has it.
    private const double LearnShare = 0.15;
    private const int MostLearnRows = 750;

    private readonly DetectorOptions _options;
    private readonly int _learningRows;
    private readonly ChannelForecaster _forecaster;
    private readonly ChannelOpinion[] _opinions;
    private readonly List<(DateTime? Stamp, float[] Values)> _learning = [];
    private readonly ChannelWatch[] _watches;
    private long _lastAlarm = long.MinValue / 2;
    private long _rows;
    private bool _isDisposed;

    /// <summary>A detector at its beginning.</summary>
    /// <param name="backend">Where the network runs.</param>
    /// <param name="channels">C: values of a row.</param>
    /// <param name="learningRows">Rows to learn from before the first is scored.</param>
    /// <param name="options">The setting; null for the defaults.</param>
    public ChannelDetector(Backend backend, int channels, int learningRows, DetectorOptions? options = null)
    {
        (_learningRows, _options) = (learningRows, options ?? new DetectorOptions());
        _forecaster = new ChannelForecaster(
            backend, [.. Enumerable.Repeat(new RobustScale(0, 1), channels)], _options.Forecaster);
        _watches = [.. Enumerable.Range(0, channels).Select(_ => new ChannelWatch())];
        _opinions = new ChannelOpinion[channels];
        Threshold = NormalTail.MinusLog10(_options.Deviations);
    }

    /// <summary>How many of the rows of a file are learned from first: 15 %, at most 750.</summary>
    /// <param name="rows">Rows of the file.</param>
    public static int LearnRowsOf(int rows) => (int)Math.Min(Math.Floor(LearnShare * rows), MostLearnRows);

    /// <summary>The score from which a row is an anomaly.</summary>
    public double Threshold { get; }

    /// <summary>Scores a row, takes it, and learns.</summary>
    /// <param name="stamp">Its time, if known.</param>
    /// <param name="values">[C]; NaN is a gap.</param>
    /// <returns>The verdict on the row.</returns>
    /// <exception cref="ObjectDisposedException">The detector has ended.</exception>
    public RowVerdict Take(DateTime? stamp, ReadOnlySpan<float> values)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _opinions.Length, nameof(values));
        _rows++;
        if (_rows <= _learningRows)
        {
            _learning.Add((stamp, values.ToArray()));
            if (_rows == _learningRows)
            {
                LearnFirst();
            }

            return new RowVerdict(double.NaN, false, false, RowReason.None, 0, double.NaN);
        }

        return TakeNext(stamp, values);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _forecaster.Dispose();
    }

    /// <summary>The network and its training, which a checkpoint contains in addition to the position.</summary>
    public OnlineTrainer Trainer => _forecaster.Trainer;

    /// <summary>Passes where it stands, once it scores.</summary>
    public void Pass(StatePass state)
    {
        state.Of(ref _rows).Of(ref _lastAlarm).Of(_forecaster.Scales);
        Array.ForEach(_watches, watch => watch.Pass(state));
        _forecaster.Pass(state);
    }

    private void LearnFirst()
    {
        int channels = _opinions.Length;
        _forecaster.Scales =
            [.. Enumerable.Range(0, channels).Select(c => RobustScale.Of(_learning.Select(r => r.Values[c])))];

        // The second half is judged as all that follows: what was trained on says too little of how far one can be off.
        int first = Math.Max(1, _learning.Count / 2);
        foreach ((DateTime? stamp, float[] values) in _learning.Take(first))
        {
            _forecaster.Take(stamp, values, _opinions);
        }

        _forecaster.LearnFirst();
        ChannelOpinion[][] reviewed = [.. _forecaster.Review().Chunk(channels)];
        ChannelOpinion[] none = [.. Enumerable.Repeat(new ChannelOpinion(double.NaN, double.NaN), channels)];

        // Rows that the forecaster no longer remembers are judged only by their values.
        int forgotten = first - reviewed.Length;
        for (int r = 0; r < first; r++)
        {
            Judge(_learning[r].Values, r < forgotten ? none : reviewed[r - forgotten]);
        }

        foreach ((DateTime? stamp, float[] values) in _learning.Skip(first))
        {
            TakeNext(stamp, values);
        }

        // Verdicts on the training rows do not count as alarms.
        _lastAlarm = long.MinValue / 2;
        _learning.Clear();
    }

    private RowVerdict TakeNext(DateTime? stamp, ReadOnlySpan<float> values)
    {
        _forecaster.Take(stamp, values, _opinions);
        RowVerdict verdict = Judge(values, _opinions);
        _forecaster.LearnOn();
        return verdict;
    }

    private RowVerdict Judge(ReadOnlySpan<float> values, ReadOnlySpan<ChannelOpinion> row)
    {
        (double score, int channel, RowReason reason) = (0, 0, RowReason.None);
        (double surprise, double value, double shape, (int Channel, RowReason Reason) news) =
            (0, 0, 0, (0, RowReason.None));
        double share = Math.Log10(row.Length);
        for (int c = 0; c < row.Length; c++)
        {
            ChannelSigns signs = _watches[c].Take(
                values[c], _forecaster.Scales[c].Units(values[c]), row[c].Surprise, _options, _learningRows);
            double own = Part(signs.Surprise, RowReason.Surprise), extreme = Part(signs.Extreme, RowReason.Range),
                farthest = Part(signs.Shape, RowReason.Shape);
            double Part(double sign, RowReason of)
            {
                double part = Math.Clamp(sign - share, 0, MostScore);
                (score, channel, reason) = part > score ? (part, c, of) : (score, channel, reason);
                return part;
            }

            double peak = signs.IsPeak ? own : 0, highest = Math.Max(farthest, Math.Max(peak, extreme));
            if (highest > Math.Max(shape, Math.Max(surprise, value)))
            {
                // A value that is out of range says more than the shape that it makes.
                news = (c, extreme > Threshold ? RowReason.Range
                    : highest == farthest ? RowReason.Shape
                    : RowReason.Surprise);
            }

            (surprise, value, shape) = (Math.Max(surprise, peak), Math.Max(value, extreme), Math.Max(shape, farthest));
        }

        bool anomalous = score > Threshold;
        bool alarm = Math.Max(shape, Math.Max(surprise, value)) > Threshold
            && _rows - _lastAlarm > (long)(_options.Quiet * _learningRows);
        _lastAlarm = alarm ? _rows : _lastAlarm;

        // An alarm names what is news, however odd another channel still is.
        (channel, reason) = alarm ? news : (channel, reason);
        return new RowVerdict(
            score, anomalous, alarm, anomalous ? reason : RowReason.None, channel,
            _forecaster.Scales[channel].Unmap(row[channel].Location))
        {
            Surprise = surprise,
            Extreme = value,
            Shape = shape,
        };
    }
}
