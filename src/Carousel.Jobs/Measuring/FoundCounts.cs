namespace Carousel.Jobs.Measuring;

/// <summary>Found of true things.</summary>
/// <param name="True">How many there are.</param>
/// <param name="Found">How many were found, right or not.</param>
/// <param name="Right">How many of these are right.</param>
internal readonly record struct FoundCounts(long True, long Found, long Right)
{
    /// <summary>Right / found; 0 where none was found.</summary>
    public double Precision => Found == 0 ? 0 : (double)Right / Found;

    /// <summary>Right / true; 0 where none is there.</summary>
    public double Recall => True == 0 ? 0 : (double)Right / True;

    /// <summary>2·right / (true + found): the harmonic mean of precision and recall; 0 where neither is.</summary>
    public double F1 => True + Found == 0 ? 0 : 2.0 * Right / (True + Found);

    /// <summary>Both together.</summary>
    public static FoundCounts operator +(FoundCounts a, FoundCounts b) =>
        new(a.True + b.True, a.Found + b.Found, a.Right + b.Right);
}
