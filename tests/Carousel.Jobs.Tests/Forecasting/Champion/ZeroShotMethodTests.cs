using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Champion;

/// <summary>The zero-shot forecast as one of the methods of a fit.</summary>
public sealed class ZeroShotMethodTests
{
    // Longer seasons than the network of the fit, which is hardly trained, can follow.
    private static SeriesSet Series() => Tiny.Daily(Tiny.Wave(200, level: 50, size: 20));

    private static ForecastOptions Options() => Tiny.Options() with
    {
        Baseline = ForecastBaseline.None,
        Methods = [WindowMethods.Network, WindowMethods.ZeroShot],
    };

    [Fact]
    public void AnUntrainedNetwork_HasLittleWeight_AndTheLoadedModelGivesTheSameBits()
    {
        using Forecaster fitted = Tiny.Fit(Series(), Options());
        Assert.InRange(fitted.Champion.Methods.Single().Weight, 0.9, 1);
        Assert.Contains("zero-shot ", fitted.WeightSentence, StringComparison.Ordinal);

        DirectoryInfo folder = Directory.CreateTempSubdirectory("carousel-methods-");
        try
        {
            string file = Path.Combine(folder.FullName, "m.safetensors");
            fitted.Save(file);
            using Forecaster loaded = Forecaster.Load(file, threads: 2);
            Assert.Equal(
                Tiny.Values(fitted.Predict(Series()).Quantiles), Tiny.Values(loaded.Predict(Series()).Quantiles));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void TheMedian_IsNearlyThatOfTheZeroShotForecast_WhereTheNetworkIsUntrained()
    {
        using Forecaster fitted = Tiny.Fit(Series(), Options());
        using var forecaster = new ZeroShotForecaster(threads: 1);
        float[] values = Tiny.Wave(200, level: 50, size: 20);
        float[] median = forecaster.Forecast(values, 4, Frequency.Parse("1 day")).Median();
        Forecast told = fitted.Predict(Series());

        Assert.All(median.Index(), m => Assert.Equal(m.Item, told.Quantiles.MedianOf(0, m.Index, 0), 2.0));
    }

    [Fact]
    public void APlan_ShowsTheForecastAndItsError()
    {
        string fact = ForecastPlan.Make(Series(), Tiny.Options()).Facts.Single(f => f.Name == "zero-shot").Fact;

        Assert.StartsWith("y0 4 days ahead without training: ", fact, StringComparison.Ordinal);
        Assert.Contains(
            "; without transforms and scaling, mean absolute error on the test set ", fact, StringComparison.Ordinal);
        Assert.Contains(", of the value 7 days before ", fact, StringComparison.Ordinal);
    }
}
