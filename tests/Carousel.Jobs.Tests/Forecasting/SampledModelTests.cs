using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>A model whose rows were brought onto a grid brings new files and lines onto it too.</summary>
public sealed class SampledModelTests : IDisposable
{
    private const int Rows = 780;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1h", 0)]
    [InlineData("1h:last", 0)]
    [InlineData("10min", 20)]
    [InlineData(null, 20)]
    public void Model_RemembersTheGrid_ForFilesAndLines(string? every, int jitter)
    {
        string[] lines =
        [
            "time,y0",
            .. Enumerable.Range(0, Rows).Select(r => string.Create(
                CultureInfo.InvariantCulture,
                $"{Tiny.Monday.AddMinutes(10 * r).AddSeconds((r * 7 % 5 * jitter / 4) - (jitter / 2)):s},"
                + $"{10 + (3 * Math.Sin(r * 0.2)):0.00}")),
        ];
        string file = _folder.File("model.safetensors"), data = _folder.File("sensor.csv");
        File.WriteAllLines(data, lines);
        using (Forecaster fitted = Tiny.Fit(
            SeriesReader.ReadCsv(data, new ReadOptions { Every = every }), Tiny.Options()))
        {
            fitted.Save(file);
        }

        using Forecaster model = Forecaster.Load(file, 1);
        SeriesSet set = ModelData.Read(model.Design, file, data, new ReadOptions());
        Assert.Equal(model.Design.Frequency, set.Frequency!.ToString());
        using var stream = new ForecastStream(model, new ForecastStreamOptions { Source = "lines" });
        string[] answers =
        [
            .. lines.Append("2024-02-01T00:00:00,1").SkipLast(every is null ? 1 : 0)
                .Select((line, n) => stream.Take(line, n + 1)?.ToCsv()).OfType<string>(),
        ];
        Forecast forecast = model.Predict(set, cancellation: TestContext.Current.CancellationToken);
        string expected = ((float)forecast.Quantiles.MedianOf(0, 0, 0)).ToString("R", CultureInfo.InvariantCulture);

        Assert.Equal(set[0].Length, answers.Length);
        Assert.Equal(expected, answers[^1].Split(',')[^model.Design.Horizon]);
        Assert.StartsWith(set[0].LabelAt(set[0].Length - 1), answers[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Design_WithoutAGrid_SaysNothingOfIt()
    {
        using Forecaster model = Tiny.Fit(Tiny.Daily(Tiny.Wave(130)), Tiny.Options());

        Assert.DoesNotContain(
            "every", System.Text.Json.JsonSerializer.Serialize(model.Design, SeriesJson.Default.ForecastDesign),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Message_NamesTheLine_WhenItIsOffTheGrid()
    {
        string[] lines =
        [
            "time,y0",
            .. Enumerable.Range(0, 130).Select(r => string.Create(
                CultureInfo.InvariantCulture,
                $"{Tiny.Monday.AddMinutes(10 * r).AddSeconds(r % 3):s},{Math.Sin(r):0.00}")),
        ];
        using Forecaster model = Tiny.Fit(
            SeriesReader.ReadCsv(new StringReader(string.Join('\n', lines)), "sensor.csv"), Tiny.Options());
        using var stream = new ForecastStream(model, new ForecastStreamOptions { Source = "lines" });
        stream.Take(lines[0], 1);
        stream.Take(lines[1], 2);

        Assert.Equal(
            "lines:3:1: 2024-01-01 00:14:00 is 4 min off the grid of the training (every 10 minutes), more than a "
            + "quarter of a step. Correct it, or remove the line.",
            Assert.Throws<DataFormatException>(() => stream.Take("2024-01-01T00:14:00,1", 3)).Message);
    }
}
