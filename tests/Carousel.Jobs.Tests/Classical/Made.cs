using Carousel.Classical;

namespace Carousel.Jobs.Tests.Classical;

/// <summary>Series by formulas, and forecasts of them.</summary>
internal static class Made
{
    /// <summary>A positive series with a trend, a season that grows with it, and noise without a pattern.</summary>
    public static double[] Sales(int count, int season) =>
        [.. Enumerable.Range(0, count).Select(t => (100 + t) * (1 + Wave(t, season)) * (1 + (0.06 * Noise(t))))];

    /// <summary>A walk whose steps have no pattern.</summary>
    public static double[] Walk(int count)
    {
        double level = 50;
        return [.. Enumerable.Range(0, count).Select(t => level += 2 * Noise(t))];
    }

    /// <summary>Numbers between −½ and ½.</summary>
    public static double Noise(int t) => (((t + 3L) * (t + 5L) * 7919 % 1009) / 1009.0) - 0.5;

    /// <summary>Forecasts with their standard deviations.</summary>
    public static (double[] Mean, double[] Deviation) Forecast(IClassicalModel model, double[] history, int steps = 12)
    {
        double[] mean = new double[steps], deviation = new double[steps];
        model.Forecast(history, mean, deviation);
        return (mean, deviation);
    }

    /// <summary>Fails where two lists differ by more than a share of the expected values.</summary>
    public static void Near(double[] expected, double[] actual, double share)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], share * Math.Abs(expected[i]));
        }
    }

    private static double Wave(int t, int season) => season < 2 ? 0 : 0.3 * Math.Sin(2 * Math.PI * t / season);
}
