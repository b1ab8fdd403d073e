using Carousel.Survival;

namespace Carousel.Jobs.Tests.Survival;

/// <summary>
/// Measures of survival, worked by hand: ties, censoring in the period of a leaving, and censoring before anything was
/// seen.
/// </summary>
public sealed class MeasureTests
{
    // Leaves in the first, leaves in the second, stays through the second, stays through the first, leaves in the
    // third.
    private static readonly SurvivalOutcome[] _five =
    [
        new(1, true), new(2, true), new(2, false), new(1, false), new(3, true),
    ];

    private static readonly double[,] _survival = { { 0.2, 0.1 }, { 0.5, 0.3 }, { 0.9, 0.3 }, { 0.1, 0.1 },
        { 0.8, 0.1 } };

    [Fact]
    public void Antolini_ComparesTheSurvivalAtTheTimeOfTheLeaving() =>
        // Period 1: three of four right. Period 2: a tie and one wrong.
        Assert.Equal(3.5 / 6, Concordance.Antolini(_five, _survival), 12);

    [Fact]
    public void Incident_ComparesCustomersOfOneAgeWhoseNextPeriodIsSeen()
    {
        SurvivalOutcome[] outcomes =
        [
            new(1, true), new(4, true), new(1, false), new(1, true), new(9, false), new(0, false),
        ];

        // Age 0: one right, one tie. Age 1: one wrong; the last has no next period.
        Assert.Equal(1.5 / 3, Concordance.Incident(outcomes, [0.4, 0.1, 0.4, 0.1, 0.5, 0.9], [0, 0, 0, 1, 1, 1]), 12);
    }

    [Fact]
    public void Concordance_IsUnknown_WhenNobodyLeaves() =>
        Assert.Equal(double.NaN, Concordance.Antolini([new(3, false), new(2, false)], _survival));

    [Fact]
    public void KaplanMeier_LeavesTheCensoredAmongThoseAtRiskInTheirLastPeriod()
    {
        var curve = KaplanMeier.Of([.. _five, new(0, false)]);

        double[] survival = [1, 0.8, 0.8 * 2 / 3, 0, 0];
        Assert.All(survival, (expected, k) => Assert.Equal(expected, curve.Survival(k), 12));
    }

    [Fact]
    public void KaplanMeierOfCensoring_CountsLeavingsBeforeCensoringInOnePeriod()
    {
        var observed = KaplanMeier.OfCensoring(_five);

        Assert.Equal(
            [1, 0.75, 0.375, 0.375],
            [observed.Survival(0), observed.Survival(1), observed.Survival(2), observed.Survival(3)]);
        Assert.Equal(5 / 6.0, KaplanMeier.OfCensoring([.. _five, new(0, false)]).Survival(0), 12);
    }

    [Fact]
    public void Brier_WeighsByTheChanceToBeObserved()
    {
        double[] scores = BrierScore.Over(_five, _survival);

        Assert.Equal((0.04 + 0.25 + 0.01 + 0.81 + 0.04) / 5, scores[0], 12);
        Assert.Equal((0.01 + (0.09 / 0.75) + (0.49 / 0.75) + (0.81 / 0.75)) / 5, scores[1], 12);
    }

    [Fact]
    public void Brier_IsTheMeanSquaredError_WhenNobodyIsCensored()
    {
        SurvivalOutcome[] outcomes = [new(1, true), new(5, true), new(2, true)];
        double[,] survival = { { 0.3, 0.1 }, { 0.9, 0.6 }, { 0.5, 0.4 } };

        double[] scores = BrierScore.Over(outcomes, survival);
        Assert.Equal((0.09 + 0.01 + 0.25) / 3, scores[0], 12);
        Assert.Equal((0.01 + 0.16 + 0.16) / 3, scores[1], 12);
    }

    [Fact]
    public void Calibration_ComparesMeansWithKaplanAndMeierInEachBin()
    {
        SurvivalOutcome[] outcomes = [new(1, true), new(1, false), new(3, false), new(1, false)];
        IReadOnlyList<CalibrationBin> bins = SurvivalCalibration.Bins(
            outcomes, [0.8, 0.1, 0.2, 0.6], horizon: 1, bins: 2);

        Assert.Equal([0.15, 0.7], bins.Select(b => Math.Round(b.Predicted, 12)));
        Assert.Equal([0, 0.5], bins.Select(b => b.Observed));
        Assert.Equal(0.175, SurvivalCalibration.Error(bins), 12);
    }
}
