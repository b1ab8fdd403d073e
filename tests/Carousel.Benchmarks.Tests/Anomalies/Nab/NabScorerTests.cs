using Carousel.Anomalies;
using Carousel.Benchmarks.Anomalies.Nab;
using Carousel.Data;

namespace Carousel.Benchmarks.Tests.Anomalies.Nab;

/// <summary>
/// Hand-worked scores. σ(y) = 2 / (1 + e^{5y}) − 1, σ(−1) = 0.98661429815143; a file of 100 rows has a probation of 15.
/// </summary>
public sealed class NabScorerTests
{
    private const double Best = 0.98661429815143;
    private static readonly RowRange[] _one = [new(40, 50)];

    [Theory]
    [InlineData(100, 15)]
    [InlineData(101, 15)]
    [InlineData(4032, 604)]
    [InlineData(5000, 750)]
    [InlineData(22_695, 750)]
    public void Probation_IsFifteenPercentOfAtMostFiveThousandRows(int rows, int expected) =>
        Assert.Equal(expected, ChannelDetector.LearnRowsOf(rows));

    [Fact]
    public void Alarm_IsWorthOne_AtTheFirstRowOfAWindow() =>
        Assert.Equal(1, NabScorer.Score(100, _one, [40], NabProfile.Standard), 1e-12);

    [Fact]
    public void Alarm_IsWorthLess_TheLaterInTheWindow()
    {
        // Row 45 of 40 … 49 is at −5/10: σ = 2/(1 + e^−2.5) − 1 = 0.84828363995751. Row 49 is at −1/10: 2/(1 + e^−0.5)
        // − 1 = 0.24491866240371.
        Assert.Equal(0.84828363995751 / Best, NabScorer.Score(100, _one, [45], NabProfile.Standard), 1e-12);
        Assert.Equal(0.24491866240371 / Best, NabScorer.Score(100, _one, [49], NabProfile.Standard), 1e-12);
    }

    [Fact]
    public void Window_CountsItsEarliestAlarmAlone() =>
        Assert.Equal(0.84828363995751 / Best, NabScorer.Score(100, _one, [49, 45, 47], NabProfile.Standard), 1e-12);

    [Fact]
    public void Window_CostsAMiss_WithoutAnAlarm()
    {
        Assert.Equal(-1, NabScorer.Score(100, _one, [], NabProfile.Standard), 1e-12);
        Assert.Equal(-2, NabScorer.Score(100, _one, [], NabProfile.LowMisses), 1e-12);
    }

    [Fact]
    public void FalseAlarm_CostsAllOfIt_BeforeTheFirstWindowAndFarBehindOne()
    {
        // Row 78 is 29 rows after row 49: 29/9 = 3.2 widths.
        Assert.Equal(1 - 0.11, NabScorer.Score(100, _one, [20, 40], NabProfile.Standard), 1e-12);
        Assert.Equal(1 - 0.22, NabScorer.Score(100, _one, [40, 78], NabProfile.LowFalseAlarms), 1e-12);
    }

    [Fact]
    public void FalseAlarm_CostsLittle_JustBehindAWindow()
    {
        // Row 52 is 3 rows after row 49: 3/9 of a width; 2/(1 + e^(5/3)) − 1 = −0.68226083403…
        double expected = 1 + (0.11 * ((2 / (1 + Math.Exp(5.0 / 3))) - 1));
        Assert.Equal(expected, NabScorer.Score(100, _one, [40, 52], NabProfile.Standard), 1e-12);
        Assert.Equal(1 - (0.11 * 0.682260), expected, 1e-6);
    }

    [Fact]
    public void FalseAlarm_IsMeasuredFromTheLastWindowBeforeIt()
    {
        RowRange[] two = [new(20, 31), new(60, 71)];
        double behindSecond = (2 / (1 + Math.Exp(5 * 0.5))) - 1;
        Assert.Equal(2 + (0.11 * behindSecond), NabScorer.Score(100, two, [20, 60, 75], NabProfile.Standard), 1e-12);
    }

    [Fact]
    public void Alarm_CountsForNothing_InTheProbation()
    {
        Assert.Equal(-1, NabScorer.Score(100, _one, [0, 7, 14], NabProfile.Standard), 1e-12);
        Assert.Equal(-1.11, NabScorer.Score(100, _one, [15], NabProfile.Standard), 1e-12);
    }

    [Fact]
    public void Alarm_CountsOnce_WhenARowIsNamedTwice() =>
        Assert.Equal(-1.11, NabScorer.Score(100, _one, [20, 20], NabProfile.Standard), 1e-12);

    [Fact]
    public void Score_IsZeroForTheNullDetectorAndAHundredForThePerfectOne_InEveryProfile()
    {
        RowRange[] windows = [new(20, 31), new(60, 71)];
        foreach (NabProfile profile in NabProfile.All)
        {
            Assert.Equal(0, Normalized(windows, [], profile), 1e-12);
            Assert.Equal(100, Normalized(windows, [20, 60], profile), 1e-9);
        }
    }

    [Fact]
    public void Score_IsBelowZero_WhenFalseAlarmsCostMoreThanIsFound() => Assert.Equal(
        100 * (-1 - (20 * 0.11) + 1) / 2,
        Normalized(_one, [.. Enumerable.Range(15, 20)], NabProfile.Standard), 1e-9);

    private static double Normalized(RowRange[] windows, int[] alarms, NabProfile profile) => NabScorer.Score(
        [new NabFile("made/up.csv", new DateTime[100], new float[100], windows)], [alarms], profile);
}
