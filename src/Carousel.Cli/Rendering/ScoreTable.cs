using System.Globalization;
using Spectre.Console;

namespace Carousel.Cli.Rendering;

/// <summary>The result against the baselines: a line each, the best value of a column bold.</summary>
internal static class ScoreTable
{
    private static readonly (string Key, string Title, string Short)[] _columns =
        [("mae", "MAE", "MAE"), ("rmse", "RMSE", "RMSE"), ("mase", "MASE", "MASE"), ("wql", "weighted quantile loss", "WQL")];

    // With the titles in full the table is about as wide as this.
    private const int FullWidth = 118;

    // Errors as multiples of the naive forecast's: two decimals tell them apart.
    private const int ScaledDecimals = 2;

    /// <summary>Writes the table to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="rows">The model first, then the baselines.</param>
    public static void Write(Terminal terminal, IReadOnlyList<ScoreRow> rows)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        table.AddColumn(Column("", Justify.Left));
        bool isShort = terminal.OutIsTerminal && terminal.Width < FullWidth;
        (string Key, string Title, string Short)[] columns = [.. _columns.Where(c => rows.Any(r => r.Metrics.ContainsKey(c.Key)))];
        foreach ((_, string title, string abbreviation) in columns)
        {
            table.AddColumn(Column(isShort ? abbreviation : title, Justify.Right));
        }

        double[] levels = [.. rows.SelectMany(r => r.Coverage.Keys).Distinct().Order()];
        foreach (double level in levels)
        {
            table.AddColumn(Column(string.Create(CultureInfo.InvariantCulture, $"{level} %{(isShort ? "" : " interval covers")}"), Justify.Right));
        }

        foreach (ScoreRow row in rows)
        {
            string[] metrics = [.. columns.Select(c => Cell(rows, row, c.Key))];
            string[] coverage = [.. levels.Select(l => row.Coverage.TryGetValue(l, out double share) ? $"{Figures.Number(share * 100, 1)} %" : Figures.Unknown)];
            table.AddRow([Markup.Escape("  " + row.Title), .. metrics, .. coverage]);
        }

        terminal.Write(table);
    }

    private static TableColumn Column(string title, Justify side) => new TableColumn(Markup.Escape(title)) { Alignment = side, NoWrap = true }.PadLeft(0).PadRight(3);

    private static string Cell(IReadOnlyList<ScoreRow> rows, ScoreRow row, string key)
    {
        if (!row.Metrics.TryGetValue(key, out double value) || !double.IsFinite(value))
        {
            return Figures.Unknown;
        }

        double[] all = [.. rows.Where(r => r.Metrics.ContainsKey(key)).Select(r => r.Metrics[key]).Where(double.IsFinite)];
        string text = Figures.Number(value, key == "mase" ? ScaledDecimals : Figures.Decimals(all));
        return value == all.Min() && all.Length > 1 ? $"[bold]{text}[/]" : text;
    }
}
