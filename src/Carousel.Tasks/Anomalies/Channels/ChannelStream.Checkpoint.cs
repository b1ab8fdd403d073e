using System.Text.Json;
using Carousel.Tasks.Reading;
using Carousel.Training;

namespace Carousel.Tasks.Anomalies.Channels;

/// <content>To and from a checkpoint.</content>
public sealed partial class ChannelStream
{
    // The rows to learn from are no part of it: a stream goes on with those it began with.
    private string Problem => $"on-line detector of {string.Join(", ", _reading.Targets ?? ["all"])} at {_reading.Time ?? "the time that is found"} with "
        + JsonSerializer.Serialize(_options, AnomalyJson.Default.DetectorOptions);

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void SaveCheckpoint(string path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_detector is null)
        {
            throw new InvalidOperationException("The stream has taken no row yet, so there is nothing to go on with.");
        }

        var position = new ChannelPosition(
            _header!, _delimiter, _numbers!.DecimalSeparator, _time, _firstStamp, _columns, _last?.Ticks, _atLast, _rows, _answers, _detector.Position);
        _detector.Save(path, Problem, position.ToJson());
    }

    /// <inheritdoc/>
    /// <remarks>Rows with time stamps that were taken before are passed over, up to the first that was not. Rows without time stamps are taken as new.</remarks>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void Resume(string path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_detector is not null || _header is not null)
        {
            throw new InvalidOperationException("The stream has taken lines already.");
        }

        int channels = ChannelPosition.Read(path, OnlineTrainer.PositionIn(path)).Columns.Length;
        (ChannelDetector detector, ChannelPosition position) = ChannelDetector.Resume(_backend, path, Problem, channels, _options);
        StampFormat? stamps = position.FirstStamp is { } first ? Stamps(first) : null;
        if (stamps is null && position.Time >= 0)
        {
            detector.Dispose();
            throw ChannelPosition.NotUnderstood(path, null);
        }

        (_detector, _stamps, _firstStamp) = (detector, stamps, position.FirstStamp);
        (_header, _delimiter, _time, _columns) = (position.Header, position.Delimiter, position.Time, position.Columns);
        _numbers = new CellNumbers(position.DecimalSeparator, _reading.Missing);
        _values = new float[_columns.Length];
        _last = position.LastTicks is { } ticks ? new DateTime(ticks) : null;
        (_rows, _answers, _atLast, _toPass) = (position.Rows, position.Answers, position.AtLast, position.AtLast);
    }

    /// <summary>Whether a row was taken before the stream was resumed: it is earlier than the last of those, or one of as many as had its time.</summary>
    private bool IsTakenAlready(DateTime? stamp)
    {
        if (_toPass < 0)
        {
            return false;
        }

        if (stamp is not null && (stamp < _last || (stamp == _last && _toPass-- > 0)))
        {
            return true;
        }

        _toPass = -1;
        return false;
    }
}
