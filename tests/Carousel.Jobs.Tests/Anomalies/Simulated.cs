namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>Simulated series: normal noise of deviation 1, and what a test adds to it.</summary>
internal static class Simulated
{
    public static double[] Noise(int seed, int rows, Func<int, double, double>? add = null)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, rows).Select(t =>
            {
                double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
                double noise = radius * Math.Cos(2 * Math.PI * random.NextDouble());
                return add is null ? noise : add(t, noise);
            }),
        ];
    }

    public static double Wave(int row, int season) => 5 * Math.Sin(2 * Math.PI * row / season);
}
