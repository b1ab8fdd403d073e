namespace Carousel.Forecasting;

/// <summary>
/// Percentages and shares end at 100 or 1: no value is above, none below 0, some are between, at least five values and
/// 2 % of them are at the limit, and others follow the first of these.
/// </summary>
internal static class UpperLimit
{
    private const int Fewest = 5;
    private const double LeastShare = 0.02;

    /// <summary>The limit of values; infinity without one.</summary>
    /// <param name="values">The values, NaN where missing.</param>
    public static float Of(ReadOnlySpan<float> values)
    {
        (float most, int count, int known, int between) = (float.NegativeInfinity, 0, 0, 0);
        bool isFollowed = false;
        foreach (float value in values)
        {
            if (value < 0)
            {
                return float.PositiveInfinity;
            }

            isFollowed = !(value > most) && (isFollowed || value < most);
            (most, count) = value > most ? (value, 1) : (most, value == most ? count + 1 : count);
            known += float.IsNaN(value) ? 0 : 1;
            between += value is > 0 and < 1 or > 1 and < 100 ? 1 : 0;
        }

        return most is 1 or 100 && between > 0 && isFollowed && count >= Fewest && count >= LeastShare * known ? most
            : float.PositiveInfinity;
    }
}
