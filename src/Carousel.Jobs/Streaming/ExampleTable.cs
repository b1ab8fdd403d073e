using System.Text;
using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Streaming;

/// <summary>A small table that came as JSON.</summary>
internal static class ExampleTable
{
    /// <summary>The table as CSV, its columns in the order in which they are first named.</summary>
    /// <param name="rows">An object each, by column.</param>
    /// <param name="number">The number of the session's row, for messages.</param>
    /// <exception cref="DataFormatException">The rows are empty, or one is not an object of cells.</exception>
    public static string ToCsv(IReadOnlyList<JsonElement> rows, long number)
    {
        if (rows.Count == 0 || rows.Any(r => r.ValueKind != JsonValueKind.Object))
        {
            throw new DataFormatException(
                SteppingSession.Source, number, 0, "a table is an array of objects by column, one at least.");
        }

        var columns = new List<string>();
        var places = new Dictionary<string, int>();
        foreach (JsonProperty property in rows.SelectMany(r => r.EnumerateObject()))
        {
            if (places.TryAdd(property.Name, columns.Count))
            {
                columns.Add(property.Name);
                TableLimits.Require(columns.Count, SteppingSession.Source, number);
            }
        }

        var text = new StringBuilder().AppendJoin(',', columns.Select(CsvCell.Of)).Append('\n');
        foreach (JsonElement row in rows)
        {
            string[] cells = [.. Enumerable.Repeat("", columns.Count)];
            foreach (JsonProperty property in row.EnumerateObject())
            {
                string cell = RowColumns.TextOf(property.Value, number);
                cells[places[property.Name]] = cell == RowColumns.Missing ? "" : cell;
            }

            text.AppendJoin(',', cells.Select(CsvCell.Of)).Append('\n');
        }

        return text.ToString();
    }
}
