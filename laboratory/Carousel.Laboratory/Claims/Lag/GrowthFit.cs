using Carousel.Inspection.Statistics;
using MathNet.Numerics.Distributions;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>
/// A line or an exponential through counts, both fitted and judged by one rule: the least sum of squared ln(count /
/// fitted).
/// </summary>
/// <param name="Slope">Of a line y = a + b x its b, of an exponential ln y = a + b x its b.</param>
/// <param name="Interval">95 % of b by Student's t, widened by what the rounding of the counts could move it; null for
/// three points or fewer.</param>
/// <param name="Explained">R²: the share of the spread of ln y that it explains.</param>
/// <param name="OffBy">The factor by which a count differs from it, root mean square of logarithms.</param>
internal sealed record GrowthFit(double Slope, ConfidenceInterval? Interval, double Explained, double OffBy)
{
    private const double UpperTail = 0.975;
    private const int FewestPlaces = 3;
    private const double WidestTilt = 15;
    private const int Steps = 120;
    private const int Sections = 80;

    /// <summary>Fits y = a + b x.</summary>
    /// <param name="x">[n].</param>
    /// <param name="y">[n], above 0.</param>
    /// <param name="rounding">[n]: each y may be off by as much.</param>
    /// <returns>The line, which is above 0 at every x; null at fewer than three places.</returns>
    public static GrowthFit? Line(double[] x, double[] y, double[] rounding)
    {
        if (x.Distinct().Count() < FewestPlaces)
        {
            return null;
        }

        // Up to a factor the line is its height at the first place against that at the last; the best factor is known
        // for each.
        (double first, double last) = (x.Min(), x.Max());
        double[] logarithms = [.. y.Select(v => Math.Log(v))];
        double tilt = Least(Error);
        double factor = Math.Exp(logarithms.Zip(Shape(tilt), (v, s) => v - Math.Log(s)).Average());
        (double low, double high) = (factor * Share(-tilt), factor * Share(tilt));
        double slope = (high - low) / (last - first), intercept = low - (slope * first);
        double[] fitted = [.. x.Select(v => intercept + (slope * v))];
        return Of(
            slope, [.. fitted.Select(f => 1 / f)], [.. x.Zip(fitted, (v, f) => v / f)], logarithms,
            [.. fitted.Select(f => Math.Log(f))], y, rounding);

        double[] Shape(double t) =>
            [.. x.Select(v => ((Share(-t) * (last - v)) + (Share(t) * (v - first))) / (last - first))];

        double Error(double t)
        {
            double[] left = [.. logarithms.Zip(Shape(t), (v, s) => v - Math.Log(s))];
            double mean = left.Average();
            return left.Sum(v => (v - mean) * (v - mean));
        }
    }

    /// <summary>Fits ln y = a + b x.</summary>
    /// <param name="x">[n].</param>
    /// <param name="y">[n], above 0.</param>
    /// <param name="rounding">[n]: each y may be off by as much.</param>
    /// <returns>The exponential; null at fewer than three places.</returns>
    public static GrowthFit? Exponential(double[] x, double[] y, double[] rounding)
    {
        if (x.Distinct().Count() < FewestPlaces)
        {
            return null;
        }

        double[] logarithms = [.. y.Select(v => Math.Log(v))];
        double meanX = x.Average(), meanY = logarithms.Average();
        double slope = x.Zip(logarithms, (u, v) => (u - meanX) * (v - meanY)).Sum() / x.Sum(u => Square(u - meanX));
        return Of(
            slope, [.. x.Select(_ => 1.0)], x, logarithms, [.. x.Select(u => meanY + (slope * (u - meanX)))], y,
            rounding);
    }

    // byIntercept and bySlope are the derivatives of ln(fitted).
    private static GrowthFit Of(
        double slope, double[] byIntercept, double[] bySlope, double[] logarithms, double[] fitted, double[] y,
        double[] rounding)
    {
        int n = y.Length;
        double mean = logarithms.Average();
        double left = logarithms.Zip(fitted, (v, f) => Square(v - f)).Sum(),
            all = logarithms.Sum(v => Square(v - mean));
        double aa = byIntercept.Sum(Square), ab = byIntercept.Zip(bySlope, (u, v) => u * v).Sum(),
            bb = bySlope.Sum(Square);
        double determinant = (aa * bb) - (ab * ab);
        ConfidenceInterval? interval = null;
        if (n > FewestPlaces)
        {
            double chance = StudentT.InvCDF(0, 1, n - 2, UpperTail) * Math.Sqrt(left / (n - 2) * aa / determinant);
            double moved = Enumerable.Range(0, n)
                .Sum(i => Math.Abs(((aa * bySlope[i]) - (ab * byIntercept[i])) / determinant) * rounding[i] / y[i]);
            interval = new ConfidenceInterval(slope - chance - moved, slope + chance + moved);
        }

        return new GrowthFit(slope, interval, all > 0 ? 1 - (left / all) : 1, Math.Exp(Math.Sqrt(left / n)));
    }

    // A grid first, since there may be more than one hollow; then golden sections around its lowest place.
    private static double Least(Func<double, double> error)
    {
        double step = 2 * WidestTilt / Steps;
        double best = Enumerable.Range(0, Steps + 1).Select(k => -WidestTilt + (k * step)).MinBy(error);
        double part = (Math.Sqrt(5) - 1) / 2;
        (double low, double high) = (best - step, best + step);
        for (int k = 0; k < Sections; k++)
        {
            double left = high - (part * (high - low)), right = low + (part * (high - low));
            (low, high) = error(left) <= error(right) ? (low, right) : (left, high);
        }

        return (low + high) / 2;
    }

    private static double Share(double tilt) => 1 / (1 + Math.Exp(-tilt));

    private static double Square(double value) => value * value;
}
