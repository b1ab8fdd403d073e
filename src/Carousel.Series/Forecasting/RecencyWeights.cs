using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// How much a window counts in a fit: one whose origin lies a half-life before the end of the rows to learn from counts
/// half as much as the newest.
/// </summary>
/// <param name="halfLife">In rows; null where all count alike.</param>
/// <param name="learning">For each series the rows to learn from.</param>
internal sealed class RecencyWeights(double? halfLife, IReadOnlyList<RowRange> learning)
{
    /// <summary>Whether some windows count less than others.</summary>
    public bool AreOn => halfLife is not null;

    /// <summary>The weight of a window, 1 for the newest.</summary>
    /// <param name="series">The number of its series.</param>
    /// <param name="origin">The first row of its horizon.</param>
    public double Of(int series, int origin) =>
        halfLife is { } rows ? Math.Pow(0.5, Math.Max(0, learning[series].End - origin) / rows) : 1;
}
