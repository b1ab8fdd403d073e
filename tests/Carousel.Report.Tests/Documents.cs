namespace Carousel.Report.Tests;

/// <summary>Documents that several tests write.</summary>
internal static class Documents
{
    /// <summary>A text that would break a page in every place where it is not escaped.</summary>
    public const string Hostile = "</script><script>alert('x')</script><!-- \"quoted\" & <b>";

    public static LineChart Forecast { get; } = new(
        "Late flights",
        Axis.Time("", [new(2001, 6, 3), new(2001, 6, 3, 1, 0, 0), new(2001, 6, 3, 2, 0, 0)]),
        [
            new("truth", [1, 2.5, double.NaN], SeriesRole.Truth),
            new("forecast", [double.NaN, 2, 3], SeriesRole.Forecast),
        ])
    {
        Bands = [new Band("80 % interval", [double.NaN, 1, 2], [double.NaN, 3, 4])],
        Markers = [new Marker(1, "test begins")],
        IsZoomable = true,
        VisibleFrom = 1,
        ValueName = "late flights per hour",
        Decimals = 1,
    };

    public static BarChart Bars { get; } = new(
        "By horizon", Axis.Range("hours ahead", 1, 2),
        [new("carousel", [35.2, 40], SeriesRole.Forecast), new("ridge", [43.4, 44], SeriesRole.Baseline)]);

    public static HeatMap Heat { get; } = new(
        "Forget gate", Axis.Number("hour", [0, 1, 2]), ["0", "1"], [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, float.NaN])
    {
        RowName = "unit",
        Width = ChartWidth.Half,
    };

    public static Histogram Times { get; } = new("Time constants", [1, 10, 100], [3, 4])
    {
        IsLogarithmic = true,
        CountName = "units",
    };

    public static ReportDocument Of(params Block[] blocks) =>
        new("Title", "Headline.", [new Section("Section", blocks)]);

    /// <summary>One of everything.</summary>
    public static ReportDocument Full { get; } = new("Late flights", "19 % better.",
    [
        new Section("Result",
        [
            new KeyFigures([new KeyFigure("MAE", "35.2", "ridge: 43.4")]),
            new Table([new("model", Alignment.Left), new("MAE"), new("best", Alignment.Center)],
            [
                new TableRow([new("carousel"), new("35.2", IsBest: true), new("yes")], IsEmphasized: true),
                TableRow.Of("ridge", "43.4", "–"),
            ])
            { Caption = "Errors", Note = "Underlined: best." },
            new Paragraph("Plain."), new Paragraph("Small.", Tone.Quiet), new Paragraph("Mind this.", Tone.Warning),
        ])
        { Lead = "On the test part." },
        new Section("Forecast", [Forecast, Bars]),
        new Section("Gates", [Heat, Times]),
        new Section(
            "Settings",
            [new Facts([new Fact("seed", "1")]), new CodeBlock("carousel forecast --seed 1") { Caption = "Again:" }]),
    ])
    { Kicker = "carousel forecast", Footer = "Carousel" };
}
