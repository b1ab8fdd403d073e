namespace Carousel.Anomalies.Channels;

/// <summary>The range of all values that were seen. Kept in a checkpoint.</summary>
/// <param name="Lowest">Of all values.</param>
/// <param name="Highest">Of all values.</param>
/// <param name="Count">Values seen.</param>
internal readonly record struct RangeWatch(double Lowest, double Highest, long Count)
{
    private const int FewRows = 50;
    private const double LeastWidth = 0.1;

    /// <summary>Nothing was seen.</summary>
    public static readonly RangeWatch Nothing = new(double.PositiveInfinity, double.NegativeInfinity, 0);

    /// <summary>
    /// How far a value lies beyond the range, as a share of it; 0 or less inside it, while too few were seen, and for a
    /// gap.
    /// </summary>
    /// <param name="z">As the network sees it; NaN for a gap.</param>
    public double Beyond(double z) => double.IsNaN(z) || Count <= FewRows ? 0
        : Math.Max(z - Highest, Lowest - z) / Math.Max(Highest - Lowest, LeastWidth);

    /// <summary>The range with a value more; a gap changes nothing.</summary>
    public RangeWatch With(double z) =>
        double.IsNaN(z) ? this : new(Math.Min(Lowest, z), Math.Max(Highest, z), Count + 1);
}
