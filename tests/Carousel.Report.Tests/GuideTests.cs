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
                    new TableRow([new("carousel"), new(Shown(modelError), IsBest: true)], IsEmphasised: true),
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
            new Section("Make it again", [new CodeBlock("carousel forecast flights.csv --target late_flights --seed 1")]),
        ]);
        ReportWriter.Write(report, path);
        #endregion

        Assert.Contains("<td class=\"right best\"><strong>23.9</strong></td>", File.ReadAllText(path), StringComparison.Ordinal);
    }
}
