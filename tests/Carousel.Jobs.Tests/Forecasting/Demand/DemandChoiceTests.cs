using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Demand;

public sealed class DemandChoiceTests
{
    [Fact]
    public void CountsWithManyZeros_AreForecastByADistribution_AndTheFactsSaySo()
    {
        ForecastPlan plan = ForecastPlan.Make(DemandSamples.Shops(3, 300), Tiny.Options());

        Assert.True(plan.Design is { HasDemand: true, HasBaseline: false, DemandSeason: 7 });
        Assert.Equal(2, plan.Demand!.Scores.Count);
        Assert.Equal(plan.Demand.Scores.Min(s => s.Score), plan.Demand.Scores[0].Score);
        Assert.Equal(plan.Design.Loss, plan.Demand.Scores[0].Loss);
        string fact = plan.Facts.Single(f => f.Name == "demand").Fact;
        Assert.Contains("% of the counts are 0", fact, StringComparison.Ordinal);
        Assert.Contains("chosen", fact, StringComparison.Ordinal);
    }

    [Fact]
    public void FewZeros_Fractions_OrNegatives_AreNoDemand()
    {
        float[] counts = DemandSamples.Sales(1, 300);
        Assert.True(Is(counts));
        Assert.False(Is([.. counts.Select((v, t) => t % 5 == 0 ? 0 : v + 1)]));
        Assert.False(Is([.. counts.Select(v => v / 2)]));
        Assert.False(Is([.. counts.Select((v, t) => t == 20 ? -1 : v)]));
        Assert.True(Is([.. counts.Select((v, t) => t % 11 == 0 ? float.NaN : v)]));

        static bool Is(float[] values) => ForecastPlan.Make(Tiny.Daily(values), Tiny.Options()).Demand is not null;
    }

    [Fact]
    public void WhatSpeaksOfTheNetworkOfQuantiles_KeepsIt()
    {
        SeriesSet set = Tiny.Daily(DemandSamples.Sales(1, 300));
        Assert.Null(ForecastPlan.Make(set, Tiny.Options() with { Baseline = ForecastBaseline.None }).Demand);
        Assert.Null(ForecastPlan.Make(set, Tiny.Options() with { Transform = TargetTransform.SquareRoot }).Demand);
    }

    /// <summary>Of 300 series each draws from the same distribution, so that the regression must find it.</summary>
    [Theory]
    [MemberData(nameof(DemandSamples.Losses), MemberType = typeof(DemandSamples))]
    public void ARegression_FindsHowOftenAndHowMuch(ForecastLoss loss)
    {
        SeriesSet set = DemandSamples.Shops(4, 1000);
        var form = new DemandForm(32, 7, 14);
        var regression = CountRegression.Fit(
            set, [.. set.Series.Select(s => new RowRange(0, s.HistoryLength))], 0, loss, form);

        // Shop 2: any on 60 % of two days and on 21 % of the others, then 3.0 in the mean plus a little.
        CountDistribution[] told = regression.Forecast(DemandSamples.Sales(3, 1001, 0.3, 3).AsSpan(0, 1001), form);
        double busy = told[0].Moments().Mean, calm = told[3].Moments().Mean;
        Assert.InRange(busy / calm, 1.7, 4.5);
        Assert.InRange(told.Take(7).Average(t => t.Moments().Mean), 0.8, 1.6);
        Span<double> quantiles = stackalloc double[2];
        told[3].Quantiles([0.5, 0.95], quantiles);
        Assert.Equal(0, quantiles[0]);
        Assert.InRange(quantiles[1], 2, 7);
    }
}
