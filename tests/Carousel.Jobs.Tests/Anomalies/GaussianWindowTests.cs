using Carousel.Anomalies;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class GaussianWindowTests
{
    [Fact]
    public void Window_ForgetsWhatIsMoreThanSixtyFourBlocksBack()
    {
        var window = new GaussianWindow();
        foreach (int r in Enumerable.Range(0, 6_500))
        {
            window.Take(r < 100 ? 1000 : r % 2 == 0 ? 1 : 3);
        }

        // The first block has left: mean 2, deviation 1, so that 12 lies ten deviations away.
        Assert.Equal(10, window.Take(12), 1e-9);
    }

    [Fact]
    public void LargeValues_LoseNoDigits()
    {
        var window = new GaussianWindow();
        foreach (int r in Enumerable.Range(0, 100))
        {
            window.Take(1e12 + (r % 2 == 0 ? 1 : 3));
        }

        Assert.Equal(5, window.Take(1e12 + 7), 1e-9);
    }
}
