using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Options;
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
/// A first line that is not a row is the header; without one, columns are numbered. An answer does not depend on
/// later lines.
/// </remarks>
internal sealed class ChannelStream : IStreamingModel
{
    private readonly Backend _backend;
    private readonly DetectorOptions _options;
    private int _learningRows;
    private readonly ReadOptions _reading;
    private readonly string _source;
    private readonly List<string> _cells = [];
    private ChannelDetector? _detector;
    private TimeColumns? _times;
    private CellNumbers? _numbers;
    private char _delimiter;
    private string[]? _header;
    private int[] _columns = [];
    private float[] _values = [];
    private string[] _first = [];
    private DateTime? _last;
    private long _atLast, _toPass = -1, _rows, _answers;
    private bool _isDisposed;

    /// <summary>A stream at its beginning.</summary>
    /// <param name="backend">Where the network runs.</param>
    /// <param name="learningRows">Rows to learn from before the first is scored.</param>
    /// <param name="source">How messages call the input.</param>
    /// <param name="reading">Which columns are channels and which is the time; null finds them in the first
    /// row.</param>
    /// <param name="options">The detector's setting; null for the defaults.</param>
    public ChannelStream(
        Backend backend, int learningRows, string source, ReadOptions? reading = null, DetectorOptions? options = null)
    {
        (_backend, _learningRows, _source) = (backend, learningRows, source);
        (_reading, _options) = (reading ?? new ReadOptions(), options ?? new DetectorOptions());
    }

    /// <inheritdoc/>
    public string Header =>
        $"{CsvCell.Of(_times?.Name ?? "row")},score,anomaly,alarm,reason,channel,value,expected";

    /// <inheritdoc/>
    public StreamSummary Summary => new(
        _rows, _answers, _rows, 0, new Dictionary<string, double>(), "", new Dictionary<string, double>(),
        new Dictionary<double, double>());

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public IStreamAnswer? Take(string line, long number)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        string text = line.TrimStart('\uFEFF');
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (_header is null && _delimiter == 0)
        {
            _delimiter = _reading.Delimiter ?? CsvDialect.FindDelimiter(text);
        }

        LineCells.Split(text, _delimiter, _cells, _source, number);
        if (_header is null && IsHeader())
        {
            _header = [.. _cells];
            return null;
        }

        if (_toPass >= 0 && _cells.SequenceEqual(_header!))
        {
            return null;
        }

        _header ??= [.. Enumerable.Range(1, _cells.Count).Select(c => $"column {c}")];
        if (_cells.Count != _header.Length)
        {
            throw new DataFormatException(
                _source, number, 0, $"the line has {_cells.Count} cells, "
                + $"but {_header.Length} are expected: {CsvColumns.Shown(_header)}.");
        }

        if (_detector is null)
        {
            FindColumns(number);
        }

        DateTime? stamp = ReadStamp(number);
        for (int c = 0; c < _columns.Length; c++)
        {
            string cell = _cells[_columns[c]];
            _values[c] = float.NaN;
            if (cell.Length > 0 && !_numbers!.IsMissing(cell) && !TryRead(cell, out _values[c]))
            {
                throw _numbers.Refuse(_source, number, _columns[c] + 1, _header[_columns[c]], cell);
            }
        }

        if (IsTakenAlready(stamp))
        {
            return null;
        }

        _atLast = stamp == _last ? _atLast + 1 : 1;
        _last = stamp ?? _last;
        _rows++;
        RowVerdict verdict = _detector!.Take(stamp, _values);
        _answers += double.IsNaN(verdict.Score) ? 0 : 1;
        return new Answer(
            _times is null ? Invariant.Of($"{_rows}") : StampText, verdict,
            _header[_columns[verdict.Channel]], _values[verdict.Channel]);
    }

    /// <inheritdoc/>
    public void Learn()
    {
        // The detector learns from a row as soon as it has judged it.
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void SaveCheckpoint(string path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_detector is null)
        {
            throw new InvalidOperationException("The stream has not read a row yet, so it has no state to save.");
        }

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.WriteTexts(_header);
        writer.WriteTexts(_first);
        writer.Write(_delimiter);
        writer.Write(_learningRows);
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
        if (_detector is not null || _header is not null)
        {
            throw new InvalidOperationException("The stream has already read lines. Resume a new stream.");
        }

        string position = OnlineTrainer.PositionIn(path);
        try
        {
            using var reader = new BinaryReader(new MemoryStream(Convert.FromBase64String(position)));
            (string[]? header, string[]? first) = (reader.ReadTexts(), reader.ReadTexts());
            StateParts.Require(header is not null && header.Length == first?.Length);
            _cells.AddRange(first!);
            (_header, _delimiter, _learningRows) = (header, reader.ReadChar(), reader.ReadInt32());
            StateParts.Require(_learningRows > 0);
            FindColumns(number: 1);
            _detector!.Trainer.Resume(path, Problem);
            Pass(new StatePass(null, reader));
            _toPass = _atLast;
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
        _detector?.Dispose();
    }

    private void Pass(StatePass state) =>
        _detector!.Pass(state.Of(ref _last).Of(ref _atLast).Of(ref _rows).Of(ref _answers));

    // The number of training rows is not part of it: a stream continues with the one that it began with.
    private string Problem =>
        $"on-line detector of {string.Join(", ", _reading.Targets ?? ["all"])} "
        + $"at {_reading.Time ?? "the time that is found"} with "
        + JsonSerializer.Serialize(_options, SeriesJson.Default.DetectorOptions);

    /// <summary>
    /// Whether a row was taken before the stream was resumed: it is earlier than the last of those, or one of as many
    /// as had its time.
    /// </summary>
    private bool IsTakenAlready(DateTime? stamp)
    {
        if (_toPass >= 0 && stamp is not null && (stamp < _last || (stamp == _last && _toPass-- > 0)))
        {
            return true;
        }

        _toPass = -1;
        return false;
    }

    private bool IsHeader()
    {
        var numbers = new CellNumbers(_reading.DecimalSeparator ?? '.', _reading.Missing);
        return !_cells.Exists(c => numbers.TryRead(c, out _) || Amount.Parse(c) is not null);
    }

    private void FindColumns(long number)
    {
        string[] header = _header!;
        _numbers = new CellNumbers(
            _reading.DecimalSeparator ?? CsvDialect.FindDecimal(_delimiter, _cells), _reading.Missing);
        _times = FindTimes(header, number);
        bool IsTime(int column) => _times?.Columns.Contains(column) == true;
        _columns = _reading.Targets is { } targets and not [ReadOptions.All]
            ? [.. targets.Select(t => Column(header, t, nameof(_reading.Targets)))]
            : [
                .. Enumerable.Range(0, header.Length)
                    .Where(c => !IsTime(c) && TryRead(_cells[c], out _)),
            ];
        if (_reading.Targets is null or [ReadOptions.All]
            && Enumerable.Range(0, header.Length)
                .FirstOrDefault(c => !IsTime(c) && IsRefused(_cells[c]), -1) is >= 0 and int refused)
        {
            throw _numbers.RefuseColumn(
                _source, new CsvLine(number, [.. _cells]), refused, header[refused],
                "name the channels with {Targets}");
        }

        if (_columns.Length == 0)
        {
            throw _reading.Unfit(
                _source, number, 0, "the first row has no number to watch. Name the channels with {Targets}.");
        }

        (_values, _first) = (new float[_columns.Length], [.. _cells]);
        _detector = new ChannelDetector(_backend, _columns.Length, _learningRows, _options);
    }

    private bool IsRefused(string cell) =>
        !TryRead(cell, out _) && !_numbers!.IsMissing(cell) && CellNumbers.IsMeant(cell);

    private bool TryRead(string cell, out float value) =>
        _numbers!.TryRead(cell, out value) || Amount.TryRead(cell, _reading.DecimalSeparator, out value);

    private TimeColumns? FindTimes(string[] header, long number)
    {
        if (_reading.Time is null)
        {
            int time = _cells.FindIndex(c => c.Length > 0 && !_numbers!.TryRead(c, out _) && !_numbers.IsMissing(c)
                && Times(header, 0, -1, c) is not null);
            return time < 0 ? null : Times(header, time, -1, _cells[time]);
        }

        int[] columns = _reading.Time == ReadOptions.None ? []
            :
            [
                .. TimeColumns.NamesIn(_reading.Time, header)
                    .Select(name => Column(header, name, nameof(_reading.Time))),
            ];
        if (columns.Length == 0)
        {
            return null;
        }

        (int date, int clock) = columns.Length == 1 ? (columns[0], -1)
            : TimeColumns.InOrder(columns[0], columns[1], _cells[columns[0]], _cells[columns[1]]);
        return (clock >= 0 && TimeColumns.IsYear(header[columns[0]])
            ? TimeColumns.OfParts(header, [[.. _cells]], columns.Contains, null)
            : Times(header, date, clock, _cells[date])) ?? throw RefuseStamp(date, number);
    }

    /// <summary>How time stamps like the first are read; null if it is not a time stamp.</summary>
    private TimeColumns? Times(string[] header, int date, int clock, string first) =>
        _reading.TimeFormat is { } format ? TimeColumns.OfForm(format, header, date, clock, _cells, null)
        : StampFormat.Find([first], plainNumbers: false, out _) is { } stamps
            ? new TimeColumns(header, date, clock, stamps)
            : null;

    /// <summary>The time of the line, verbatim.</summary>
    private string StampText => string.Join(' ', _times!.Columns.Select(c => _cells[c]));

    private int Column(string[] header, string name, string property) =>
        Array.IndexOf(header, name) is >= 0 and var column ? column
        : throw _reading.Unfit(
            $"{_source} has no column '{name}', which {OptionSentence.Property(property)} "
            + $"names. {CsvColumns.Describe(header)}", name);

    private DateTime? ReadStamp(long number)
    {
        if (_times is null)
        {
            return null;
        }

        DateTime stamp = _times.TryRead(_cells, out DateTime read) ? read
            : throw _times.RefuseClock(_source, number, _cells, _reading) ?? RefuseStamp(_times.Date, number);
        return stamp >= _last || _last is null || _toPass >= 0 ? stamp
            : throw new DataFormatException(
                _source, number, _times.Date + 1,
                $"{StampText} is earlier than the row before it. Lines must come in order of time.");
    }

    private DataFormatException RefuseStamp(int column, long number) => _reading.Unfit(
        _source, number, column + 1,
        $"'{_cells[column]}' in column '{_header![column]}' is not a time stamp in the form of the first. Write it in "
        + $"that form, or pass {{TimeFormat}}.");

    private sealed class Answer(string label, RowVerdict verdict, string channel, float value) : IStreamAnswer
    {
        private string Reason =>
            verdict.Reason == RowReason.None ? "" : verdict.Reason.ToString().ToLowerInvariant();

        public string ToCsv() => double.IsNaN(verdict.Score) ? $"{CsvCell.Of(label)},,0,0,learning,,,"
            : Invariant.Of(
                $"{CsvCell.Of(label)},{verdict.Score:0.####},{(verdict.IsAnomalous ? 1 : 0)},"
                + $"{(verdict.IsAlarm ? 1 : 0)},{Reason},{CsvCell.Of(channel)},{ChannelTables.Number(value)},"
                + $"{ChannelTables.Number(verdict.Expected)}");

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("row", label);
            if (double.IsNaN(verdict.Score))
            {
                json.WriteNull("score");
                json.WriteString("reason", "learning");
            }
            else
            {
                json.WriteNumber("score", Math.Round(verdict.Score, 4));
                json.WriteBoolean("anomaly", verdict.IsAnomalous);
                json.WriteBoolean("alarm", verdict.IsAlarm);
                json.WriteString("reason", Reason);
                json.WriteString("channel", channel);
                json.Number("value", value);
                if (double.IsFinite(verdict.Expected))
                {
                    json.WriteNumber("expected", verdict.Expected);
                }
            }

            json.WriteEndObject();
        }
    }
}
