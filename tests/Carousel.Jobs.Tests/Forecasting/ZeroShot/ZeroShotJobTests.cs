using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.ZeroShot;

public sealed class ZeroShotJobTests
{
    private const int Ahead = 14;

    private static readonly Progress<(string, double)> _unseen = new();

    private static JobResult Measure(SeriesSet set, ForecastOptions? options = null) =>
        ZeroShotJob.Make(set, options ?? new ForecastOptions { Horizon = Ahead }).Measure(
            1, "carousel forecast", _unseen, TestContext.Current.CancellationToken);

    // Median, low and high end of the 80 % interval by step.
    private static (double Low, double Median, double High)[] Forecasts(JobResult result)
    {
        string[] lines = Text(result, "forecast.csv").TrimEnd('\n').Split('\n'), names = lines[0].Split(',');
        int low = names.IndexOf("q0.1"), median = names.IndexOf("q0.5"), high = names.IndexOf("q0.9");
        return
        [
            .. lines.Skip(1).Select(line => line.Split(',')).Select(cells => (
                Number(cells[low]), Number(cells[median]), Number(cells[high]))),
        ];
    }

    private static double Number(string cell) => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(JobResult result, string name)
    {
        using var stream = new MemoryStream();
        result.Files.Single(f => f.Name == name).WriteForSpreadsheets(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static SeriesSet WithKnown(float[] target, float[] known) => new(
        [new Series(["y", "promo"], [target, known], Tiny.Days(known.Length), futureRows: Ahead)],
        new SeriesRoles(["y"], ["promo"], [], []), "shop.csv", timeName: "date");

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(60)]
    public void AFewRows_AreEnough(int rows)
    {
        JobResult result = Measure(Tiny.Daily(Tiny.Wave(rows)), new ForecastOptions());

        Assert.NotEmpty(Forecasts(result));
        Assert.NotNull(result.Report);
        Assert.True(rows < 8 || result.Scores[0] is { Name: "zero-shot" });
        Assert.All(Forecasts(result), f => Assert.InRange(f.Median, f.Low, f.High));
    }

    [Fact]
    public void TooFewRows_AreRefused() => Assert.Equal(
        "tiny.csv has 2 rows in its longest series, but a forecast needs 3 or more.",
        Assert.Throws<DataFormatException>(() => Measure(Tiny.Daily(Tiny.Wave(2)))).Message);

    [Fact]
    public void MissingValues_AreRefused_IfTheyAreAll()
    {
        float[] values = Tiny.Wave(40);
        values.AsSpan(2).Fill(float.NaN);

        Assert.StartsWith(
            "tiny.csv: no series has 3 known values of y0",
            Assert.Throws<DataFormatException>(() => Measure(Tiny.Daily(values))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AConstant_HasNoWidth() => Assert.All(
        Forecasts(Measure(Tiny.Daily([.. Enumerable.Repeat(4f, 50)]))), f => Assert.Equal((4, 4, 4), f));

    [Fact]
    public void AColumnKnownAhead_MovesTheForecast()
    {
        float[] wave = Tiny.Wave(150, level: 100, size: 20), promo = new float[150];
        for (int t = 0; t < promo.Length; t++)
        {
            promo[t] = (t * t) % 11 < 3 ? 1 : 0;
        }

        float[] target = [.. wave.Zip(promo, (w, p) => w * (1 + (0.5f * p)))], known = [.. target];
        known.AsSpan(136).Fill(float.NaN);
        (double, double Median, double)[] told = Forecasts(Measure(WithKnown(known, promo)));

        Assert.Equal(Ahead, told.Length);
        Assert.Contains(1, promo[136..]);
        Assert.All(told.Index(), f => Assert.Equal(target[136 + f.Index], f.Item.Median, 8.0));
    }

    [Fact]
    public void AColumnThatExplainsNothing_ChangesNothing()
    {
        var random = new Random(3);
        float[] target = Tiny.Wave(150), noise = [.. target.Select(_ => (float)random.NextDouble())];
        target.AsSpan(136).Fill(float.NaN);
        SeriesSet with = WithKnown(target, noise), without = Tiny.Daily(target[..136]);

        Assert.Equal(Forecasts(Measure(without)), Forecasts(Measure(with)));
    }

    [Fact]
    public void YearlyClosedDays_AreForecast_AndLeaveNoMarkInThePast()
    {
        int rows = (int)(new DateTime(2025, 12, 20) - Tiny.Monday).TotalDays;
        float[] values = Tiny.Wave(rows, level: 100);
        foreach ((int row, DateTime day) in Tiny.Days(rows).Index())
        {
            bool isClosed = day is { Month: 5, Day: 1 } or { Month: 12, Day: 25 } or { Month: 10, Day: 3 };
            values[row] = isClosed ? 0 : values[row];
        }

        (double Low, double Median, double High)[] told = Forecasts(Measure(Tiny.Daily(values)));

        Assert.Equal((0, 0, 0), told[5]);
        Assert.All(told.Where((_, h) => h != 5), f => Assert.InRange(f.Median, 90, 110));
    }

    [Fact]
    public void SeriesWithTooFewValues_AreCountedAndNamed()
    {
        float[] empty = [.. Enumerable.Repeat(float.NaN, 40)];
        Series Of(string id, float[] values) => new(["y"], [values], Tiny.Days(40), id: id);
        JobResult result = Measure(new SeriesSet(
            [Of("a", Tiny.Wave(40)), Of("b", empty), Of("c", Tiny.Wave(40, level: 50))],
            SeriesRoles.AllTargets(["y"]), "tiny.csv", timeName: "date", idName: "id"));

        Assert.Contains("1 series with fewer than 3 known values is not forecast: b.", result.Notes);
        Assert.Equal(2 * Ahead, Forecasts(result).Length);
    }
}
