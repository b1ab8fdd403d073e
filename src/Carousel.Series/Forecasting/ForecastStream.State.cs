using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Forecasting;

public sealed partial class ForecastStream
{
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

    /// <summary>Writes what the next answers of a stream of cells depend on: it neither learns nor is scored.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.WriteTexts(_lines.FirstTimes);
        _intervals?.Write(writer);
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
                continue;
            }

            StateParts.Require(
                isThere && _design.Known.Count > 0 && ahead.Length % _design.Known.Count == 0
                && ahead.Length <= _design.Horizon * _design.Known.Count && history!.Ahead.Count == 0);
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

    /// <summary>A target at a time at which the series is closed counts as missing, as does a rare zero.</summary>
    private void RemoveClosed(StreamRow row)
    {
        if (_design.Closed?.Has(row.Id, row.Stamp) == true)
        {
            row.Values.AsSpan(0, _design.TargetCount).Fill(float.NaN);
        }

        for (int k = 0; k < _design.TargetCount && _design.RareZeros is { } zeros; k++)
        {
            if (row.Values[k] == 0 && zeros.Has(_design.Targets[k], row.Id, row.Stamp))
            {
                row.Values[k] = float.NaN;
            }
        }
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
