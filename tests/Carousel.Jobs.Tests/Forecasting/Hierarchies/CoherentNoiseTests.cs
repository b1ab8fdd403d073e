using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Hierarchies;

public sealed class CoherentNoiseTests
{
    [Fact]
    public void Samples_HaveTheDeviationsThatAreTold()
    {
        var random = new Random(9);
        Hierarchy hierarchy = Groups.Random(random, 8);
        double[][] errors =
        [
            .. Enumerable.Range(0, 12).Select(_ =>
                Enumerable.Range(0, hierarchy.Bottom)
                    .Select(i => (1 + (i % 4)) * (random.NextDouble() - 0.5)).ToArray()),
        ];
        var noise = new CoherentNoise(errors);
        double[] squares = new double[hierarchy.Nodes.Count], sample = new double[hierarchy.Nodes.Count];
        for (int p = 0; p < CoherentNoise.Samples; p++)
        {
            noise.Draw(p, sample.AsSpan(hierarchy.Sums));
            hierarchy.Sum(sample);
            for (int n = 0; n < sample.Length; n++)
            {
                squares[n] += sample[n] * sample[n] / CoherentNoise.Samples;
            }
        }

        // A standard deviation of 400 samples has an error of 4 %.
        Assert.All(
            noise.Deviations(hierarchy).Zip(squares),
            v => Assert.InRange(Math.Sqrt(v.Second) / v.First, 0.75, 1.25));
    }
}
