using Carousel.Data;

namespace Carousel.Forecasting;

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

    /// <summary>The share of zeros of a target in the rows that count; 0 if it is not a count.</summary>
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
            if (!AreCounts(some))
            {
                return 0;
            }

            zeros += some.Span.Count(0f);
            known += some.Length - some.Span.Count(float.NaN);
        }

        return known == 0 ? 0 : (double)zeros / known;
    }

    private static bool AreCounts(ReadOnlyMemory<float> values) =>
        values.ToArray().All(v => float.IsNaN(v) || (v >= 0 && v == MathF.Floor(v)));
}
