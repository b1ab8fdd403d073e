using MathNet.Numerics.Distributions;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>A straight line through points by least squares, with the 95 % interval of its slope by Student's t.</summary>
/// <param name="Intercept">a in y = a + b x.</param>
/// <param name="Slope">b.</param>
/// <param name="Interval">Of b.</param>
/// <param name="Explained">R²: the share of the spread of y that the line explains.</param>
internal sealed record GrowthFit(double Intercept, double Slope, FigureInterval Interval, double Explained)
{
    private const double UpperTail = 0.975;

    /// <summary>Fits a line.</summary>
    /// <param name="x">[n].</param>
    /// <param name="y">[n].</param>
    /// <returns>The line, or null where fewer than three points, or points at fewer than three places, are too few to speak of a line.</returns>
    public static GrowthFit? Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        int n = x.Count;
        if (x.Distinct().Count() < 3)
        {
            return null;
        }

        double meanX = x.Average(), meanY = y.Average();
        double xx = x.Sum(v => (v - meanX) * (v - meanX)), yy = y.Sum(v => (v - meanY) * (v - meanY));
        double xy = x.Zip(y, (u, v) => (u - meanX) * (v - meanY)).Sum();
        double slope = xy / xx, intercept = meanY - (slope * meanX);
        double left = x.Zip(y, (u, v) => Square(v - intercept - (slope * u))).Sum();
        double half = StudentT.InvCDF(0, 1, n - 2, UpperTail) * Math.Sqrt(left / (n - 2) / xx);
        return new GrowthFit(intercept, slope, new FigureInterval(slope - half, slope + half), yy > 0 ? 1 - (left / yy) : 1);
    }

    /// <summary>y at x.</summary>
    public double At(double x) => Intercept + (Slope * x);

    private static double Square(double value) => value * value;
}
