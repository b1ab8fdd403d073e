using System.Globalization;

namespace Carousel.Report.Html.States;

/// <summary>How the values of a map are laid out in the page: an overview for the first look, and tiles that the script reads where they are seen.</summary>
internal sealed class StateMapData
{
    /// <summary>How many columns a tile has; the last of a row has what is left.</summary>
    public const int TileColumns = 4096;

    /// <summary>How many units a tile has; the last of a column has what is left.</summary>
    public const int TileUnits = 64;

    /// <summary>About as many columns as a wide screen shows.</summary>
    private const int MostOverviewColumns = 1024;

    /// <summary>Lays out a map.</summary>
    public StateMapData(StateMap map, string name)
    {
        (Map, Name) = (map, name);
        StateMapRecorder first = map.Quantities[0].Values;
        (Steps, StepsPerColumn, Columns) = (first.Steps, first.StepsPerColumn, first.Columns);
        OverviewFactor = 1;
        while (Columns > MostOverviewColumns * OverviewFactor)
        {
            OverviewFactor *= 2;
        }

        Ranges = [.. map.Quantities.Select(StateRange.Of)];
    }

    /// <summary>The map.</summary>
    public StateMap Map { get; }

    /// <summary>Its name for links.</summary>
    public string Name { get; }

    /// <summary>T.</summary>
    public int Steps { get; }

    /// <summary>How many steps a column holds.</summary>
    public int StepsPerColumn { get; }

    /// <summary>How many columns there are.</summary>
    public int Columns { get; }

    /// <summary>How many columns are one of the overview; 1 where the overview is all there is.</summary>
    public int OverviewFactor { get; }

    /// <summary>What the levels of each quantity stand for.</summary>
    public IReadOnlyList<StateRange> Ranges { get; }

    /// <summary>Writes what the first drawing needs: the overview of the first quantity.</summary>
    public void WriteFirst(HtmlText html) => WriteOverview(html, 0);

    /// <summary>Writes all else, which stands behind the script so that the first drawing does not wait for it.</summary>
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

        for (int quantity = 0; quantity < Map.Quantities.Count && OverviewFactor > 1; quantity++)
        {
            WriteTiles(html, quantity);
        }
    }

    private void WriteOverview(HtmlText html, int quantity)
    {
        int columns = (Columns + OverviewFactor - 1) / OverviewFactor;
        int[] units = [.. Map.Units.Select(unit => unit.Index)];
        Write(html, Invariant($"{Name}-q{quantity}"), StateBytes.OfValues(Map.Quantities[quantity].Values, Ranges[quantity], units, 0, columns, OverviewFactor));
    }

    // All units of the first steps come first: the map opens there.
    private void WriteTiles(HtmlText html, int quantity)
    {
        for (int tile = 0; tile * TileColumns < Columns; tile++)
        {
            int first = tile * TileColumns, columns = Math.Min(TileColumns, Columns - first);
            for (int row = 0; row * TileUnits < Map.Units.Count; row++)
            {
                int[] units = [.. Map.Units.Skip(row * TileUnits).Take(TileUnits).Select(unit => unit.Index)];
                Write(html, Invariant($"{Name}-q{quantity}-{row}-{tile}"), StateBytes.OfValues(Map.Quantities[quantity].Values, Ranges[quantity], units, first, columns, 1));
            }
        }
    }

    private static void Write(HtmlText html, string id, string bytes) =>
        html.Markup($"<script type=\"application/octet-stream\" id=\"{id}\">").Markup(bytes).Markup("</script>\n");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
