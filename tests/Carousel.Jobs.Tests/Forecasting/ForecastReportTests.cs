using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Report;
using Series = Carousel.Data.Series;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>What a reader finds in the report of a forecast, and in what order.</summary>
public sealed class ForecastReportTests
{
    private static readonly string[] _names = ["Aachen", "Bonn"];

    /// <summary>Shops that sell more on days of a promotion; the second sells ten times as much.</summary>
    private static SeriesSet Shops(int count, int ahead = 4)
    {
        const int rows = 120;
        var shops = new List<Series>();
        for (int shop = 0; shop < count; shop++)
        {
            float[] sales = Tiny.Wave(rows, 20, 2), promo = new float[rows + ahead];
            for (int r = 0; r < promo.Length; r++)
            {
                promo[r] = (r * 5 / 3 % 4) + (r % 7 == 6 ? 1 : 0);
            }

            float[] column = new float[rows + ahead];
            Array.Fill(column, float.NaN);
            for (int r = 0; r < rows; r++)
            {
                column[r] = (shop == 1 ? 10 : 1) * (sales[r] + (3 * promo[r]) + (r * 37 % 11 / 11f));
            }

            shops.Add(new Series(
                ["sales", "promo"], [column, promo], Tiny.Days(rows + ahead), id: count == 1 ? null : _names[shop],
                futureRows: ahead));
        }

        return new SeriesSet(
            shops, new SeriesRoles(["sales"], ["promo"], [], []), "shops.csv", timeName: "day",
            idName: count == 1 ? null : "shop");
    }

    private static (JobResult Result, Forecaster Forecaster, SeriesSet Set) Measured(
        int shops, ForecastBaseline? baseline = null, CellKind cell = CellKind.Lstm)
    {
        SeriesSet set = Shops(shops);
        ForecastOptions options = Tiny.Options() with { Transform = TargetTransform.None, TestRows = 28 };
        options = options with { Fit = options.Fit with { Cell = cell } };
        ForecastPlan plan = ForecastPlan.Make(set, baseline is { } asked ? options with { Baseline = asked } : options);
        Forecaster forecaster = Tiny.Fit(plan);
        return (plan.Fitted(forecaster).Measure("carousel forecast shops.csv", TestContext.Current.CancellationToken),
            forecaster, set);
    }

    [Theory]
    [InlineData(CellKind.Minlstm, "Forget gate", "Input gate", "Hidden state")]
    [InlineData(CellKind.Slstm, "Forget gate", "Input gate", "Output gate", "Cell state")]
    [InlineData(CellKind.Mlstm, "Forget gate", "Input gate", "Output gate", "Hidden state")]
    public void AnyCell_ShowsTheGatesThatItHas(CellKind cell, params string[] shown)
    {
        (JobResult result, Forecaster forecaster, _) = Measured(1, ForecastBaseline.None, cell);
        using (forecaster)
        {
            Section inside = Assert.Single(result.Report!.Sections, section => section.Title == "Inside the network");
            Assert.Equal(shown, inside.Blocks.OfType<HeatMap>().Select(map => map.Title));
        }
    }

    [Theory]
    [InlineData(CellKind.Mingru)]
    [InlineData(CellKind.Delta)]
    [InlineData(CellKind.Elman)]
    public void ACellWithoutAForgetGate_ShowsNone(CellKind cell)
    {
        (JobResult result, Forecaster forecaster, _) = Measured(1, ForecastBaseline.None, cell);
        using (forecaster)
        {
            Assert.DoesNotContain(result.Report!.Sections, section => section.Title == "Inside the network");
        }
    }

    private static double Parsed(TableCell cell) =>
        double.Parse(cell.Text, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void TheForecastStandsFirst_AndInternalsAreFolded()
    {
        (JobResult result, Forecaster forecaster, _) = Measured(1);
        using (forecaster)
        {
            Section[] sections = [.. result.Report!.Sections];

            Assert.Equal(
                [
                    "Result", "Total of the next 4 days", "What comes next", "What if", "Forecast and truth", "Errors",
                    "What drove the answer", "Inside the network", "Training", "Settings and data",
                ],
                sections.Select(s => s.Title));
            Assert.Equal(
                ["What drove the answer", "Inside the network", "Training"],
                sections.Where(s => s.IsFolded).Select(s => s.Title));
            LineChart next = Assert.IsType<LineChart>(sections[2].Blocks[0]);
            Assert.Equal("The next 4 days of sales", next.Title);
            Assert.Equal(16, next.Markers[0].Position);
            Assert.Equal(4, next.Lines[1].Values.Count(double.IsFinite));
            Assert.DoesNotContain(sections[5].Blocks, b => b is Table);
        }
    }

    [Fact]
    public void SeveralSeries_CanBePicked_AndTheirErrorsStandWorstFirst()
    {
        (JobResult result, Forecaster forecaster, _) = Measured(2);
        using (forecaster)
        {
            Section[] sections = [.. result.Report!.Sections];
            Table totals = Assert.IsType<Table>(sections[1].Blocks[0]);
            Assert.Equal(["all 2 series", .. _names], totals.Rows.Select(r => r.Cells[0].Text));
            double[] total = [.. totals.Rows.Select(r => Parsed(r.Cells[1]))];
            Assert.Equal(total[0], total[1] + total[2], total[0] / 100);
            Assert.All(totals.Rows, r => Assert.InRange(Parsed(r.Cells[1]), Parsed(r.Cells[2]), Parsed(r.Cells[3])));
            foreach (int place in new[] { 2, 4 })
            {
                Choice choice = Assert.IsType<Choice>(sections[place].Blocks[0]);
                Assert.Equal("series", choice.Name);
                Assert.Equal(_names, choice.Options.Select(o => o.Title));
            }

            Table errors = Assert.IsType<Table>(sections[5].Blocks[0]);
            Assert.Equal(["Bonn", "Aachen"], errors.Rows.Select(r => r.Cells[0].Text));
            Assert.All(errors.Rows, r => Assert.Equal(r.Cells[3].Text, errors.Rows[0].Cells[3].Text));

            // The mean over series of as many values each is the error of the table.
            double[] each =
            [
                .. errors.Rows.Select(r => Parsed(r.Cells[1])),
            ];
            Assert.Equal(result.Scores[0].Metrics["mae"], each.Average(), 0.1);
            Assert.Equal("sales of Aachen", result.Preview!.Columns[1]);
        }
    }

    [Fact]
    public void ManySeries_AreShownWithTheLargestErrors_AndThatIsSaid()
    {
        float[] wave = Tiny.Wave(60);
        var set = new SeriesSet(
            [
                .. Enumerable.Range(0, 60).Select(s => new Series(
                    ["y"], [[.. wave.Select((v, r) => v + (s * (r * 37 % 11)))]], Tiny.Days(60), id: $"s{s:00}")),
            ],
            SeriesRoles.AllTargets(["y"]), "many.csv", timeName: "day", idName: "id");
        using Forecaster forecaster = Tiny.Fit(
            set, Tiny.Options() with { TestRows = 8, ValidationRows = 8, Baseline = ForecastBaseline.None });
        Backtest backtest = forecaster.Backtest(TemporalSplit.ByCounts(set, 8, 8), 4);

        var subjects = new ForecastSubjects(backtest, forecaster.Predict(set));

        Assert.Equal(60, subjects.All.Count);
        Assert.Equal(50, subjects.Shown.Count);
        Assert.True(
            subjects.Shown.Min(s => s.Error) >= subjects.All.Except(subjects.Shown).Max(s => s.Error));
        Assert.Equal(subjects.Shown.OrderBy(s => s.Title, StringComparer.Ordinal), subjects.Shown);
        Block[] blocks = [.. subjects.Show(_ => [])];
        Assert.Contains(
            "The 50 of 60 forecasts with the largest errors", Assert.IsType<Paragraph>(blocks[1]).Text,
            StringComparison.Ordinal);
        Assert.Equal(60, subjects.Errors()!.Rows.Count);
    }

    [Fact]
    public void ThePreview_IsTheForecastBehindItsHistory()
    {
        (JobResult result, Forecaster forecaster, _) = Measured(1);
        using (forecaster)
        {
            JobPreview preview = result.Preview!;

            Assert.Equal(["", "sales", "80 % interval"], preview.Columns);
            Assert.Equal(
                ["2024-04-30", "2024-05-01", "2024-05-02", "2024-05-03"], preview.Rows.Select(r => r[0]));
            Assert.False(preview.SkipsBeforeLast);
        }
    }
}
