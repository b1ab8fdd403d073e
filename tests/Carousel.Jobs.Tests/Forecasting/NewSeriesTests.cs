using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Series that training did not see, with few rows or none, and static values.</summary>
public sealed class NewSeriesTests
{
    private const int Rows = 150;
    private static readonly SeriesRoles _roles = new(["y"], ["price"], [], ["kind", "size"]);

    [Fact]
    public void ASeriesWithoutARow_IsForecastAtTheLevelOfThoseLikeIt()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using (Forecaster trained = Tiny.Fit(Set([.. Shops()]), Tiny.Learning()))
        {
            trained.Save(path);
        }

        using Forecaster model = Forecaster.Load(path, threads: 1);
        Forecast forecast = model.Predict(Set(New("small", 10, 0), New("large", 100, 0), New("large", 100, 3)));
        Assert.Equal(3, forecast.Windows.Count);
        Assert.InRange(forecast.Quantiles.MedianOf(0, 0, 0), 5, 15);
        Assert.InRange(forecast.Quantiles.MedianOf(1, 0, 0), 70, 130);
        Assert.InRange(forecast.Quantiles.MedianOf(2, 0, 0), 70, 130);
        Assert.Equal(
            "Series 'new small 0' was not in the training and has 0 rows: it is scaled like the series with the "
            + "nearest static values, 's1', 's2'.",
            forecast.Notes[0]);
        Assert.Contains("has 3 rows", forecast.Notes[2], StringComparison.Ordinal);
    }

    [Fact]
    public void ALongHistory_IsScaledByItself()
    {
        using Forecaster model = Tiny.Fit(Set([.. Shops()]), Tiny.Options());
        Forecast forecast = model.Predict(Set(New("small", 1000, 60)));
        Assert.Contains(
            forecast.Notes, n => n.StartsWith(
                "Series not in the training are scaled by their own rows: '", StringComparison.Ordinal));
        Assert.InRange(forecast.Quantiles.MedianOf(0, 0, 0), 600, 1400);
    }

    private static IEnumerable<Series> Shops() =>
    [
        Shop("s1", "small", 10, 0), Shop("s2", "small", 11, 1), Shop("l1", "large", 100, 2),
        Shop("l2", "large", 104, 3),
    ];

    private static Series Shop(string id, string kind, double level, double phase) => new(
        ["y", "price"], [Tiny.Wave(Rows, level, level / 5, phase), Tiny.Wave(Rows, 3, 1, phase)], Tiny.Days(Rows),
        id: id, statics: Statics(kind));

    private static Series New(string kind, double level, int history)
    {
        int length = history + 4;
        float[] y = [.. Tiny.Wave(length, level, level / 5)];
        y.AsSpan(history).Fill(float.NaN);
        return new Series(
            ["y", "price"], [y, Tiny.Wave(length, 3, 1)], Tiny.Days(length),
            new Frequency(FrequencyUnit.Day), $"new {kind} {history}", Statics(kind), futureRows: 4);
    }

    private static Dictionary<string, StaticValue> Statics(string kind) => new()
    {
        ["kind"] = StaticValue.FromText(kind),
        ["size"] = StaticValue.FromText(kind == "small" ? "1" : "5"),
    };

    private static SeriesSet Set(params IReadOnlyList<Series> series) =>
        new(series, _roles, "shops.csv", timeName: "date", idName: "shop");
}
