using Carousel.Forecasting;
using Carousel.Kernels;
using MathNet.Numerics;

namespace Carousel.Jobs.Tests.Forecasting.Demand;

public sealed class CountDistributionTests
{
    private static readonly double[] _shares = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.999];

    public static TheoryData<ForecastLoss, double, double, double> Cases => new()
    {
        { ForecastLoss.NegativeBinomial, 1.3, -0.5, 0 },
        { ForecastLoss.ZeroInflated, 2, 0.5, -0.7 },
        { ForecastLoss.ZeroInflated, -1, 1, 2 },
    };

    /// <summary>The probabilities of the likelihood sum to one, and the quantiles are theirs.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Quantiles_AreTheSmallestCountsThatReachTheShares(ForecastLoss loss, double p, double q, double r)
    {
        double[] mass = Mass(loss, [p, q, r]);
        var told = new double[_shares.Length];
        CountDistribution.Of(loss, [p, q, r]).Quantiles(_shares, told);

        Assert.Equal(1, mass.Sum(), 1e-6);
        for (int i = 0; i < told.Length; i++)
        {
            double below = mass.Take((int)told[i]).Sum();
            Assert.True(below < _shares[i] + 1e-7, $"{_shares[i]}: {below} below {told[i]}");
            Assert.True(below + mass[(int)told[i]] >= _shares[i] - 1e-7, $"{_shares[i]}: {told[i]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Moments_AreThoseOfTheMass(ForecastLoss loss, double p, double q, double r)
    {
        double[] mass = Mass(loss, [p, q, r]);
        double mean = mass.Select((m, t) => m * t).Sum();
        double variance = mass.Select((m, t) => m * (t - mean) * (t - mean)).Sum();

        (double told, double spread) = CountDistribution.Of(loss, [p, q, r]).Moments();
        Assert.Equal(mean, told, 1e-5 * (1 + mean));
        Assert.Equal(variance, spread, 1e-4 * (1 + variance));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Slopes_EqualFiniteDifferences(ForecastLoss loss, double p, double q, double r)
    {
        double[] at = [p, q, r];
        int parameters = CountRegression.ParametersOf(loss);
        var slopes = new double[parameters];
        var none = new double[parameters];
        foreach (int count in new[] { 0, 1, 3, 60 })
        {
            CountLikelihood.Of(loss, count, at.AsSpan(0, parameters), slopes);
            for (int i = 0; i < parameters; i++)
            {
                double Moved(double by)
                {
                    double[] moved = [.. at];
                    moved[i] += by;
                    return CountLikelihood.Of(loss, count, moved.AsSpan(0, parameters), none);
                }

                double difference = (Moved(1e-5) - Moved(-1e-5)) / 2e-5;
                Assert.Equal(difference, slopes[i], 1e-6 * Math.Max(1, Math.Abs(difference)));
            }
        }
    }

    [Fact]
    public void ANetworksNumbers_AreReadAsTheLossReadsThem()
    {
        float[] outputs = [0.4f, -0.2f, 0.7f];

        var told = CountDistribution.Of(ForecastLoss.ZeroInflated, outputs);
        Assert.Equal(Likelihood.Rate(0.4f), told.Mean, 1e-6);
        Assert.Equal(Likelihood.Probability(0.7f), told.Draw, 1e-6);
        Assert.Equal(
            told.Dispersion, CountDistribution.Of(ForecastLoss.ZeroInflated, [0.4, -0.2, 0.7]).Dispersion, 1e-6);
    }

    private static double[] Mass(ForecastLoss loss, double[] p)
    {
        int parameters = CountRegression.ParametersOf(loss);
        var slopes = new double[parameters];
        return
        [
            .. Enumerable.Range(0, 4000).Select(t => Math.Exp(
                -CountLikelihood.Of(loss, t, p.AsSpan(0, parameters), slopes)
                - (t > 0 ? SpecialFunctions.GammaLn(t + 1) : 0))),
        ];
    }
}
