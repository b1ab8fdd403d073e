using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Closed;

public sealed class ClosedDaysTests
{
    private const int Rows = 200;

    [Fact]
    public void RareZeros_AreReadAsMissing_InTrainingAndBeforeTheOrigin()
    {
        Forecast told = Next(0), missing = Next(float.NaN);

        Assert.Equal(Tiny.Values(missing.Quantiles), Tiny.Values(told.Quantiles));
        Assert.All(told.Quantiles.Medians(), median => Assert.InRange(median, 90, 110));
    }

    [Fact]
    public void RareZeros_AreCountedInANote_AndNotScored()
    {
        ForecastPlan plan = ForecastPlan.Make(Shop(0), Tiny.Options());

        Assert.Contains("4 rare zeros of otherwise large values", plan.Set.Notes[^1], StringComparison.Ordinal);
        Assert.Equal(4, plan.Split.Set[0].Column(0).Count(float.NaN));
        Assert.Equal(0, plan.Given.Set[0].Column(0).Count(float.NaN));
    }

    [Fact]
    public void ZerosOfSlowSales_AreValues()
    {
        var random = new Random(1);
        float Count() => Enumerable.Range(0, 40).Count(_ => random.Next(10) == 0);
        float[] counts = [.. Enumerable.Range(0, 2 * Rows).Select(_ => Count())];
        SeriesSet set = Tiny.Daily(counts);

        Assert.Contains(0f, counts);
        Assert.Same(set, ClosedDays.Mask(null, set));
    }

    [Fact]
    public void ZerosAtTheEnd_AreValues()
    {
        float[] values = Tiny.Wave(Rows, level: 100);
        values[50] = values[^1] = 0;
        SeriesSet set = Tiny.Daily(values);

        Assert.Same(set, ClosedDays.Mask(null, set));
    }

    private static Forecast Next(float closed)
    {
        using Forecaster model = Tiny.Fit(Shop(closed), Tiny.Options());
        return model.Predict(Shop(closed), cancellation: TestContext.Current.CancellationToken);
    }

    private static SeriesSet Shop(float closed) => Tiny.Daily(
        [.. Tiny.Wave(Rows, level: 100).Select((v, t) => t is 40 or 90 or 150 or Rows - 5 ? closed : v)]);
}
