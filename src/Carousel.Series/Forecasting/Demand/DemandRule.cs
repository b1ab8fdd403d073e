using Carousel.Data;

namespace Carousel.Forecasting.Demand;

/// <summary>
/// What counts as intermittent demand: every target is a whole number of 0 or more, and a quarter of the values to
/// learn from or more are 0.
/// </summary>
internal static class DemandRule
{
    /// <summary>The share of zeros from which on a likelihood of counts is tried.</summary>
    public const double LeastZeros = 0.25;

    /// <summary>Whether the rows to learn from are such.</summary>
    /// <param name="split">The series.</param>
    public static bool Holds(TemporalSplit split) =>
        Enumerable.Range(0, split.Set.Roles.Targets.Count).All(k => ZerosOf(split, k) >= LeastZeros);

    /// <summary>The share of zeros of a target in the rows that count; 0 where it is no count.</summary>
    /// <param name="split">The series.</param>
    /// <param name="target">Which target.</param>
    public static double ZerosOf(TemporalSplit split, int target) => ZerosOf(split.Train.EachCountedOf(target));

    /// <summary>The share of zeros; 0 where not all values are counts.</summary>
    /// <param name="values">Of each series; NaN is missing.</param>
    public static double ZerosOf(IEnumerable<ReadOnlyMemory<float>> values)
    {
        long zeros = 0, known = 0;
        foreach (ReadOnlyMemory<float> some in values)
        {
            if (!Count(some.Span, ref zeros, ref known))
            {
                return 0;
            }
        }

        return known == 0 ? 0 : (double)zeros / known;
    }

    /// <summary>Counts known values and zeros; false where a value is no count.</summary>
    private static bool Count(ReadOnlySpan<float> values, ref long zeros, ref long known)
    {
        foreach (float value in values)
        {
            if (value < 0 || value != MathF.Floor(value))
            {
                // NaN is missing, and equals nothing.
                if (!float.IsNaN(value))
                {
                    return false;
                }

                continue;
            }

            known++;
            zeros += value == 0 ? 1 : 0;
        }

        return true;
    }
}
