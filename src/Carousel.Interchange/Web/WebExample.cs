using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Interchange.Networks;
using Carousel.Networks;

namespace Carousel.Interchange.Web;

/// <summary>
/// Some rows of a file for the page's box: only columns that the model reads, so that nothing else of the file leaves
/// it.
/// </summary>
internal static partial class WebExample
{
    private const int FewestRows = 96, MostLetters = 20_000;
    private static readonly char[] _marks = [',', ';', '\t'];

    /// <summary>What the page reads as an empty cell.</summary>
    private static readonly HashSet<string> _missing = new(
        ["", "na", "nan", "null", "?"], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The first rows of a table; of a forecaster the last ones, the last targets left open where the model reads
    /// columns that are known ahead.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="table">The table, its header first.</param>
    /// <returns>CSV; empty where the network reads no table, the table lacks a column, a cell is quoted or written as
    /// the page does not read it, or the rows are too many for a page.</returns>
    public static string Of(PortableNetwork network, TextReader table)
    {
        if (network.Table is not { } shape || table.ReadLine() is not { } header)
        {
            return "";
        }

        string[] lines = ReadRows(table, network, shape);
        char mark = _marks.MaxBy(m => header.Count(c => c == m));
        string[] names = header.TrimStart('\uFEFF').Split(mark, StringSplitOptions.TrimEntries);
        HashSet<string> read = [.. Sources(network).SelectMany(s => new[] { s.Column, s.Whole }), shape.Time
            ?? "", "id"];
        int[] kept = [.. Enumerable.Range(0, names.Length).Where(c => read.Contains(names[c]))];
        string[][] cells = [.. lines.Select(l => l.Split(mark, StringSplitOptions.TrimEntries))];
        bool isComplete = Sources(network)
            .Where(s => s.Kind is not (PortableSourceKind.Sine or PortableSourceKind.Cosine or PortableSourceKind.Step))
            .All(s => names.Contains(s.Column));
        if (!isComplete || header.Contains('"')
            || lines.Any(l => l.Contains('"')) || cells.Any(c => c.Length != names.Length))
        {
            return "";
        }

        if (kept.Any(
            c =>
                cells.Any(
                    row => names[c] != "id" && !(names[c] == shape.Time ? Stamp().IsMatch(row[c]) : IsNumber(row[c])))))
        {
            return "";
        }

        HashSet<string> open = IsKnownAhead(network)
            ? [.. network.Answer.Values.Select(v => v.Source?.Column ?? "")]
            : [];
        int firstAhead = cells.Length - shape.Horizon;
        string text = string.Concat(
            cells.Select(
                (row, r) =>
                    string.Join(mark, kept.Select(c => r >= firstAhead && open.Contains(names[c]) ? "" : row[c]))
                        + "\n")
            .Prepend(string.Join(mark, kept.Select(c => names[c])) + "\n"));
        return text.Length <= MostLetters ? text : "";
    }

    private static string[] ReadRows(TextReader table, PortableNetwork network, PortableTable shape)
    {
        int back = Sources(network).Select(s => Math.Max(s.Back, s.Rows)).DefaultIfEmpty().Max(),
            most = Math.Max(FewestRows, shape.Lookback + back + (2 * shape.Horizon));
        var rows = new Queue<string>();
        while ((shape.Lookback > 0 || rows.Count < most) && table.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                rows.Enqueue(line);
            }

            if (rows.Count > most)
            {
                rows.Dequeue();
            }
        }

        return [.. rows];
    }

    private static bool IsNumber(string cell) =>
        _missing.Contains(cell)
            || (float.TryParse(
                cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture, out float number) && float.IsFinite(number));

    /// <summary>A time stamp as the page reads it.</summary>
    [GeneratedRegex(@"^\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?Z?$")]
    private static partial Regex Stamp();

    private static IEnumerable<PortableSource> Sources(PortableNetwork network) =>
        network.Input.Values.Concat(network.InputBefore?.Values ?? []).Select(v => v.Source).OfType<PortableSource>();

    /// <summary>Whether rows ahead contain known values.</summary>
    private static bool IsKnownAhead(PortableNetwork network) =>
        network.InputBefore is not null
            && network.Input.Values.Any(v => v.Source is { Kind: PortableSourceKind.Value, Back: 0 });
}
