using System.Globalization;

namespace Carousel.Report.Tests;

public sealed class GuideTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-guide-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Example_WritesAReport()
    {
        string path = Path.Combine(_folder, "report.html");
        DateTime[] hours = [.. Enumerable.Range(0, 72).Select(hour => new DateTime(2001, 6, 28).AddHours(hour))];
        double[] truth = [.. hours.Select(hour => 200 - (150 * Math.Cos(hour.Hour * Math.PI / 12)))];
        double[] median = [.. truth.Select((value, index) => index < 48 ? double.NaN : value + 10)];
        double[] lower = [.. median.Select(value => value - 40)];
        double[] upper = [.. median.Select(value => value + 60)];
        double[] modelErrors = [21.4, 24.0, 26.3];
        double[] ridgeErrors = [30.2, 30.9, 31.1];
        double modelError = modelErrors.Average();
        double ridgeError = ridgeErrors.Average();

        #region guide
        string Shown(double error) => error.ToString("F1", CultureInfo.InvariantCulture);

        var report = new ReportDocument("Late flights", "The model's error is a fifth below that of ridge regression.",
        [
            new Section("Result",
            [
                new Table([new("model", Alignment.Left), new("MAE")],
                [
                    new TableRow([new("carousel"), new(Shown(modelError), IsBest: true)], IsEmphasized: true),
                    TableRow.Of("ridge", Shown(ridgeError)),
                ]),
            ]),
            new Section("Forecast",
            [
                new LineChart("Forecast and truth", Axis.Time("", hours),
                [
                    new Series("truth", truth, SeriesRole.Truth),
                    new Series("forecast", median, SeriesRole.Forecast),
                ])
                {
                    Bands = [new Band("80 % interval", lower, upper)],
                    Markers = [new Marker(48, "forecast begins")],
                    ValueName = "late flights per hour",
                    Decimals = 1,
                    IsZoomable = true,
                    VisibleFrom = 24,
                },
                new BarChart("Errors", Axis.Range("hours ahead", 1, modelErrors.Length),
                [
                    new Series("carousel", modelErrors, SeriesRole.Forecast),
                    new Series("ridge", ridgeErrors, SeriesRole.Baseline),
                ])
                { Width = ChartWidth.Half },
            ]),
            new Section(
                "Reproduce this result",
                [new CodeBlock("carousel forecast flights.csv --target late_flights --seed 1")]),
        ]);
        ReportWriter.Write(report, path);
        #endregion

        Assert.Contains(
            "<td class=\"right best\"><strong>23.9</strong></td>", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Example_WritesAMapOfStates()
    {
        string path = Path.Combine(_folder, "states.html");
        string[] letters = [.. "To be, or not to be".Select(letter => letter.ToString())];
        float[][] states = [.. letters.Select((_, step) => new[] { MathF.Sin(step), MathF.Cos(step) })];

        #region states
        var hidden = new StateMapRecorder(units: 2);
        foreach (float[] row in states)
        {
            hidden.Add(row);
        }

        var map = new StateMap("States of layer 1",
            [new StateMapQuantity("hidden state", hidden) { Scale = ColorScale.Diverging, Minimum = -1, Maximum = 1 }],
            [
                new StateMapUnit("unit 1", Index: 1) { Facts = [new Fact("time constant", "3.2 characters")] },
                new StateMapUnit("unit 0", Index: 0) { Spans = [new StateMapSpan(From: 3, To: 5, Peak: 0.9, "be")] },
            ])
        {
            Name = "layer 1",
            StepName = "character",
            StepNames = letters,
            IsText = true,
        };
        var found = new Table([new("unit", Alignment.Left), new("selectivity")],
        [
            new TableRow(
                [
                    new TableCell("unit 0") { Link = new UnitLink("layer 1", 0) { From = 3, To = 5 } },
                    new TableCell("0.93"),
                ]),
        ]);
        ReportWriter.Write(
            new ReportDocument(
                "Hamlet", "One unit knows of being.", [new Section("Search", [found]), new Section("States", [map])]),
                path);
        #endregion

        Assert.Contains(
            "<a href=\"#map-layer-1-unit-0\" data-from=\"3\" data-to=\"5\">unit 0</a>", File.ReadAllText(path),
            StringComparison.Ordinal);
    }
}
