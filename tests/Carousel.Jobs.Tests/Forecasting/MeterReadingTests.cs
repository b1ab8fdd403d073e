using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Columns that only rise until they begin again: their rises are forecast.</summary>
public sealed class MeterReadingTests
{
    private static float[] Meter(int rows, int reset, Func<int, float, float>? change = null)
    {
        var values = new float[rows];
        float sum = 500;
        for (int row = 0; row < rows; row++)
        {
            sum = row == reset ? 2 : sum + 3 + (row % 7);
            values[row] = change?.Invoke(row, sum) ?? sum;
        }

        return values;
    }

    private static int? ResetsOf(float[] values) => MeterReadings.ResetsOf(values.Select(v => (double)v));

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(150, 1)]
    public void Readings_AreRecognised(int reset, int resets) => Assert.Equal(resets, ResetsOf(Meter(300, reset)));

    [Fact]
    public void OtherValues_AreNone()
    {
        Assert.Null(ResetsOf(Tiny.Wave(200)));
        Assert.Null(ResetsOf(Meter(300, -1, (row, sum) => row == 200 ? sum - 20 : sum)));
        Assert.Null(ResetsOf(Meter(300, -1, (row, _) => row < 250 ? 5 : 9)));
        Assert.Null(ResetsOf(Meter(300, -1, (row, _) => 5 + (2 * row))));
        Assert.Null(ResetsOf(Meter(20, -1)));
    }

    [Fact]
    public void NumbersThatGrowByTheMonth_AreNotAMeter_UnlessTheyBeginAgain()
    {
        static SeriesSet Monthly(float[] values) => new(
            [
                new Series(
                    ["y0"], [values],
                    [.. values.Select((_, row) => new DateTime(2010, 1, 1).AddMonths(row))],
                    new Frequency(FrequencyUnit.Month)),
            ],
            SeriesRoles.AllTargets(["y0"]));

        SeriesSet grown = Monthly(Meter(90, -1)), reset = Monthly(Meter(90, 50));

        Assert.Same(grown, MeterReadings.Find(grown));
        Assert.Equal(["rise of meter y0"], MeterReadings.Find(reset).Columns);
    }

    [Fact]
    public void Rises_AreUnknownAtAReset_AndDividedAmongMissingRows()
    {
        SeriesSet set = MeterReadings.Find(
            Tiny.Daily(Meter(300, 150, (row, sum) => row is 20 or 21 ? float.NaN : sum)));

        float[] rises = set[0].Column(0).ToArray();
        Assert.True(float.IsNaN(rises[0]) && float.IsNaN(rises[150]));
        Assert.Equal(3 + (160 % 7), rises[160]);
        Assert.All(rises[20..23], rise => Assert.Equal((9 + 3 + 4) / 3f, rise));
        Assert.Equal(
            "y0 never falls, except to begin again: it is read as a meter, and its rises are forecast. "
            + "Add them to the last reading, "
            + $"{Meter(300, 150)[^1].ToString("#,0.###", CultureInfo.InvariantCulture)}, for readings.",
            Assert.Single(set.Notes));
        Assert.Same(set, MeterReadings.Find(set));
    }

    [Fact]
    public void RisesHaveATotal()
    {
        JobResult result = UntrainedJob.Make(
            Tiny.Daily(Meter(60, -1)), new ForecastOptions { Horizon = 7, Methods = ["ets"] }).Measure(
            1, "carousel forecast", new Progress<(string, double)>(), TestContext.Current.CancellationToken);
        Assert.Contains("rise of meter y0", result.Sentence, StringComparison.Ordinal);
        Assert.Contains("ext 7 days: 42", result.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("Sun")]
    public void AModel_ReadsReadings_AndAStreamAnswersTheSame(string closed)
    {
        using var folder = new TemporaryFolder();
        float[] values = Meter(240, 100, (row, sum) => row is 190 or 215 ? float.NaN : sum);
        string[] lines =
        [
            .. values.Select((v, row) => string.Create(
                CultureInfo.InvariantCulture, $"{Tiny.Monday.AddDays(row):yyyy-MM-dd},{(float.IsNaN(v) ? "" : v)}")),
        ];
        string all = folder.File("all.csv"), early = folder.File("early.csv");
        File.WriteAllLines(all, ["date,kwh", .. lines]);
        File.WriteAllLines(early, ["date,kwh", .. lines[..180]]);
        using Forecaster model = Tiny.Fit(ForecastPlan.Make(
            SeriesReader.ReadCsv(all),
            new ForecastOptions
            {
                Horizon = 7,
                Methods = ["network"],
                Closed = [closed],
                Fit = new FitOptions { Hidden = 4, Epochs = 1, Threads = 1 },
            }));

        Forecast forecast = model.Predict(ModelData.Read(model.Design, "model", all, new ReadOptions()));

        Assert.Equal("rise of meter kwh", Assert.Single(model.Design.Targets));
        Assert.InRange(forecast.Quantiles.MedianOf(0, 0, 0), 0, 12);
        using var stream = new ForecastStream(model);
        SeriesSet readings = ModelData.Read(model.Design, "model", early, new ReadOptions());
        Assert.EndsWith(
            "early.csv has the rise of meter kwh; a stream needs the readings of the meter.",
            Assert.Throws<DataFormatException>(() => stream.Begin(MeterReadings.Find(readings))).Message,
            StringComparison.Ordinal);
        stream.Begin(readings);
        string[] last = lines[180..].Select((line, n) => stream.Take(line, n + 1)!.ToCsv()).Last().Split(',');
        Assert.All(
            Enumerable.Range(0, 7).Where(step => forecast.IsOpen(0, step)),
            step => Assert.Equal(
                forecast.Quantiles.MedianOf(0, step, 0), double.Parse(last[1 + step], CultureInfo.InvariantCulture),
                1e-5));
        Assert.InRange(stream.Summary.Metrics["mae"], 0, 6);
    }
}
