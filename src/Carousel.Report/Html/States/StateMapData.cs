using System.Globalization;

namespace Carousel.Report.Html;

/// <summary>
/// How the values of a map are laid out in the page: an overview for the first look, and tiles that the script reads
/// where they are seen.
/// </summary>
internal sealed class StateMapData
{
    /// <summary>How many columns a tile has; the last of a row has what is left.</summary>
    public const int TileColumns = 4096;

    /// <summary>How many units a tile has; the last of a column has what is left.</summary>
    public const int TileUnits = 64;

    /// <summary>Lays out a map.</summary>
    public StateMapData(StateMap map, string name)
    {
        (Map, Name) = (map, name);
        Layouts = [.. map.Quantities.Select(quantity => new StateMapLayout(quantity))];
    }

    /// <summary>The map.</summary>
    public StateMap Map { get; }

    /// <summary>Its name for links.</summary>
    public string Name { get; }

    /// <summary>T.</summary>
    public int Steps => Layouts[0].Values.Steps;

    /// <summary>The layout of each quantity.</summary>
    public IReadOnlyList<StateMapLayout> Layouts { get; }

    /// <summary>Writes what the first drawing needs: the overview of the first quantity.</summary>
    public void WriteFirst(HtmlText html) => WriteOverview(html, 0);

    /// <summary>
    /// Writes the rest after the script, so that the first drawing does not wait for it.
    /// </summary>
    public void WriteRest(HtmlText html)
    {
        for (int quantity = 1; quantity < Map.Quantities.Count; quantity++)
        {
            WriteOverview(html, quantity);
        }

        if (Map.StepNames.Count > 0)
        {
            Write(html, $"{Name}-names", StateBytes.OfTexts(Map.StepNames));
        }

        for (int quantity = 0; quantity < Map.Quantities.Count; quantity++)
        {
            if (Layouts[quantity].OverviewFactor > 1)
            {
                WriteTiles(html, quantity);
            }
        }
    }

    private void WriteOverview(HtmlText html, int quantity)
    {
        StateMapLayout layout = Layouts[quantity];
        int[] units = [.. Map.Units.Select(unit => unit.Index)];
        Write(
            html, Invariant($"{Name}-q{quantity}"),
            StateBytes.OfValues(layout.Values, layout.Range, units, 0, layout.OverviewColumns, layout.OverviewFactor));
    }

    // All units of the first steps come first: the map opens there.
    private void WriteTiles(HtmlText html, int quantity)
    {
        StateMapLayout layout = Layouts[quantity];
        for (int tile = 0; tile * TileColumns < layout.Values.Columns; tile++)
        {
            int first = tile * TileColumns, columns = Math.Min(TileColumns, layout.Values.Columns - first);
            for (int row = 0; row * TileUnits < Map.Units.Count; row++)
            {
                int[] units = [.. Map.Units.Skip(row * TileUnits).Take(TileUnits).Select(unit => unit.Index)];
                Write(
                    html, Invariant($"{Name}-q{quantity}-{row}-{tile}"),
                    StateBytes.OfValues(layout.Values, layout.Range, units, first, columns, 1));
            }
        }
    }

    private static void Write(HtmlText html, string id, string bytes) =>
        html.Markup($"<script type=\"application/octet-stream\" id=\"{id}\">").Markup(bytes).Markup("</script>\n");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
