using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Demand;

/// <summary>Simulated counts with many zeros.</summary>
internal static class DemandSamples
{
    /// <summary>The kinds of distributions of counts.</summary>
    public static TheoryData<ForecastLoss> Losses =>
        [ForecastLoss.NegativeBinomial, ForecastLoss.ZeroInflated];

    /// <summary>Any demand with a probability, higher on two days of the week, and then 1 or a few.</summary>
    public static float[] Sales(int seed, int rows, double often = 0.3, double size = 2)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, rows).Select(t =>
                random.NextDouble() < often * (t % 7 < 2 ? 2 : 0.7)
                    ? 1 + (float)Math.Floor(-size * Math.Log(1 - random.NextDouble()))
                    : 0f),
        ];
    }

    /// <summary>Some shops.</summary>
    public static SeriesSet Shops(int count, int rows) => new(
        [
            .. Enumerable.Range(0, count).Select(s => new Series(
                ["sales"], [Sales(s + 1, rows, 0.2 + (0.05 * s), 1 + s)], Tiny.Days(rows), id: $"shop{s}")),
        ],
        SeriesRoles.AllTargets(["sales"]), "shops.csv", timeName: "date", idName: "id");
}
