namespace Carousel.Inspection.Attribution;

/// <summary>Places on the path from 0 to 1 with their weights, which add up to 1.</summary>
internal static class PathPoints
{
    /// <summary>Points of a piece of the rule of Gauss and Legendre.</summary>
    public const int InPiece = 8;

    // Abscissas and weights for eight points on [−1, 1]: Abramowitz and Stegun 1964, table 25.4.
    private static readonly (double Place, double Weight)[] _half =
    [
        (0.1834346424956498, 0.3626837833783620),
        (0.5255324099163290, 0.3137066458778873),
        (0.7966664774136267, 0.2223810344533745),
        (0.9602898564975363, 0.1012285362903763),
    ];

    /// <summary>The points of a rule.</summary>
    /// <param name="rule">Which rule.</param>
    /// <param name="count">How many, at least; pieces of the rule of Gauss and Legendre are whole.</param>
    /// <returns>Places and weights, of equal length.</returns>
    public static (double[] Places, double[] Weights) Of(PathRule rule, int count)
    {
        if (rule == PathRule.Midpoint)
        {
            return (
                [.. Enumerable.Range(0, count).Select(k => (k + 0.5) / count)],
                [.. Enumerable.Repeat(1.0 / count, count)]);
        }

        int pieces = (count + InPiece - 1) / InPiece;
        (double Place, double Weight)[] piece = [.. _half.Reverse().Select(p => (-p.Place, p.Weight)), .. _half];
        return (
            [.. Enumerable.Range(0, pieces).SelectMany(p => piece.Select(one => (p + ((one.Place + 1) / 2)) / pieces))],
            [.. Enumerable.Range(0, pieces).SelectMany(_ => piece.Select(one => one.Weight / (2 * pieces)))]);
    }
}
