namespace Carousel.Forecasting;

/// <summary>
/// Percentages and shares end at 100 or 1: no value is above, none below 0, some are between, and at least two values
/// and 1 % of them are at the limit.
/// </summary>
internal static class UpperLimit
{
    private const double LeastShare = 0.01;

    /// <summary>The limit of values; infinity without one.</summary>
    /// <param name="values">The values, NaN where missing.</param>
    public static float Of(ReadOnlySpan<float> values)
    {
        (float most, int count, int known, int between) = (float.NegativeInfinity, 0, 0, 0);
        foreach (float value in values)
        {
            if (value < 0)
            {
                return float.PositiveInfinity;
            }

            (most, count) = value > most ? (value, 1) : (most, value == most ? count + 1 : count);
            known += float.IsNaN(value) ? 0 : 1;
            between += value is > 0 and < 1 or > 1 and < 100 ? 1 : 0;
        }

        return most is 1 or 100 && between > 0 && count >= 2 && count >= LeastShare * known ? most
            : float.PositiveInfinity;
    }
}
