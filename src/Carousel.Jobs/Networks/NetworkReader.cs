using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Networks;

namespace Carousel.Jobs.Networks;

/// <summary>
/// Reads sequences for a network from a table with one row per step, and a column that separates sequences if there are
/// several.
/// </summary>
internal static class NetworkReader
{
    /// <summary>Reads a table.</summary>
    /// <exception cref="DataFormatException">The table can't be read, or does not fit the network.</exception>
    public static NetworkData Read(NetworkDesign design, JobInput input)
    {
        using TextReader text = input.OpenTable();
        using var file = CsvFile.Open(text, input.Name, input.Cells.Delimiter, input.Cells.DecimalSeparator);
        var columns = new NetworkColumns(design, file.Header, input.Name, new CellNumbers(file.DecimalSeparator, []));
        var found = new List<(string Name, List<float> Input, List<float> Truth, List<int> Rows)>();
        var places = new Dictionary<string, int>();
        foreach (CsvLine row in file.Rows)
        {
            string name = columns.Sequence < 0 ? "" : row.Cells[columns.Sequence];
            if (!places.TryGetValue(name, out int place))
            {
                place = places[name] = found.Count;
                found.Add((name, [], [], []));
            }

            found[place].Input.AddRange(columns.Read(row.Cells, row.Line));
            found[place].Truth.AddRange(columns.ReadTruth(row.Cells, row.Line));
            found[place].Rows.Add(row.Row);
        }

        return new NetworkData(
            input.Name, columns.Sequence < 0 ? "" : file.Header[columns.Sequence],
            [.. found.Select(s => new NetworkSequence(s.Name, [.. s.Input], s.Rows) { Truth = [.. s.Truth] })],
            file.Notes);
    }
}
