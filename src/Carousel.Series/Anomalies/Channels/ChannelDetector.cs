using Carousel.Autograd;
using Carousel.Jobs.Measuring;
using Carousel.Storage;

namespace Carousel.Anomalies;

/// <summary>
/// The on-line detector: learns on the first rows of a series, then scores each new row before it learns from it. It
/// never sees a label or a later row.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ChannelDetector : IDisposable
{
    private const double MostScore = 100;

    private const string LearningName = "learning";

    private readonly DetectorOptions _options;
    private readonly int _learningRows;
    private readonly ChannelForecaster _forecaster;
    private readonly ChannelOpinion[] _opinions;
    private readonly List<(DateTime? Stamp, float[] Values)> _learning = [];
    private ChannelWatch[] _watches;
    private long _lastAlarm = long.MinValue / 2;
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

    /// <summary>Rows taken.</summary>
    public long Rows { get; private set; }

    /// <summary>The score from which a row is an anomaly.</summary>
    public double Threshold { get; }

    /// <summary>Whether the learning part is over.</summary>
    public bool IsScoring { get; private set; }

    /// <summary>Where it stands; <see cref="Save"/> writes the rest.</summary>
    internal DetectorPosition Position => new(
        _learningRows, Rows, _lastAlarm, IsScoring ? _forecaster.Scales : [], _watches, [.. _learning.Select(r => r.Stamp?.Ticks)],
        IsScoring ? _forecaster.Position : null);

    /// <summary>Scores a row, takes it, and learns.</summary>
    /// <param name="stamp">Its time, if known.</param>
    /// <param name="values">[C]; NaN is a gap.</param>
    /// <returns>The verdict on the row.</returns>
    /// <exception cref="ObjectDisposedException">The detector has ended.</exception>
    public RowVerdict Take(DateTime? stamp, ReadOnlySpan<float> values)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _opinions.Length, nameof(values));
        Rows++;
        if (!IsScoring)
        {
            _learning.Add((stamp, values.ToArray()));
            if (_learning.Count == _learningRows)
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

    /// <summary>Writes all that is needed to go on, completely or not at all.</summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <param name="problem">What is watched, and how.</param>
    /// <param name="position">The caller's position, which holds <see cref="Position"/>.</param>
    internal void Save(string path, string problem, string position) =>
        _forecaster.Save(
            path, problem, position, ChannelPosition.Store(LearningName, [.. _learning.SelectMany(r => r.Values)]));

    /// <summary>
    /// Restores the state of a saved detector with equal numbers of channels and training rows, bit for bit.
    /// </summary>
    /// <param name="path">What <see cref="Save"/> wrote.</param>
    /// <param name="problem">As it was saved.</param>
    /// <param name="position">Where that one stood.</param>
    /// <exception cref="CheckpointException">Missing, damaged, or of another problem.</exception>
    internal void Resume(string path, string problem, DetectorPosition position)
    {
        IReadOnlyDictionary<string, StoredTensor> tensors = _forecaster.Resume(path, problem, position.Forecaster);
        ReadOnlyMemory<float> learning = ChannelPosition.Stored(tensors, LearningName);
        int channels = _opinions.Length;
        if (learning.Length != position.LearningTicks.Length * channels)
        {
            throw ChannelPosition.NotUnderstood(path);
        }

        (Rows, _lastAlarm, _watches) = (position.Rows, position.LastAlarm, position.Watches);
        if (position.Forecaster is not null)
        {
            (_forecaster.Scales, IsScoring) = (position.Scales, true);
        }

        _learning.AddRange(position.LearningTicks.Select((ticks, r) => (
            ticks is { } known ? new DateTime(known) : (DateTime?)null, learning.Slice(r * channels, channels).ToArray())));
    }

    private void LearnFirst()
    {
        int channels = _opinions.Length;
        _forecaster.Scales =
            [.. Enumerable.Range(0, channels).Select(c => RobustScale.Of(_learning.Select(r => r.Values[c])))];
        IsScoring = true;

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
            && Rows - _lastAlarm > (long)(_options.Quiet * _learningRows);
        _lastAlarm = alarm ? Rows : _lastAlarm;

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
