using Carousel.Jobs.Measuring;
using Carousel.Jobs.Statistics;
using MathNet.Numerics.Distributions;

namespace Carousel.Laboratory.Training;

/// <summary>Mean and spread over seeds.</summary>
internal static class SeedStatistics
{
    private const double UpperTail = 0.975;

    /// <summary>The mean with its 95 % interval by Student's t; no interval for one value.</summary>
    /// <param name="name">The figure's name.</param>
    /// <param name="values">One for each seed.</param>
    /// <param name="isTiming">Whether it differs from run to run.</param>
    public static MeasuredFigure Mean(string name, IReadOnlyList<double> values, bool isTiming = false)
    {
        int n = values.Count;
        double mean = values.Average();
        if (n < 2)
        {
            return new MeasuredFigure(name, mean, null, isTiming);
        }

        double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (n - 1));
        double half = StudentT.InvCDF(0, 1, n - 1, UpperTail) * deviation / Math.Sqrt(n);
        return new MeasuredFigure(name, mean, new ConfidenceInterval(mean - half, mean + half), isTiming);
    }
}
