using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>
/// Brings the rows of a stream onto the grid of a model: an interval becomes a row when a line after it has come.
/// </summary>
/// <param name="sampling">The grid.</param>
/// <param name="source">How messages call the lines.</param>
internal sealed class StreamIntervals(Sampling sampling, string source)
{
    private readonly Dictionary<string, List<StreamRow>> _open = [];

    /// <summary>Takes a row.</summary>
    /// <param name="row">The row, with its own time.</param>
    /// <param name="column">Where its time stands, from 1.</param>
    /// <returns>A row on the grid; null if its interval is unfinished.</returns>
    /// <exception cref="DataFormatException">It lies before the interval that is open, or off the grid.</exception>
    public StreamRow? Take(StreamRow row, int column)
    {
        DateTime stamp = row.Stamp!.Value, point = sampling.PointOf(stamp);
        if (sampling.Kind == SamplingKind.Nearest)
        {
            return !sampling.IsOff(stamp) ? row with { Stamp = point }
                : throw new DataFormatException(
                    source, row.Number, column,
                    $"{Label(stamp)} is {Sampling.Words(sampling.ShiftOf(stamp))} off the grid of the training "
                    + $"({sampling.Frequency.Name}), more than a quarter of a step. Correct it, or remove the line.");
        }

        if (!_open.TryGetValue(row.Id ?? "", out List<StreamRow>? open))
        {
            _open.Add(row.Id ?? "", open = []);
        }

        DateTime? present = open.Count > 0 ? sampling.PointOf(open[0].Stamp!.Value) : null;
        if (point < present)
        {
            throw new DataFormatException(
                source, row.Number, column,
                $"{Label(stamp)} is before the interval of the previous rows, {Label(present.Value)}. Lines must "
                + "come in order of time.");
        }

        StreamRow? whole = point > present ? Close(open, present.Value, row.Number) : null;
        open.Add(row);
        return whole;
    }

    /// <summary>Writes the rows of the intervals that go on.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(_open.Count);
        foreach ((string id, List<StreamRow> rows) in _open)
        {
            writer.Write(id);
            writer.Write(rows.Count);
            foreach (StreamRow row in rows)
            {
                writer.WriteTime(row.Stamp);
                writer.WriteFloats(row.Values);
                writer.WriteStatics(row.Statics);
            }
        }
    }

    /// <summary>Reads them.</summary>
    /// <param name="reader">What <see cref="Write"/> wrote.</param>
    /// <param name="columns">Values of a row.</param>
    public void Read(BinaryReader reader, int columns)
    {
        for (int left = reader.ReadCount(least: 1); left > 0; left--)
        {
            string id = reader.ReadString();
            var rows = new List<StreamRow>();
            for (int row = reader.ReadCount(sizeof(long)); row > 0; row--)
            {
                DateTime? stamp = reader.ReadTime();
                StateParts.Require(stamp is not null);
                float[] values = reader.ReadFloats(columns);
                rows.Add(new StreamRow(0, stamp, id.Length > 0 ? id : null, values, reader.ReadStatics()));
            }

            _open.Add(id, rows);
        }
    }

    private StreamRow Close(List<StreamRow> open, DateTime point, long number)
    {
        StreamRow last = open[^1];
        float[] values = [.. last.Values.Select((_, c) => sampling.ValueOf([.. open.Select(r => r.Values[c])]))];
        open.Clear();
        return last with { Number = number, Stamp = point, Values = values };
    }

    private static string Label(DateTime stamp) =>
        stamp.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
