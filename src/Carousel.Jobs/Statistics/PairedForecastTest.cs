using MathNet.Numerics.Distributions;

namespace Carousel.Jobs.Statistics;

/// <summary>Whether one forecast errs less than another from the same origins, beyond chance.</summary>
/// <param name="Origins">n: how many origins.</param>
/// <param name="Lags">L: up to how many origins apart differences are taken to be correlated.</param>
/// <param name="Statistic">The mean difference in standard errors; below 0 where the first errs less.</param>
/// <param name="P">The probability of a difference as large if the true one is 0; NaN with fewer than two
/// origins.</param>
/// <param name="Relative">The mean difference over the other forecast's mean error: −0.1 for 10 % less.</param>
/// <param name="Interval">Of <paramref name="Relative"/>, 95 %; NaN with fewer than two origins.</param>
/// <remarks>
/// Diebold and Mariano 1995 on the absolute errors of origins, with the weights of Bartlett (Newey and West 1987),
/// which leave no variance below 0, and the correction for few origins and Student's t of Harvey, Leybourne and Newbold
/// 1997 with h = L + 1. If L is n − 1, the correction makes the standard error infinite.
/// </remarks>
internal sealed record PairedForecastTest(
    int Origins, int Lags, double Statistic, double P, double Relative, ConfidenceInterval Interval)
{
    private const double Level = 0.05;

    /// <summary>From here on errors of neighbouring origins are taken to be alike, also where horizons do not
    /// overlap.</summary>
    private const int ManyOrigins = 20;

    /// <summary>Whether the difference is larger than chance makes it once in twenty times.</summary>
    public bool IsClear => P <= Level;

    /// <summary>Compares two forecasts.</summary>
    /// <param name="own">[n]: the mean absolute error from each origin, in order of time.</param>
    /// <param name="other">[n]: the other forecast's.</param>
    /// <param name="overlap">How many of the following origins are within the horizon of one.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentException">The numbers of origins differ.</exception>
    public static PairedForecastTest Of(IReadOnlyList<double> own, IReadOnlyList<double> other, int overlap)
    {
        if (own.Count != other.Count)
        {
            throw new ArgumentException($"other: expected [n] = [{own.Count}], but got {other.Count}.", nameof(other));
        }

        int n = own.Count;
        double size = n == 0 ? double.NaN : other.Average();
        double[] differences = [.. own.Zip(other, (a, b) => a - b)];
        double mean = n == 0 ? double.NaN : differences.Average();
        int lags = Math.Min(n - 1, Math.Max(overlap, n >= ManyOrigins ? (int)(Math.Cbrt(n) + 1e-9) : 0));
        if (n < 2)
        {
            return new PairedForecastTest(
                n, 0, double.NaN, double.NaN, mean / size, new ConfidenceInterval(double.NaN, double.NaN));
        }

        if (Array.TrueForAll(differences, d => d == 0))
        {
            return new PairedForecastTest(n, lags, 0, 1, 0, new ConfidenceInterval(0, 0));
        }

        double error = StandardError(differences, mean, lags);
        double statistic = mean == 0 ? 0 : mean / error;
        double half = double.IsInfinity(error) ? error : NoncentralT.Critical(n - 1, Level) * error;
        return new PairedForecastTest(
            n, lags, statistic, 2 * StudentT.CDF(0, 1, n - 1, -Math.Abs(statistic)), mean / size,
            new ConfidenceInterval((mean - half) / size, (mean + half) / size));
    }

    /// <summary>Of the mean; infinite where as many lags as origins leave nothing to estimate it from.</summary>
    private static double StandardError(double[] differences, double mean, int lags)
    {
        double n = differences.Length, h = lags + 1, variance = 0;
        for (int lag = 0; lag <= lags; lag++)
        {
            double sum = 0;
            for (int i = lag; i < differences.Length; i++)
            {
                sum += (differences[i] - mean) * (differences[i - lag] - mean);
            }

            variance += (lag == 0 ? 1 : 2 * (1 - (lag / h))) * sum / n;
        }

        double correction = (n + 1 - (2 * h) + (h * (h - 1) / n)) / n;
        return h >= n ? double.PositiveInfinity : Math.Sqrt(Math.Max(variance, 0) / n / correction);
    }
}
