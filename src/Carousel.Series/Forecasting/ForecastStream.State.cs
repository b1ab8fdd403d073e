using System.Runtime.InteropServices;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Forecasting;

public sealed partial class ForecastStream
{
    private const string PositionName = "position";

    /// <summary>Takes cells in the order of the training.</summary>
    /// <param name="cells">As many as <see cref="StreamColumns.Names"/>.</param>
    /// <param name="decimalSeparator">How their numbers are written.</param>
    /// <param name="number">The row's number, from 1, for messages.</param>
    /// <param name="ahead">The columns known ahead of the following rows; null if they were not given.</param>
    /// <returns>The answer; null if the row belongs to an unfinished interval.</returns>
    /// <exception cref="DataFormatException">They can't be understood; the stream is as if they had not
    /// come.</exception>
    internal IStreamAnswer? Take(
        IReadOnlyList<string> cells, char decimalSeparator, long number, IReadOnlyList<RowCells>? ahead = null) =>
        Take(_lines.Read(cells, decimalSeparator, number) with
        {
            Ahead = ahead is null ? null : [.. ahead.Select(row => _lines.ReadAhead(row, number))],
        });

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void SaveCheckpoint(string path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.WriteTexts(_lines.Columns?.Header);
        writer.Write(_rows);
        writer.Write(_answers);
        Array.ForEach(_score.Sums, writer.Write);
        WriteSeries(writer);
        foreach (StreamHistory history in _series.Values)
        {
            writer.Write(history.Outstanding.Count);
            foreach (OutstandingForecast forecast in history.Outstanding)
            {
                writer.Write(forecast.Origin);
                writer.WriteFloats(forecast.Quantiles);
                writer.WriteFloats(forecast.Last);
            }
        }

        // A checkpoint holds numbers of single precision: each is four bytes of the position.
        stream.SetLength((stream.Length + sizeof(float) - 1) / sizeof(float) * sizeof(float));
        float[] position = MemoryMarshal.Cast<byte, float>(stream.ToArray()).ToArray();
        Learner().Save(path, Problem(), "", [new StoredTensor(PositionName, new Shape(position.Length), position)]);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void Resume(string path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_rows > 0)
        {
            throw new InvalidOperationException("The stream has already read lines. Resume a new stream.");
        }

        StoredTensor? position = Learner().Resume(path, Problem()).Tensors.GetValueOrDefault(PositionName);
        try
        {
            using var reader = new BinaryReader(new MemoryStream(
                position is null ? [] : MemoryMarshal.AsBytes(position.Values.Span).ToArray()));
            string[]? header = reader.ReadTexts();
            (_rows, _answers, _resumed) = (reader.ReadInt64(), reader.ReadInt64(), true);
            for (int s = 0; s < _score.Sums.Length; s++)
            {
                _score.Sums[s] = reader.ReadDouble();
            }

            _series.Clear();
            ReadSeries(reader);
            int targets = _design.TargetCount, length = _design.Horizon * targets * _design.Quantiles.Count;
            foreach (StreamHistory history in _series.Values)
            {
                for (int left = reader.ReadCount(sizeof(long)); left > 0; left--)
                {
                    history.Outstanding.Add(new OutstandingForecast(
                        reader.ReadInt64(), reader.ReadFloats(length), reader.ReadFloats(targets)));
                }
            }

            _lines.Columns = header is null ? null : StreamColumns.OfHeader(_design, _options.Source, header);
        }
        catch (Exception exception) when (exception is IOException or FormatException or ArgumentException)
        {
            throw new CheckpointException(
                $"{path}: the state of the stream cannot be read. It is damaged, or of an earlier version.", exception);
        }
    }

    /// <summary>Writes what the next answers of a stream of cells depend on: it neither learns nor is scored.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.WriteTexts(_lines.FirstTimes);
        _intervals?.Write(writer);
        WriteSeries(writer);
    }

    private void WriteSeries(BinaryWriter writer)
    {
        writer.Write(_series.Count);
        foreach (StreamHistory history in _series.Values)
        {
            writer.WriteText(history.Id);
            writer.Write(history.Rows);
            writer.WriteFloats(history.ToArray());
            writer.Write(history.Times.Count);
            foreach (DateTime time in history.Times)
            {
                writer.WriteTime(time);
            }

            writer.WriteStatics(history.Statics);
            writer.Write(history.Past.Count);
            foreach (PastForecast past in history.Past)
            {
                writer.Write(past.Origin);
                writer.WriteFloats(past.Middles);
                writer.WriteFloats(past.Ends);
                writer.WriteFloats(past.Truth);
            }
        }

        // Last, because states of earlier versions end before it.
        foreach (StreamHistory history in _series.Values.Where(h => h.Ahead.Count > 0))
        {
            writer.WriteText(history.Id);
            writer.WriteFloats([.. history.Ahead.SelectMany(a => a)]);
        }

        // An entry without rows ahead marks the test of drift: states of earlier versions end before it.
        writer.WriteText(null);
        writer.WriteFloats([]);
        _drift.Write(writer);
    }

    /// <summary>Restores the state that <see cref="Write"/> wrote; must be called before the first row.</summary>
    internal void Read(BinaryReader reader)
    {
        if (reader.ReadTexts() is { } first)
        {
            _lines.GoOn(first);
        }

        _intervals?.Read(reader, _design.Columns.Count);
        ReadSeries(reader);
    }

    private void ReadSeries(BinaryReader reader)
    {
        for (int left = reader.ReadCount(sizeof(long)); left > 0; left--)
        {
            StreamHistory history = ReadHistory(reader);
            StateParts.Require(_model.Knows(history.Id));
            _series.Add(history.Id ?? "", history);
        }

        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            bool isThere = _series.TryGetValue(reader.ReadText() ?? "", out StreamHistory? history);
            float[] ahead = reader.ReadFloats();
            if (ahead.Length == 0)
            {
                _drift.Read(reader);
                return;
            }

            StateParts.Require(
                isThere && _design.Known.Count > 0 && ahead.Length % _design.Known.Count == 0
                && history!.Ahead.Count == 0);
            history!.Ahead.AddRange(ahead.Chunk(_design.Known.Count));
        }
    }

    private StreamHistory ReadHistory(BinaryReader reader)
    {
        var history = new StreamHistory(_design, reader.ReadText(), _keep) { Rows = reader.ReadInt64() };
        float[] values = reader.ReadFloats();
        var times = new DateTime[reader.ReadCount(sizeof(long))];
        for (int t = 0; t < times.Length; t++)
        {
            times[t] = reader.ReadTime() ?? throw new FormatException("A row has no time.");
            StateParts.Require(t == 0 || times[t] > times[t - 1]);
        }

        history.Load(values, times);
        StateParts.Require(
            values.Length == history.Length * history.Columns && history.Rows >= history.Length && history.Length > 0
            && times.Length == (_design.TimeName is null ? 0 : history.Length));
        foreach ((string name, StaticValue value) in reader.ReadStatics())
        {
            history.Statics[name] = value;
        }

        int cells = _design.Horizon * _design.TargetCount;
        for (int left = reader.ReadCount(sizeof(long)); left > 0; left--)
        {
            history.Past.Add(new PastForecast(
                reader.ReadInt64(), reader.ReadFloats(cells), reader.ReadFloats(cells * _design.Intervals.Count * 2),
                reader.ReadFloats(cells)));
            StateParts.Require(history.Past[^1].Origin <= history.Rows);
        }

        return history;
    }

    /// <summary>An answer has no numbers for times at which the series is closed.</summary>
    private QuantileTable<Stage.InUnits> BlankClosed(StreamHistory history, QuantileTable<Stage.InUnits> table) =>
        table.To<Stage.InUnits>(_design.Closed is not { } closed ? null : (_, t, _, quantiles) =>
        {
            if (closed.Has(history.Id, history.TimeOf(t + 1)))
            {
                quantiles.Fill(double.NaN);
            }
        });
}
