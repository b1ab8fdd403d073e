using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>Level and name of each node of a hierarchy, as cells of a table.</summary>
internal sealed class NodeNames
{
    private readonly string[] _cells;

    private NodeNames(Hierarchy hierarchy) => _cells =
        [.. hierarchy.Nodes.Select(n => $",{CsvCell.Of(hierarchy.Levels[n.Level])},{CsvCell.Of(n.Name)}")];

    /// <summary>Those of a set; null where the design knows no hierarchy.</summary>
    /// <param name="design">Which columns group the series.</param>
    /// <param name="set">The sums and series.</param>
    public static NodeNames? Of(ForecastDesign design, SeriesSet set) => design.Hierarchy is { } text
        ? new NodeNames(Hierarchy.OfWhole(HierarchyForm.Parse(text), set.Series))
        : null;

    /// <summary>The cells of a series, each with a comma before it.</summary>
    /// <param name="series">Its place in the set.</param>
    public string CellsOf(int series) => _cells[series];
}
