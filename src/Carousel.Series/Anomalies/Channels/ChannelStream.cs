using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Networks;
using Carousel.Report;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Anomalies;

/// <summary>
/// The on-line detector fed line by line: it learns from the first rows, then answers each with a score before the next
/// is there.
/// </summary>
/// <remarks>
/// The rows to learn from are read together, as a file of them is, and answered together when the last of them is
/// there. An answer does not depend on later lines.
/// </remarks>
internal sealed class ChannelStream : IStreamingModel
{
    private readonly Backend _backend;
    private readonly DetectorOptions _options;
    private int _learningRows;
    private readonly ReadOptions _reading;
    private readonly string? _label;
    private readonly string _source;

    // The lines to learn from; a line that was taken before is blank.
    private readonly List<string> _kept = [];
    private ChannelDetector _detector;
    private ChannelLines? _lines;
    private float[] _before = [];
    private DateTime? _last;
    private long _stoppedAt, _rows, _answers;
    private bool _skips, _isDisposed;

    /// <summary>A stream at its beginning.</summary>
    /// <param name="backend">Where the network runs.</param>
    /// <param name="learningRows">Rows to learn from before the first is scored.</param>
    /// <param name="source">How messages call the input.</param>
    /// <param name="reading">Which columns are channels and which is the time; null finds them.</param>
    /// <param name="options">The detector's setting; null for the defaults.</param>
    /// <param name="label">The column of labels, which is not watched; null without labels.</param>
    public ChannelStream(
        Backend backend, int learningRows, string source, ReadOptions? reading = null, DetectorOptions? options = null,
        string? label = null)
    {
        (_backend, _learningRows, _source, _label) = (backend, learningRows, source, label);
        (_reading, _options) = (reading ?? new ReadOptions(), options ?? new DetectorOptions());

        // Replaced when the channels are known; a checkpoint before that is one of no rows of one channel.
        _detector = new ChannelDetector(backend, 1, learningRows, _options);
    }

    /// <inheritdoc/>
    public string Header =>
        $"{CsvCell.Of(_lines?.Data.TimeName ?? "row")},score,anomaly,alarm,reason,channel,value,expected";

    /// <inheritdoc/>
    public StreamSummary Summary => new(_lines is null && _rows > 0 && HasHeader ? _rows - 1 : _rows, _answers);

    /// <summary>Whether the first line has no number or time where a later one has, or none follows: a row may have
    /// gaps and texts.</summary>
    private bool HasHeader
    {
        get
        {
            string line = _kept.Find(IsFilled)!;
            char delimiter = _reading.Delimiter ?? CsvDialect.FindDelimiter(line);
            string[] first = line.Split(delimiter);
            return !Array.Exists(first, CsvFile.IsValue) && (_kept.Count == 1 || _kept.Exists(
                later => first.Zip(later.Split(delimiter)).Any(
                    p => !MissingMarks.IsUsual(p.First) && CsvFile.IsValue(p.Second))));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="DataFormatException">The line can't be understood; if it is one to learn from, the stream has
    /// no rows that could be saved.</exception>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public IStreamAnswer? Take(string line, long number)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        string text = line.TrimStart('\uFEFF');
        bool isRow = IsFilled(text) && !(_skips && text == _kept.Find(IsFilled) && HasHeader);
        if (_lines is not null)
        {
            return isRow && Next(_lines, _lines.Split(text, number)) is { } next ? Judge(_lines, next) : null;
        }

        _kept.Add(isRow ? text : "");
        return isRow && ++_rows >= _learningRows ? LearnFirst() : null;
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void SaveCheckpoint(string path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_rows == 0)
        {
            throw new InvalidOperationException("The stream has not read a row yet, so it has no state to save.");
        }

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.WriteTexts(_kept);
        writer.Write(_learningRows);
        writer.Write(_lines is not null);
        Pass(new StatePass(writer, null));
        _detector.Trainer.Save(path, Problem, Convert.ToBase64String(stream.ToArray()), []);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Rows with time stamps that were taken before are skipped, up to the first new one. Rows without time
    /// stamps are taken as new.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void Resume(string path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_kept.Count > 0)
        {
            throw new InvalidOperationException("The stream has already read lines. Resume a new stream.");
        }

        string position = OnlineTrainer.PositionIn(path);
        try
        {
            using var reader = new BinaryReader(new MemoryStream(Convert.FromBase64String(position)));
            _kept.AddRange(reader.ReadTexts() ?? []);
            (_learningRows, _stoppedAt) = (reader.ReadInt32(), _kept.Count);
            StateParts.Require(_learningRows > 0 && _kept.Exists(IsFilled));
            if (reader.ReadBoolean())
            {
                Begin(Read());
            }

            _detector.Trainer.Resume(path, Problem);
            Pass(new StatePass(null, reader));
            _skips = true;
        }
        catch (Exception caught) when (caught is FormatException or IOException or ArgumentException
            or StreamingStateException or DataFormatException)
        {
            throw new CheckpointException(
                $"{path}: the state of the stream cannot be read. It is damaged, or of an earlier version.", caught);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _detector.Dispose();
    }

    private void Pass(StatePass state) =>
        _detector.Pass(state.Of(ref _last).Of(ref _rows).Of(ref _answers).Of(_before));

    // The number of training rows is not part of it: a stream continues with the one that it began with.
    private string Problem =>
        $"on-line detector, 2, of {string.Join(", ", _reading.Targets ?? ["all"])} "
        + $"at {_reading.Time ?? "the time that is found"} with "
        + JsonSerializer.Serialize(_options, SeriesJson.Default.DetectorOptions);

    private static bool IsFilled(string text) => !string.IsNullOrWhiteSpace(text);

    private ChannelLines Read() => new(_kept, HasHeader, _source, _reading, _label);

    /// <summary>Decides on the columns and learns from the rows that are there; null where some of them were taken
    /// before the stream was resumed, so that others must come.</summary>
    private FirstAnswers? LearnFirst()
    {
        // Lines that can't be read are not saved.
        _rows = 0;
        ChannelLines lines = Read();
        List<ReadChannels> taken = [];
        (_last, _skips) = (null, false);
        long before = 0;
        foreach (CsvLine row in lines.First)
        {
            _skips |= before <= _stoppedAt && row.Line > _stoppedAt;
            before = row.Line;
            if (Next(lines, row) is { } next)
            {
                taken.Add(next);
            }
            else
            {
                _kept[(int)row.Line - 1] = "";
            }
        }

        if (taken.Count < _learningRows)
        {
            _rows = _kept.Count(IsFilled);
            return null;
        }

        Begin(lines);
        return new FirstAnswers([.. taken.Select(row => Judge(lines, row))], string.Join('\n', lines.Data.Notes));
    }

    private void Begin(ChannelLines lines)
    {
        _detector.Dispose();
        _detector = new ChannelDetector(_backend, lines.Data.Channels.Count, _learningRows, _options);
        (_lines, _before) = (lines, [.. lines.Data.Channels.Select(_ => float.NaN)]);
    }

    /// <summary>
    /// Reads a row; null for one that was taken before the stream was resumed: it is not later than the last of those.
    /// </summary>
    private ReadChannels? Next(ChannelLines lines, CsvLine row)
    {
        ReadChannels read = lines.Read(row);
        DateTime? stamp = read.Stamp;
        if (stamp <= _last)
        {
            return _skips ? null : throw lines.RefuseOrder(row);
        }

        (_skips, _last) = (false, stamp ?? _last);
        return read;
    }

    private Answer Judge(ChannelLines lines, ReadChannels row)
    {
        _rows++;
        float[] watched = [.. row.Values];
        foreach (int c in lines.Rising ?? [])
        {
            watched[c] = RisingChannels.Take(ref _before[c], watched[c]);
        }

        RowVerdict verdict = _detector.Take(row.Stamp, watched);
        _answers += double.IsNaN(verdict.Score) ? 0 : 1;

        // The expected rise is shown as the value that it leads to.
        int channel = verdict.Channel;
        double from = lines.Rising?.Contains(channel) == true ? row.Values[channel] - (double)watched[channel] : 0;
        return new Answer(
            row.Label ?? Invariant.Of($"{_rows}"), verdict with { Expected = verdict.Expected + from },
            lines.Data.Channels[channel], row.Values[channel]);
    }

    /// <summary>The answers to the rows that were learned from.</summary>
    private sealed class FirstAnswers(IReadOnlyList<Answer> rows, string note) : IStreamAnswer
    {
        public string? Note => note.Length == 0 ? null : note;

        public string ToCsv() => string.Join('\n', rows.Select(row => row.ToCsv()));

        public void Write(Utf8JsonWriter json) => json.WriteRawValue(
            string.Join('\n', rows.Select(row => JsonText.Of(row.Write))), skipInputValidation: true);
    }

    private sealed class Answer(string label, RowVerdict verdict, string channel, float value) : IStreamAnswer
    {
        private bool IsLearning => double.IsNaN(verdict.Score);

        private string Reason => IsLearning ? "learning"
            : verdict.Reason == RowReason.None ? "" : verdict.Reason.ToString().ToLowerInvariant();

        public string ToCsv() => CsvCell.Of(label) + (IsLearning ? $",,0,0,{Reason},,,"
            : Invariant.Of(
                $",{verdict.Score:0.####},{(verdict.IsAnomalous ? 1 : 0)},{(verdict.IsAlarm ? 1 : 0)},{Reason},"
                + $"{CsvCell.Of(channel)},{ChannelTables.Number(value)},{ChannelTables.Number(verdict.Expected)}"));

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("row", label);
            json.Number("score", Math.Round(verdict.Score, 4));
            if (!IsLearning)
            {
                json.WriteBoolean("anomaly", verdict.IsAnomalous);
                json.WriteBoolean("alarm", verdict.IsAlarm);
            }

            json.WriteString("reason", Reason);
            if (!IsLearning)
            {
                json.WriteString("channel", channel);
                json.Number("value", ChannelTables.Exact(value));
                if (double.IsFinite(verdict.Expected))
                {
                    json.WriteNumber("expected", verdict.Expected);
                }
            }

            json.WriteEndObject();
        }
    }
}
