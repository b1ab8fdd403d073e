namespace Carousel.Report.Html;

/// <summary>
/// A chart's numbers as a table and as one sentence, for those who do not see the chart or have no scripts.
/// </summary>
internal sealed record ChartTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>
    /// A longer table would weigh more than the chart: beyond this there is a row for each series instead.
    /// </summary>
    private const int LongestTable = 200;

    /// <summary>Whether there is a row for each position of the chart's axis.</summary>
    public bool HasRowForEachPosition { get; init; }

    /// <summary>The table of a chart.</summary>
    public static ChartTable Of(Chart chart) => chart switch
    {
        LineChart lines => OfSeries(lines.Axis, SeriesOf(lines), lines.Decimals),
        BarChart bars => OfSeries(bars.Axis, bars.Groups, bars.Decimals),
        Histogram histogram => OfHistogram(histogram),
        HeatMap map => OfHeatMap(map),
        _ => throw new ArgumentException($"A {chart.GetType().Name} has no table.", nameof(chart)),
    };

    /// <summary>The chart in one or two sentences.</summary>
    public static string SummaryOf(Chart chart) => chart.Summary.Length > 0 ? chart.Summary : chart switch
    {
        LineChart lines => $"{Kind("Line chart", lines)} {Described(lines.Axis, SeriesOf(lines), lines.Decimals)}",
        BarChart bars => $"{Kind("Bar chart", bars)} {Described(bars.Axis, bars.Groups, bars.Decimals)}",
        Histogram histogram => $"{Kind("Histogram", histogram)} {Described(histogram)}",
        HeatMap map =>
            $"{Kind("Heat map", map)} {map.Rows.Count} rows, {map.Columns.Count} "
            + $"columns, {RangeOf(map.Values.Select(value => (double)value), map.Decimals)}.",
        _ => chart.Title,
    };

    private static string Kind(string kind, Chart chart) =>
        chart.ValueName.Length > 0 ? $"{kind} of {chart.ValueName}." : $"{kind}.";

    private static IReadOnlyList<Series> SeriesOf(LineChart chart) =>
    [
        .. chart.Lines,
        .. chart.Bands.SelectMany(
            band =>
                new[] { new Series($"{band.Name}, lower", band.Lower), new Series($"{band.Name}, upper", band.Upper) }),
    ];

    private static string Described(Axis axis, IReadOnlyList<Series> series, int? decimals)
    {
        string along = axis.Count == 0 ? "No values." : $"From {axis.TextAt(0)} to {axis.TextAt(axis.Count - 1)}:";
        return $"{along} {string.Join("; ", series.Select(one => $"{one.Name} {RangeOf(one.Values, decimals)}"))}.";
    }

    private static string Described(Histogram histogram)
    {
        if (histogram.Counts.Count == 0)
        {
            return "No values.";
        }

        int highest = Enumerable.Range(0, histogram.Counts.Count).MaxBy(index => histogram.Counts[index]);
        return $"{histogram.Counts.Sum()} values; most, {histogram.Counts[highest]}, lie from "
            + $"{NumberText.Of(histogram.Edges[highest], histogram.Decimals)} "
            + $"to {NumberText.Of(histogram.Edges[highest + 1], histogram.Decimals)}.";
    }

    private static string RangeOf(IEnumerable<double> values, int? decimals)
    {
        double[] kept = [.. values.Where(double.IsFinite)];
        return kept.Length == 0
            ? "has no values"
            : $"{NumberText.Of(kept.Min(), decimals)} to {NumberText.Of(kept.Max(), decimals)}";
    }

    private static ChartTable OfSeries(Axis axis, IReadOnlyList<Series> series, int? decimals)
    {
        if (axis.Count > LongestTable)
        {
            return Summarized("series", series.Select(one => (one.Name, (IEnumerable<double>)one.Values)), decimals);
        }

        string first = axis.Name.Length > 0 ? axis.Name : "position";
        return new ChartTable(
            [first, .. series.Select(one => one.Name)],
            [.. Enumerable.Range(0, axis.Count).Select(index => (string[])
                [axis.TextAt(index), .. series.Select(one => NumberText.Of(one.Values[index], decimals))])])
        {
            HasRowForEachPosition = true,
        };
    }

    private static ChartTable OfHistogram(Histogram histogram) => new(
        ["from", "to", histogram.CountName.Length > 0 ? histogram.CountName : "count"],
        [.. Enumerable.Range(0, histogram.Counts.Count).Select(index => (string[])
            [
                NumberText.Of(histogram.Edges[index], histogram.Decimals),
                NumberText.Of(histogram.Edges[index + 1], histogram.Decimals),
                NumberText.Of(histogram.Counts[index], 0),
            ])]);

    private static ChartTable OfHeatMap(HeatMap map)
    {
        int width = map.Columns.Count;
        return Summarized(
            map.RowName.Length > 0 ? map.RowName : "row",
            map.Rows.Select(
                (name, row) => (name, Enumerable.Range(row * width, width).Select(index => (double)map.Values[index]))),
            map.Decimals);
    }

    private static ChartTable Summarized(
        string first, IEnumerable<(string Name, IEnumerable<double> Values)> series, int? decimals) =>
        new(
            [first, "values", "smallest", "mean", "largest"],
            [.. series.Select(one => SummaryRow(one.Name, one.Values, decimals))]);

    private static string[] SummaryRow(string name, IEnumerable<double> values, int? decimals)
    {
        double[] kept = [.. values.Where(double.IsFinite)];
        return kept.Length == 0
            ? [name, "0", "–", "–", "–"]
            :
            [
                name, NumberText.Of(kept.Length, 0), NumberText.Of(kept.Min(), decimals),
                NumberText.Of(kept.Average(), decimals), NumberText.Of(kept.Max(), decimals),
            ];
    }
}
