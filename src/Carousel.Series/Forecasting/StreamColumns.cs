using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>
/// Which cell of a line is what: by a header in any order, or without one in the order of <see cref="Names"/>.
/// </summary>
internal sealed class StreamColumns
{
    private readonly ForecastDesign _design;
    private readonly string _source;
    private readonly int[] _ids;

    private StreamColumns(ForecastDesign design, string source, string[] header)
    {
        (_design, _source, Header) = (design, source, header);
        Times = design.TimeName is { } time
            ? [.. TimeColumns.NamesIn(time, header).Select(Find)]
            : [];
        _ids = design.IdName is { } id ? [.. CsvColumns.NamesIn(id, header).Select(Find)] : [];
        Values = [.. MeterReadings.NamesOf(design.Columns).Select(Find)];
        Static = [.. design.StaticColumns.Select(Find)];
    }

    /// <summary>The names of the cells.</summary>
    public string[] Header { get; }

    /// <summary>The cell of the time stamp, or those of date and hour; none where rows are numbered.</summary>
    public int[] Times { get; }

    /// <summary>The cells of the design's columns.</summary>
    public int[] Values { get; }

    /// <summary>The cells of the static columns, in the order of <see cref="ForecastDesign.StaticColumns"/>.</summary>
    public int[] Static { get; }

    /// <summary>Which series a line belongs to; null where there is one.</summary>
    /// <param name="cells">The cells of the line.</param>
    public string? IdOf(IReadOnlyList<string> cells) =>
        _ids.Length == 0 ? null : string.Join('/', _ids.Select(c => cells[c]));

    /// <summary>What a line without a header holds, in this order.</summary>
    public static string[] Names(ForecastDesign design) =>
    [
        .. design.TimeName?.Split(',', StringSplitOptions.TrimEntries) ?? [],
        .. design.IdName is { } id ? CsvColumns.NamesIn(id, []) : [],
        .. MeterReadings.NamesOf(design.Columns), .. design.StaticColumns,
    ];

    /// <summary>
    /// Whether a line names columns instead of holding values: one of its cells is the name of a column that the model
    /// was trained on.
    /// </summary>
    public static bool IsHeader(ForecastDesign design, IReadOnlyList<string> cells) =>
        cells.Any(cell => Names(design).Contains(cell, StringComparer.OrdinalIgnoreCase));

    /// <summary>Columns by a header.</summary>
    /// <exception cref="DataFormatException">A column is missing, or is there twice.</exception>
    public static StreamColumns OfHeader(ForecastDesign design, string source, IReadOnlyList<string> header) =>
        new(design, source, [.. header]);

    /// <summary>Columns in the order of the training, for a stream without a header.</summary>
    public static StreamColumns Trained(ForecastDesign design, string source) => new(design, source, Names(design));

    /// <summary>A line has more or fewer cells than it should.</summary>
    public DataFormatException RefuseCount(long line, int cells) => new(
        _source, line, 0,
        $"the line has {FigureText.Counted(cells, "cell")}, but {Header.Length} are expected: "
        + $"{CsvColumns.Shown(Header)}.");

    private int Find(string name)
    {
        int[] exact = [.. Enumerable.Range(0, Header.Length).Where(c => Header[c] == name)];
        int[] near = exact.Length > 0
            ? exact
            : [
                .. Enumerable.Range(0, Header.Length)
                    .Where(c => Header[c].Equals(name, StringComparison.OrdinalIgnoreCase)),
            ];
        return near.Length switch
        {
            1 => near[0],
            0 =>
                throw new DataFormatException(
                    $"The model was trained on columns {CsvColumns.Shown(Names(_design))}; {_source} lacks '{name}'.")
                { MissingColumn = name },
            _ =>
                throw new DataFormatException(
                    $"{_source} has the column '{name}' {near.Length} times. Give each column its own name."),
        };
    }
}
