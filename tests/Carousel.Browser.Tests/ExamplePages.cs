using Carousel.Report;

namespace Carousel.Browser.Tests;

/// <summary>Pages that the tests open, each written once.</summary>
internal static class ExamplePages
{
    public const int Steps = 6000;
    public const int Units = 24;

    // 16 by 16 places of grey, a board of four fields.
    private const string Board =
        "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAAAAAA6mKC9AAAAF0lEQVR42mPQgIL/UMAwQAIwBkxigAQAYaKTgVWqvz0AAAAASUVORK5CYII=";

    private static readonly Lazy<string> _full = new(() => Write(Full(), "full.html"));

    /// <summary>
    /// A page with every block and a map of 24 units over 6,000 characters, unit 5 of which is 1 from step 4,000 to
    /// 4,019 and else near 0.
    /// </summary>
    public static string FullPath => _full.Value;

    /// <summary>Writes a document into a new folder.</summary>
    public static string Write(ReportDocument document, string name)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("carousel-browser-").FullName, name);
        ReportWriter.Write(document, path);
        return path;
    }

    private static ReportDocument Full() => new("Every block", "One of each.",
    [
        new Section("Result",
        [
            new KeyFigures([new KeyFigure("accuracy", "0.93", "chance: 0.50"), new KeyFigure("units", "24")]),
            new Table([new("unit", Alignment.Left), new("selectivity")],
            [
                new TableRow(
                    [
                        new("unit 5") { Link = new UnitLink("layer 1", 5) { From = 4000, To = 4020 } },
                        new("1.00", IsBest: true),
                    ]),
                new TableRow([new("unit 9") { Link = new UnitLink("layer 1", 9) }, new("0.20")]),
                new TableRow([new("unit 3 of another map") { Link = new UnitLink("layer 7", 3) }, new("0.10")]),
                new TableRow([new("the charts") { Link = new SectionLink("Charts") }, new("–")]),
            ])
            { Caption = "Units" },
            new Paragraph("Plain."), new Paragraph("Mind this.", Tone.Warning),
        ]),
        new Section("States", [Map()]) { Lead = "What the units hold." },
        new Section("Charts", Charts()),
        new Section("Pictures",
        [
            new PictureStrip(
                "Where it looked",
                [
                    new ReportPicture(Convert.FromBase64String(Board), "red", "a board")
                    {
                        Light = [1, 0, 0, 1],
                        LightColumns = 2,
                    },
                ]),
            new LineDrawings("What was drawn", [new DrawnFigure("a corner", [[(0, 0), (10, 0), (10, 10)]])]),
            new Table(
                [.. Enumerable.Range(0, 3).Select(c => new TableColumn($"column {c}", Alignment.Left))],
                [TableRow.Of([.. Enumerable.Repeat("words and more words than fit beside each other", 3)])]),
        ]),
        new Section("Text and steps",
        [
            new ColoredText("A text", [new("To be ", 0.2, "note"), new("or not", -0.8)]) { Caption = "By surprise." },
            new Stepper(
                "Steps",
                [
                    new Frame("first", [new Facts([new Fact("h", "0.1")])]),
                    new Frame("second", [new Facts([new Fact("h", "0.9")])]),
                ]),
        ]),
        new Section(
            "Reproduce this result",
            [new Facts([new Fact("seed", "1")]), new CodeBlock("carousel inspect model.safetensors text.txt")]),
    ]);

    private static StateMap Map()
    {
        StateMapRecorder hidden = new(Units), gate = new(Units, 1024);
        float[] row = new float[Units];
        for (int step = 0; step < Steps; step++)
        {
            for (int unit = 0; unit < Units; unit++)
            {
                row[unit] = unit == 5
                    ? (step is >= 4000 and < 4020 ? 1f : 0.01f)
                    : MathF.Sin(step * 0.01f * (unit + 1));
            }

            hidden.Add(row);
            for (int unit = 0; unit < Units; unit++)
            {
                row[unit] = (row[unit] + 1) / 2;
            }

            gate.Add(row);
        }

        const string Text = "The quick brown fox jumps over the lazy dog. ";
        return new StateMap("States of layer 1",
            [
                new StateMapQuantity("hidden state", hidden)
                {
                    Scale = ColorScale.Diverging,
                    Minimum = -1,
                    Maximum = 1,
                },
                new StateMapQuantity("forget gate", gate) { Minimum = 0, Maximum = 1 },
            ],
            [.. Enumerable.Range(0, Units).Select(unit => new StateMapUnit($"unit {unit}", unit)
            {
                Facts = [new Fact("time constant", $"{unit + 1} characters"), new Fact("saturated", "12 %")],
                Spans = unit == 5
                    ? [new StateMapSpan(4000, 4020, 1, "quick brown"), new StateMapSpan(10, 12, 0.01)]
                    : [],
            })])
        {
            Name = "layer 1",
            Caption = "Press a unit to see what it does.",
            StepName = "character",
            StepNames = [.. Enumerable.Range(0, Steps).Select(step => Text[step % Text.Length].ToString())],
            IsText = true,
            Marks = [new Marker(0, "first text"), new Marker(3000, "second text")],
        };
    }

    private static List<Block> Charts()
    {
        double[] values = [.. Enumerable.Range(0, 48).Select(hour => Math.Sin(hour / 4.0) + 2)];
        DateTime[] hours = [.. Enumerable.Range(0, 48).Select(hour => new DateTime(2001, 6, 3).AddHours(hour))];
        return
        [
            new LineChart(
                "Forecast", Axis.Time("", hours),
                [new Series("truth", values, SeriesRole.Truth), new Series("forecast", values, SeriesRole.Forecast)])
            {
                Bands =
                [
                    new Band(
                        "80 % interval", [.. values.Select(value => value - 1)],
                        [.. values.Select(value => value + 1)]),
                ],
                Markers = [new Marker(24, "test begins")],
                IsZoomable = true,
            },
            new BarChart("By unit", Axis.Category("unit", ["unit 5", "unit 9"]), [new Series("selectivity", [1, 0.2])])
            {
                Links = [new UnitLink("layer 1", 5), new UnitLink("layer 1", 9)],
                Width = ChartWidth.Half,
            },
            Histogram.Of("Time constants", values, 8) with { Width = ChartWidth.Half },
            new HeatMap(
                "Forget gate", Axis.Time("", hours), ["0", "1"],
                [.. values.Concat(values).Select(value => (float)value)]) { RowName = "unit" },
        ];
    }
}
