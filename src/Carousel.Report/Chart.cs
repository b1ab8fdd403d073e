namespace Carousel.Report;

/// <summary>
/// How much of the page's width a chart takes where the page is wide; on a narrow page every chart takes all of it.
/// </summary>
internal enum ChartWidth
{
    /// <summary>All of it.</summary>
    Full,

    /// <summary>Half: two such charts in a row stand side by side.</summary>
    Half,
}

/// <summary>A chart. It gets full numbers, not rounded ones; readers can take them out again as a CSV file.</summary>
/// <param name="Title">What the chart shows.</param>
internal abstract record Chart(string Title) : Block
{
    /// <summary>One sentence under the title: how to read the chart or what to see in it. Empty for none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>The chart in words, for those who do not see it. Empty for a sentence made from the numbers.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What the values are, with their unit, such as <c>late flights per hour</c>.</summary>
    public string ValueName { get; init; } = "";

    /// <summary>How many decimals a shown value gets; null for four significant digits.</summary>
    public int? Decimals { get; init; }

    /// <summary>Its width on a wide page.</summary>
    public ChartWidth Width { get; init; } = ChartWidth.Full;
}

/// <summary>The meaning of a line or a group of bars. It decides the colour, the same one in every chart.</summary>
internal enum SeriesRole
{
    /// <summary>One of several equals: the next colour of the palette.</summary>
    Plain,

    /// <summary>What happened.</summary>
    Truth,

    /// <summary>What the model said.</summary>
    Forecast,

    /// <summary>What the model is compared with: dashed; several differ by colour, dash and mark.</summary>
    Baseline,
}

/// <summary>Named values along the axis of a chart.</summary>
/// <param name="Name">The name in the legend.</param>
/// <param name="Values">One value for each position of the axis; NaN if missing.</param>
/// <param name="Role">Its meaning.</param>
internal sealed record Series(string Name, IReadOnlyList<double> Values, SeriesRole Role = SeriesRole.Plain);

/// <summary>An interval along the axis of a chart, drawn as a band.</summary>
/// <param name="Name">The name in the legend, such as <c>80 % interval</c>.</param>
/// <param name="Lower">The lower bound for each position of the axis; NaN if missing.</param>
/// <param name="Upper">The upper bound for each position of the axis; NaN if missing.</param>
internal sealed record Band(string Name, IReadOnlyList<double> Lower, IReadOnlyList<double> Upper)
{
    /// <summary>
    /// The name of the line whose interval it is: it takes that line's colour. Empty for the forecast's.
    /// </summary>
    public string Line { get; init; } = "";
}

/// <summary>A vertical line at one position of the axis, such as where a forecast starts.</summary>
/// <param name="Position">The index of the position, from 0.</param>
/// <param name="Label">A short text at its top. Empty for none.</param>
internal sealed record Marker(int Position, string Label = "");

/// <summary>Lines over a common axis, with bands for intervals: a forecast over the truth, training curves.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="Axis">The positions.</param>
/// <param name="Lines">The lines, drawn in this order over the bands.</param>
internal sealed record LineChart(string Title, Axis Axis, IReadOnlyList<Series> Lines) : Chart(Title)
{
    /// <summary>Intervals, the widest first: a later band lies over an earlier one.</summary>
    public IReadOnlyList<Band> Bands { get; init; } = [];

    /// <summary>Vertical lines.</summary>
    public IReadOnlyList<Marker> Markers { get; init; } = [];

    /// <summary>Whether a reader can zoom along the axis; the values' axis follows what is seen.</summary>
    public bool IsZoomable { get; init; }

    /// <summary>
    /// The first position seen when the report opens, where the chart is zoomable; what lies before it is one pull
    /// away.
    /// </summary>
    public int VisibleFrom { get; init; }

    /// <summary>Whether the values' axis is logarithmic; a value not above zero is then a gap.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>
    /// What the values' axis shows at least, so that pictures of the same quantity are alike; null to follow the
    /// values.
    /// </summary>
    public ValueSpan? Span { get; init; }
}

/// <summary>A stretch of an axis of values.</summary>
/// <param name="Lowest">Where it begins.</param>
/// <param name="Highest">Where it ends.</param>
internal sealed record ValueSpan(double Lowest, double Highest)
{
    /// <summary>0 to 1: shares and gates.</summary>
    public static ValueSpan Share { get; } = new(0, 1);
}

/// <summary>Bars over named positions, several groups side by side: errors by horizon, by hour of the day.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="Axis">The positions.</param>
/// <param name="Groups">The groups, one bar each at every position.</param>
internal sealed record BarChart(string Title, Axis Axis, IReadOnlyList<Series> Groups) : Chart(Title)
{
    /// <summary>Where a press on the bars of each position leads on the same page; empty for nowhere.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];
}

/// <summary>How the values of a heat map become colours.</summary>
internal enum ColorScale
{
    /// <summary>From pale to strong: gates, from 0 to 1.</summary>
    Sequential,

    /// <summary>
    /// Two colours around a pale middle, the same range on both sides of zero: cell and hidden states.
    /// </summary>
    Diverging,
}

/// <summary>A field of colours: units from top to bottom, time from left to right.</summary>
/// <param name="Title">What the chart shows.</param>
/// <param name="Columns">The positions from left to right, such as time.</param>
/// <param name="Rows">The names of the rows from top to bottom, such as the numbers of units.</param>
/// <param name="Values">[rows, columns], row after row; NaN if missing.</param>
internal sealed record HeatMap(string Title, Axis Columns, IReadOnlyList<string> Rows, IReadOnlyList<float> Values)
    : Chart(Title)
{
    /// <summary>How values become colours.</summary>
    public ColorScale Scale { get; init; }

    /// <summary>What the rows are, such as <c>unit</c>.</summary>
    public string RowName { get; init; } = "";

    /// <summary>
    /// The value of the first colour; null for the smallest value, or minus the largest size where the scale is
    /// diverging.
    /// </summary>
    public double? Minimum { get; init; }

    /// <summary>
    /// The value of the last colour; null for the largest value, or the largest size where the scale is diverging.
    /// </summary>
    public double? Maximum { get; init; }
}
