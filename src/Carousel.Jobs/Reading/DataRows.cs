using System.Data;
using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>
/// The rows of a data reader as those of a table of text: they take the way of every other table, with its checks and
/// its sentences. The row of a message is counted from 1, after the names.
/// </summary>
/// <param name="reader">The reader, before its first row.</param>
/// <param name="name">How messages call it.</param>
internal sealed class DataRows(IDataReader reader, string name)
{
    private const int SampleRows = 200;

    private int _count;

    /// <summary>The names of the columns.</summary>
    public string[] Header { get; } = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];

    /// <summary>Reads the rows.</summary>
    /// <returns>The first ones, and all.</returns>
    /// <exception cref="DataFormatException">The reader has no rows, or two columns have one name.</exception>
    public (IReadOnlyList<CsvLine> Sample, IEnumerable<CsvLine> All) Read()
    {
        if (Header.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new DataFormatException(
                $"{name}: two columns are called '{twice.Key}'. Give each column its own name.");
        }

        CsvLine[] sample = [.. Rest().Take(SampleRows)];
        return sample.Length > 0
            ? (sample, sample.Concat(Rest()))
            : throw new DataFormatException($"{name} has no rows.");
    }

    private IEnumerable<CsvLine> Rest()
    {
        while (reader.Read())
        {
            var cells = new string[Header.Length];
            for (int c = 0; c < cells.Length; c++)
            {
                cells[c] = TextOf(reader.GetValue(c));
            }

            yield return new CsvLine(_count + 1, cells) { Row = _count++ };
        }
    }

    /// <summary>A value as a cell; empty for a missing one.</summary>
    internal static string TextOf(object? value) => value switch
    {
        null or DBNull => "",
        string text => text.Trim(),
        bool flag => flag ? "1" : "0",
        DateOnly day => Invariant.Of($"{day:yyyy-MM-dd}"),
        DateTime stamp => Invariant.Of($"{stamp:yyyy-MM-dd HH:mm:ss.FFFFFFF}"),
        DateTimeOffset stamp => TextOf(stamp.UtcDateTime) + "Z",
        IFormattable other => Invariant.Of($"{other}"),
        _ => value.ToString() ?? "",
    };
}
