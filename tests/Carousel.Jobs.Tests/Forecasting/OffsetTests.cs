using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>
/// A column whose change is small compared with its size is moved towards 0 in double precision: everything is as for
/// the same values near 0, and forecasts are in the unit of the data.
/// </summary>
public sealed class OffsetTests : IDisposable
{
    private const int Rows = 120;
    private const long Level = 1_000_000_000;

    private static readonly ReadOptions _reading = new() { FindsOffsets = true };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FarFromZero_EverythingIsAsNearZero()
    {
        string near = Write("near.csv", 0), far = Write("far.csv", Level);
        using Forecaster expected = FitAndLoad(near), model = FitAndLoad(far);
        Assert.Null(expected.Design.Offsets);
        Assert.Equal(Level, Assert.Single(model.Design.Offsets!).Value);
        Assert.Equal(
            Cells(expected, near, from: 5).Select(v => v + Level), Cells(model, far, from: 5));
        Assert.Equal(
            Streamed(expected, near).Select(v => v + Level), Streamed(model, far));

        IReadOnlyDictionary<string, double> measured = Measured(model, far), asExpected = Measured(expected, near);
        Assert.Equal(asExpected["mae"], measured["mae"]);
        Assert.Equal(asExpected["mase"], measured["mase"]);
        Assert.InRange(measured["smape"], 0, 1e-6 * asExpected["smape"]);
        Assert.InRange(measured["wql"], 0, 1e-6 * asExpected["wql"]);
    }

    [Fact]
    public void BacktestAndReport_AreInTheUnitOfTheData()
    {
        string far = Write("far.csv", Level);
        SeriesSet set = SeriesReader.ReadCsv(far, _reading);
        ForecastPlan plan = ForecastPlan.Make(set, Tiny.Options());
        using Forecaster model = Tiny.Fit(plan);
        Backtest backtest = model.Backtest(plan.Split, cancellation: TestContext.Current.CancellationToken);
        using var text = new StringWriter();
        ForecastTables.Write(backtest, text);
        foreach (string line in text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..])
        {
            Assert.All(line.Split(',')[5..], cell => Assert.InRange(Number(cell), Level - 50, Level + 50));
        }

        Forecast forecast = model.Predict(set, cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(forecast.Quantiles.MedianOf(0, 0, 0), Level - 50, Level + 50);
        Assert.InRange(forecast.Sum(0, 0, 80).Median, (4 * Level) - 200, (4 * Level) + 200);
        Assert.True(ForecastTotals.AreAmounts(forecast, 0));
        Assert.Contains(set.Notes, n => n.Contains("changes little around 1000000000:", StringComparison.Ordinal));
    }

    [Fact]
    public void MissingMarksThatAreNumbers_StayMissing_InFilesAndStreams()
    {
        string[] lines = [.. Lines(Level)];
        lines[50] = lines[50][..11] + "-999";
        string data = _folder.File("marked.csv");
        File.WriteAllLines(data, lines);
        ReadOptions marked = _reading with { Missing = ["-999"] };
        SeriesSet set = SeriesReader.ReadCsv(data, marked);
        Assert.Equal(Level, Assert.Single(set.Offsets!).Value);
        Assert.True(float.IsNaN(set[0][49, 0]));

        using Forecaster model = Tiny.Fit(set, Tiny.Options());
        using var stream = new ForecastStream(model, new ForecastStreamOptions { Cells = marked });
        using var other = new ForecastStream(model, new ForecastStreamOptions { Cells = marked });
        string? answer = null, expected = null;
        for (int r = 0; r < 60; r++)
        {
            answer = stream.Take(lines[r], r + 1)?.ToCsv();
            expected = other.Take(r == 50 ? lines[r][..11] : lines[r], r + 1)?.ToCsv();
        }

        Assert.NotNull(answer);
        Assert.Equal(expected, answer);
    }

    [Fact]
    public void ClosedDays_AddNothingToTheTotal()
    {
        string data = _folder.File("closed.csv");
        File.WriteAllLines(data, Lines(Level).Where((_, r) => r == 0 || (r - 1) % 7 != 6));
        SeriesSet set = SeriesReader.ReadCsv(data, _reading);
        using Forecaster model = Tiny.Fit(set, Tiny.Options() with { Horizon = 7 });
        Assert.NotNull(model.Design.Closed);

        Forecast forecast = model.Predict(set, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(6, Enumerable.Range(0, 7).Count(step => forecast.IsOpen(0, step)));
        Assert.InRange(forecast.Sum(0, 0, 80).Median, (6 * Level) - 300, (6 * Level) + 300);
    }

    [Fact]
    public void SeveralSeries_AndOrdinaryColumns_AreReadAsTheyAre()
    {
        Assert.Null(SeriesReader.ReadCsv(Write("near.csv", 1000), _reading).Offsets);
        var withId = new StringReader("id,date,x\na,2024-01-01,900000.25\na,2024-01-02,900039.51\n");
        Assert.Null(SeriesReader.ReadCsv(withId, "ids.csv", _reading with { Id = "id" }).Offsets);
    }

    private static Forecaster FitAndLoad(string data)
    {
        string path = data + ".safetensors";
        using (Forecaster fitted = Tiny.Fit(SeriesReader.ReadCsv(data, _reading), Tiny.Options()))
        {
            fitted.Save(path);
        }

        return Forecaster.Load(path, 1);
    }

    private string Write(string name, long level)
    {
        string path = _folder.File(name);
        File.WriteAllLines(path, Lines(level));
        return path;
    }

    // Multiples of 1/64, which a double holds exactly at this size.
    private static IEnumerable<string> Lines(long level) =>
    [
        "date,y0",
        .. Enumerable.Range(0, Rows).Select(r => string.Create(
            CultureInfo.InvariantCulture,
            $"{Tiny.Monday.AddDays(r):yyyy-MM-dd},"
            + $"{level + (Math.Round(64 * 20 * Math.Sin(r * 0.9)) / 64):F6}")),
    ];

    private static IReadOnlyDictionary<string, double> Measured(Forecaster model, string path) =>
        model.Evaluate(JobInput.OfFile(path), TestContext.Current.CancellationToken).Scores[0].Metrics;

    private static double[] Cells(Forecaster model, string path, int from)
    {
        Forecast forecast = model.Predict(
            ModelData.Read(model.Design, "model", path, new ReadOptions()),
            cancellation: TestContext.Current.CancellationToken);
        string[] lines =
            ForecastTables.ToCsv(forecast, model.Design).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines[1..].SelectMany(l => l.Split(',')[from..]).Select(Number)];
    }

    private static double[] Streamed(Forecaster model, string path)
    {
        using var stream = new ForecastStream(model);
        IEnumerable<string> answers = File.ReadLines(path).Select((l, n) => stream.Take(l, n + 1)?.ToCsv())
            .OfType<string>();
        return [.. answers.Last().Split(',')[1..].Select(Number)];
    }

    // Seven digits are written of the value without the offset.
    private static double Number(string text) => Math.Round(double.Parse(text, CultureInfo.InvariantCulture), 3);
}
