using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>
/// A field of colours in letters: shades, with other signs below zero if the scale has two sides.
/// </summary>
internal static class HeatMapText
{
    private const int MostRows = 24;
    private const int WidestName = 20;
    private const int WidestCell = 4;
    private const string Shades = " ░▒▓█";
    private const string Below = " ·:=≡";

    /// <summary>Draws the field; where there is not room for every row or column, neighbours are averaged.</summary>
    public static IEnumerable<string> Draw(HeatMap map, int width, Pen pen)
    {
        int rows = map.Rows.Count;
        int columns = map.Columns.Count;
        if (rows == 0 || columns == 0)
        {
            yield break;
        }

        bool isDiverging = map.Scale == ColorScale.Diverging;
        double[] kept = [.. map.Values.Where(float.IsFinite).Select(v => (double)v)];
        double largest = kept.Select(Math.Abs).DefaultIfEmpty(1).Max();
        double low = map.Minimum ?? (isDiverging ? -largest : kept.DefaultIfEmpty(0).Min());
        double high = map.Maximum ?? (isDiverging ? largest : kept.DefaultIfEmpty(1).Max());
        int drawn = Math.Min(rows, MostRows);
        string[] names = [.. Enumerable.Range(0, drawn).Select(r => map.Rows[r * rows / drawn])];
        int margin = Math.Min(WidestName, names.Max(n => n.Length));
        int room = Math.Max(1, width - margin - 2);
        int places = Math.Min(columns, room);
        int wide = Math.Clamp(room / places, 1, WidestCell);

        string head = string.Join(
            ", ",
            new[] { map.ValueName,
                map.RowName.Length > 0
                    ? $"each line {(map.RowName[0] is 'a' or 'e' or 'i' or 'o' ? "an" : "a")} {map.RowName}"
                    : "" }.Where(n => n.Length > 0));
        if (head.Length > 0)
        {
            yield return pen.Dim(head);
        }

        for (int r = 0; r < drawn; r++)
        {
            string line = string.Concat(Enumerable.Range(0, places)
                .Select(c => new string(Shade(Mean(map, r, drawn, c, places), low, high, isDiverging), wide)));
            string name = BarChartText.Fit(names[r], margin);
            yield return $"{pen.Dim($"{name} │")}{line}{pen.Dim("│")}";
        }

        foreach (string line in new PositionAxis(map.Columns, places * wide).Draw(margin, pen))
        {
            yield return line;
        }

        string shades = Shades.Replace(' ', '⎵');
        yield return pen.Dim(isDiverging
            ? $"{MeasuredText.Number(low)} {string.Concat(Below.Skip(1).Reverse())} "
                + $"0 {Shades[1..]} {MeasuredText.Number(high)}"
            : $"{MeasuredText.Number(low)} {shades} {MeasuredText.Number(high)}");
    }

    private static double Mean(HeatMap map, int row, int rows, int column, int columns)
    {
        (int allRows, int allColumns) = (map.Rows.Count, map.Columns.Count);
        double sum = 0;
        int count = 0;
        for (int r = row * allRows / rows; r < Math.Max((row * allRows / rows) + 1, (row + 1) * allRows / rows); r++)
        {
            for (int c = column * allColumns / columns; c
                < Math.Max((column * allColumns / columns) + 1, (column + 1) * allColumns / columns); c++)
            {
                float value = map.Values[(r * allColumns) + c];
                (sum, count) = float.IsFinite(value) ? (sum + value, count + 1) : (sum, count);
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }

    private static char Shade(double value, double low, double high, bool isDiverging)
    {
        if (double.IsNaN(value))
        {
            return '×';
        }

        if (!isDiverging)
        {
            double share = high > low ? (value - low) / (high - low) : 0;
            return Shades[(int)Math.Clamp(share * Shades.Length, 0, Shades.Length - 1)];
        }

        double size = value < 0 ? value / low : value / high;
        return (value < 0
            ? Below
            : Shades)[(int)Math.Clamp(Math.Round(size * (Shades.Length - 1)), 0, Shades.Length - 1)];
    }
}
