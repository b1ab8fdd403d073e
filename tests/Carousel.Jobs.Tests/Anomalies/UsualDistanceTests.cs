using Carousel.Anomalies;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class UsualDistanceTests
{
    // Half a bin of a sixteenth of a doubling, and a little more.
    private const double Within = 0.025;

    [Fact]
    public void Ratio_IsThatToTheMedianOfSorting()
    {
        double[] distances = [.. Simulated.Noise(1, 2000, (t, e) => Math.Exp((e / 2) + (t / 500.0)))];
        var usual = new UsualDistance();
        for (int r = 0; r < distances.Length; r++)
        {
            double ratio = usual.Take(distances[r]);
            if (r < 50)
            {
                Assert.Equal(double.NaN, ratio);
            }
            else if (r % 10 == 0)
            {
                double median = distances[..r].Order().ElementAt((r - 1) / 2);
                Assert.InRange(ratio * median / distances[r], 1 - Within, 1 + Within);
            }
        }

    }

    [Fact]
    public void UnknownDistances_AreSkipped_AndSmallMediansAreRaised()
    {
        var usual = new UsualDistance();
        for (int r = 0; r < 60; r++)
        {
            Assert.Equal(double.NaN, usual.Take(double.NaN));
            usual.Take(0);
        }

        Assert.Equal(50, usual.Take(1), 1e-9);
    }
}
