using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Each measure on numbers that can be worked out by hand.</summary>
public sealed class ForecastMetricsTests
{
    private static readonly float[] _truth = [10, 20, 30, float.NaN, 40];
    private static readonly float[] _forecast = [12, 18, 33, 99, 33];

    // Errors −2, 2, −3, 7.
    [Fact]
    public void MeanAbsoluteError_OfTheExample() =>
        Assert.Equal(3.5, ForecastMetrics.MeanAbsoluteError(_truth, _forecast), 1e-12);

    // (4 + 4 + 9 + 49) / 4 = 16.5.
    [Fact]
    public void RootMeanSquaredError_OfTheExample() =>
        Assert.Equal(Math.Sqrt(16.5), ForecastMetrics.RootMeanSquaredError(_truth, _forecast), 1e-12);

    // 200·(2/22 + 2/38 + 3/63 + 7/73) / 4.
    [Fact]
    public void SymmetricError_OfTheExample() =>
        Assert.Equal(
            50 * ((2.0 / 22) + (2.0 / 38) + (3.0 / 63) + (7.0 / 73)),
            ForecastMetrics.SymmetricMeanAbsolutePercentageError(_truth, _forecast), 1e-12);

    [Fact]
    public void SymmetricError_IsZeroForZero_AndTwoHundredForTheWrongSign()
    {
        Assert.Equal(0, ForecastMetrics.SymmetricMeanAbsolutePercentageError([0], [0]));
        Assert.Equal(200, ForecastMetrics.SymmetricMeanAbsolutePercentageError([5], [-3]));
    }

    // Training 1 3 2 6 with season 2: |2 − 1| and |6 − 3|, mean 2; with season 1: 2, 1, 4, mean 7/3.
    [Fact]
    public void ScaledError_OfTheExample()
    {
        Assert.Equal(2, ForecastMetrics.SeasonalNaiveScale([1, 3, 2, 6], 2), 1e-12);
        Assert.Equal(7.0 / 3, ForecastMetrics.SeasonalNaiveScale([1, 3, 2, 6], 1), 1e-12);
        Assert.Equal(1.75, ForecastMetrics.MeanAbsoluteScaledError(_truth, _forecast, 2), 1e-12);
    }

    [Fact]
    public void ScaledError_IsUnknown_WhenTheTrainingPartIsShorterThanASeasonOrConstant()
    {
        Assert.True(double.IsNaN(ForecastMetrics.SeasonalNaiveScale([1, 2], 2)));
        Assert.True(double.IsNaN(ForecastMetrics.MeanAbsoluteScaledError(_truth, _forecast, 0)));
    }

    // At τ = 0.9: 10 below 12 costs 0.1·2, 20 above 18 costs 0.9·2.
    [Fact]
    public void PinballLoss_OfTheExample() =>
        Assert.Equal((0.2 + 1.8) / 2, ForecastMetrics.PinballLoss([10, 20], [12, 18], 0.9), 1e-12);

    [Fact]
    public void PinballLoss_IsHalfTheAbsoluteError_ForTheMedian() =>
        Assert.Equal(1.75, ForecastMetrics.PinballLoss(_truth, _forecast, 0.5), 1e-12);

    // Median: 2·(1 + 1)/30; 0.9: 2·(0.2 + 1.8)/30; their mean is 4/30.
    [Fact]
    public void WeightedQuantileLoss_OfTheExample() =>
        Assert.Equal(4.0 / 30, ForecastMetrics.WeightedQuantileLoss([10, 20], [[12, 18], [12, 18]], [0.5, 0.9]), 1e-12);

    [Fact]
    public void Coverage_CountsTheEndsAsInside() =>
        Assert.Equal(0.75, ForecastMetrics.Coverage(_truth, [10, 0, 31, 0, 39], [11, 20, 32, 0, 41]), 1e-12);

    [Fact]
    public void Width_IsTheMeanDistance() => Assert.Equal(2, ForecastMetrics.Width([1, 2], [2, 5]), 1e-12);

    // Widths 4 and 4; 10 lies 2 below 12: 2/0.2·2 = 20; 20 lies inside.
    [Fact]
    public void IntervalScore_OfTheExample() =>
        Assert.Equal((4 + 20 + 4) / 2.0, ForecastMetrics.IntervalScore([10, 20], [12, 18], [16, 22], 0.8), 1e-12);

    [Fact]
    public void Measures_AreUnknown_WhenNoTruthIsKnown() =>
        Assert.True(double.IsNaN(ForecastMetrics.MeanAbsoluteError([float.NaN], [1])));
}
