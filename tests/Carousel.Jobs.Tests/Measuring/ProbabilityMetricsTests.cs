using Carousel.Jobs.Measuring;

namespace Carousel.Jobs.Tests.Measuring;

public class ProbabilityMetricsTests
{
    private static readonly double[] _probabilities = [0.9, 0.1, 0.6, 0.4, 0.3, 0.7, 0.55, 0.45];
    private static readonly int[] _truth = [0, 1, 1, 0];

    [Fact]
    public void Brier_IsWorkedByHand()
    {
        // Each row has 2·(1 − p)², p the probability of the true class: 0.9, 0.4, 0.7, 0.55.
        double expected = 2 * ((0.1 * 0.1) + (0.6 * 0.6) + (0.3 * 0.3) + (0.45 * 0.45)) / 4;
        Assert.Equal(expected, ProbabilityMetrics.Brier(2, _probabilities, _truth), 12);
        Assert.Equal(2, ProbabilityMetrics.Brier(2, [0, 1], [0]), 12);
    }

    [Fact]
    public void Nats_IsTheMeanSurprise() =>
        Assert.Equal(-Math.Log(0.9 * 0.4 * 0.7 * 0.55) / 4, ProbabilityMetrics.Nats(2, _probabilities, _truth), 12);

    [Fact]
    public void Reliability_PutsABound_IntoTheBinBelow()
    {
        IReadOnlyList<ReliabilityBin> bins = ProbabilityMetrics.Reliability(2, _probabilities, _truth);

        Assert.Equal([0.5, 0.6, 0.8], bins.Select(b => b.Low), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([2, 1, 1], bins.Select(b => b.Count));
        Assert.Equal(0.575, bins[0].Confidence, 12);
        Assert.Equal(0.5, bins[0].Right, 12);
    }

    [Fact]
    public void CalibrationError_IsWorkedByHand()
    {
        // Two rows at 0.575 with one right, one at 0.7 right, one at 0.9 right.
        double expected = ((2 * 0.075) + 0.3 + 0.1) / 4;
        Assert.Equal(expected, ProbabilityMetrics.CalibrationError(2, _probabilities, _truth), 12);
        Assert.Equal(0, ProbabilityMetrics.CalibrationError(2, [1, 0, 0, 1], [0, 1]), 12);
    }

    [Fact]
    public void Answers_TakeTheFirst_OfEqualClasses() =>
        Assert.Equal([0, 2], ProbabilityMetrics.Answers(3, [0.5, 0.5, 0, 0.2, 0.3, 0.5]));
}
