using System.Text.Json.Serialization;

namespace Carousel.Studio.Messages;

/// <summary>Some rows of a table.</summary>
/// <param name="From">The first, from 0.</param>
/// <param name="Total">How many the table has.</param>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Cells">The cells of each row.</param>
/// <param name="Lines">The line of each row, from 1.</param>
internal sealed record RowPage(
    int From, int Total, IReadOnlyList<string> Columns,
    [property: JsonPropertyName("rows")] IReadOnlyList<IReadOnlyList<string>> Cells,
    IReadOnlyList<long> Lines);

/// <summary>Columns of a table, thinned.</summary>
/// <param name="Axis"><c>time</c> or <c>row</c>.</param>
/// <param name="From">The first row.</param>
/// <param name="To">The row after the last.</param>
/// <param name="Total">How many rows the table has.</param>
/// <param name="Series">A series for each column.</param>
/// <param name="Ids">Values of the id column.</param>
internal sealed record Plot(
    string Axis, int From, int To, int Total, IReadOnlyList<PlotSeries> Series, IReadOnlyList<string> Ids);

/// <summary>A column, thinned.</summary>
/// <param name="Column">Its name.</param>
/// <param name="X">Milliseconds since 1970, or rows.</param>
/// <param name="Y">Values; null where missing.</param>
internal sealed record PlotSeries(string Column, IReadOnlyList<double> X, IReadOnlyList<double?> Y);
