using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Short series are forecast by default, down to the number of rows that the message names.</summary>
public sealed class ShortSeriesTests
{
    private static readonly ForecastOptions _defaults = new();

    [Theory]
    [InlineData("1 day")]
    [InlineData("1 month")]
    [InlineData(null)]
    public void AllLengthsFromTheLeast_HaveDefaultsThatFit(string? frequency)
    {
        for (int rows = 14; rows <= 64; rows++)
        {
            var plan = ForecastPlan.Make(Set(rows, frequency), _defaults);
            Assert.True(plan.TrainWindows.Count >= 8, $"{rows} rows: {plan.TrainWindows.Count} windows");
            Assert.True(plan.Split.Validation.LongestRows >= plan.Design.Horizon, $"{rows} rows");
            Assert.True(plan.TestWindows.Count >= 1, $"{rows} rows");
        }
    }

    [Fact]
    public void ATestPartBelowTheDefaultHorizon_IsRefused() => Assert.Contains(
        "must be at least the horizon",
        Assert.Throws<OptionException>(
            () => ForecastPlan.Make(Set(200, "1 day"), _defaults with { TestRows = 7 })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void TheLeast_IsTheNumberOfTheMessage()
    {
        string few = Assert.Throws<DataFormatException>(
            () => ForecastPlan.Make(Set(13, "1 day"), _defaults)).Message;
        Assert.StartsWith("A horizon of 1 day needs at least 14 rows", few, StringComparison.Ordinal);
        for (int horizon = 1; horizon <= 9; horizon++)
        {
            ForecastOptions options = _defaults with { Horizon = horizon };
            string message = Assert.ThrowsAny<Exception>(
                () => ForecastPlan.Make(Set(13, "1 day"), options)).Message;
            int least = int.Parse(
                message.Split("at least ")[1].Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture);
            Assert.Equal(horizon, ForecastPlan.Make(Set(least, "1 day"), options).Design.Horizon);
            Assert.ThrowsAny<Exception>(() => ForecastPlan.Make(Set(least - 1, "1 day"), options));
        }
    }

    [Fact]
    public void FourteenRows_AreForecast()
    {
        SeriesSet set = Set(14, "1 day");
        var plan = ForecastPlan.Make(
            set, _defaults with { Ensemble = 1, Fit = new FitOptions { Hidden = 4, Epochs = 1, Threads = 1 } });
        using Forecaster model = Tiny.Fit(plan);
        Forecast forecast = model.Predict(set);
        Assert.Equal(1, forecast.Quantiles.Horizon);
        Assert.All(forecast.Quantiles[0, 0, 0].ToArray(), q => Assert.InRange(q, 0, 400));
        (double median, double low, double high) = forecast.Sum(0, 0, 80);
        Assert.InRange(median, low, high);
    }

    private static SeriesSet Set(int rows, string? frequency)
    {
        float[] values =
        [
            .. Enumerable.Range(0, rows).Select(t =>
                (float)Math.Round(120 + (12 * Math.Sin(2 * Math.PI * t / 7)) + (9 * Math.Sin(t * 2.3)))),
        ];
        Frequency? step = frequency is null ? null : Frequency.Parse(frequency);
        DateTime[]? times = step is null
            ? null
            : [.. Enumerable.Range(0, rows).Select(t => step.Add(Tiny.Monday, t))];
        return new SeriesSet(
            [new Series(["y"], [values], times, step)], SeriesRoles.AllTargets(["y"]), "short.csv",
            timeName: times is null ? null : "date");
    }
}
