using Carousel.Jobs.Measuring;

namespace Carousel.Jobs.Tests.Measuring;

public sealed class RankingMetricsTests
{
    private static readonly double[] _scores = [0.9, 0.8, 0.7, 0.6, 0.5];
    private static readonly bool[] _labels = [true, false, true, false, true];

    [Fact]
    public void AveragePrecision_IsTheMeanPrecisionAtTheHits() =>
        Assert.Equal((1 + (2 / 3.0) + (3 / 5.0)) / 3, RankingMetrics.AveragePrecision(_scores, _labels), 1e-12);

    [Fact]
    public void AveragePrecision_TakesEqualScoresAsOneThreshold()
    {
        // One threshold of four rows with two positives; it does not matter in which order they stand.
        Assert.Equal(0.5, RankingMetrics.AveragePrecision([1, 1, 1, 1], [true, true, false, false]), 1e-12);
        Assert.Equal(0.5, RankingMetrics.AveragePrecision([1, 1, 1, 1], [false, true, false, true]), 1e-12);
    }

    [Fact]
    public void AveragePrecision_IsOne_WhenAllPositivesComeFirst() =>
        Assert.Equal(1, RankingMetrics.AveragePrecision([3, 9, 1, 5], [false, true, false, true]), 1e-12);

    [Fact]
    public void AveragePrecision_IsUnknown_WithoutAPositive() =>
        Assert.True(double.IsNaN(RankingMetrics.AveragePrecision([1, 2], [false, false])));

    [Fact]
    public void RocArea_IsTheShareOfPairsRankedRightly()
    {
        // Positives 0.9, 0.7, 0.5 against negatives 0.8, 0.6: 2 + 1 + 0 of 6 pairs.
        Assert.Equal(0.5, RankingMetrics.RocArea(_scores, _labels), 1e-12);
        Assert.Equal(0.75, RankingMetrics.RocArea([2, 1, 1], [true, true, false]), 1e-12);
    }

    [Fact]
    public void PrecisionAt_CountsTheHighestScores()
    {
        Assert.Equal(1, RankingMetrics.PrecisionAt(_scores, _labels, 1), 1e-12);
        Assert.Equal(0.5, RankingMetrics.PrecisionAt(_scores, _labels, 2), 1e-12);
        Assert.Equal(0.6, RankingMetrics.PrecisionAt(_scores, _labels, 5), 1e-12);
    }

    [Fact]
    public void PrecisionAt_ExpectsTheShareOfTies_AtTheBorder()
    {
        // The first is sure; of the three tied ones, one is positive and one is taken.
        Assert.Equal(
            (1 + (1 / 3.0)) / 2, RankingMetrics.PrecisionAt([9, 5, 5, 5, 1], [true, false, true, false, true], 2),
            1e-12);
    }

    [Fact]
    public void Scores_AreRefused_WhenLabelsAreFewer() =>
        Assert.Throws<ArgumentException>(() => RankingMetrics.AveragePrecision(_scores, [true]));
}
