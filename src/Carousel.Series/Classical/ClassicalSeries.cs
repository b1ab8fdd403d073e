namespace Carousel.Classical;

/// <summary>What classical models ask of a series, and the criterion by which they are compared.</summary>
internal static class ClassicalSeries
{
    /// <summary>The fewest values, without missing ones, that a model is fitted to.</summary>
    public const int LeastValues = 3;

    /// <summary>Checks a series.</summary>
    /// <param name="history">The values in order of time, NaN where missing.</param>
    /// <param name="season">The length of the season, in steps; 1 without one.</param>
    /// <returns>The number of values that are not missing.</returns>
    /// <exception cref="ArgumentException">Fewer than three values, or a value that is infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The season is less than 1.</exception>
    public static int Check(ReadOnlySpan<double> history, int season)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(season, 1);
        int count = 0;
        foreach (double value in history)
        {
            if (double.IsInfinity(value))
            {
                throw new ArgumentException("history: expected finite values, or NaN where missing.", nameof(history));
            }

            count += double.IsNaN(value) ? 0 : 1;
        }

        return count >= LeastValues ? count
            : throw new ArgumentException(
                $"history: expected at least {LeastValues} values, but got {count}.", nameof(history));
    }

    /// <summary>Whether all values that are not missing are equal.</summary>
    /// <param name="history">The values, NaN where missing.</param>
    public static bool IsConstant(ReadOnlySpan<double> history)
    {
        double first = double.NaN;
        foreach (double value in history)
        {
            first = double.IsNaN(first) ? value : first;
            if (!double.IsNaN(value) && value != first)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether all values that are not missing are positive.</summary>
    /// <param name="history">The values, NaN where missing.</param>
    public static bool IsPositive(ReadOnlySpan<double> history) =>
        history.IndexOfAnyInRange(double.NegativeInfinity, 0) < 0;

    /// <summary>The row of the first value that is not missing; the number of rows if all are missing.</summary>
    /// <param name="history">The values, NaN where missing.</param>
    public static int FirstRow(ReadOnlySpan<double> history) =>
        history.IndexOfAnyExcept(double.NaN) is >= 0 and var row ? row : history.Length;

    /// <summary>Akaike's criterion with the correction of Hurvich and Tsai 1989.</summary>
    /// <param name="logLikelihood">The logarithm of the likelihood.</param>
    /// <param name="values">The number of values.</param>
    /// <param name="parameters">The number of parameters with the variance of the errors.</param>
    /// <returns>−∞ for a perfect fit; ∞ if the values are too few for the correction.</returns>
    public static double Aicc(double logLikelihood, int values, int parameters) =>
        double.IsPositiveInfinity(logLikelihood) ? double.NegativeInfinity
        : values <= parameters + 1 ? double.PositiveInfinity
        : (-2 * logLikelihood) + (2.0 * parameters * values / (values - parameters - 1));
}
