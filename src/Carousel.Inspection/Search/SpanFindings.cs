namespace Carousel.Inspection.Search;

/// <summary>What a search for a span found.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Units">The units that are active exactly on the span, the least likely by chance first.</param>
/// <param name="Compared">How many other spans of the same length there are, in all sequences, with as many
/// neighbouring steps: the null distribution.</param>
/// <param name="CountPValue">(1 + how many of them have at least as many units that are active exactly on them) / (1 +
/// <paramref name="Compared"/>).</param>
/// <param name="CountByChance">How many units are active exactly on a span of the same length on average.</param>
/// <param name="Spans">The other spans on which the units of <see cref="Set"/> are active together, none overlapping
/// another, the likest first.</param>
internal sealed record SpanFindings(
    SpanQuery Query, IReadOnlyList<MatchedUnit> Units, int Compared, double CountPValue, double CountByChance,
    IReadOnlyList<FoundSpan> Spans)
{
    /// <summary>The units that stand out from chance at the query's level.</summary>
    public IReadOnlyList<MatchedUnit> Found => [.. Units.Where(u => u.AdjustedPValue <= Query.Level)];

    /// <summary>
    /// The units that <see cref="Spans"/> were searched with: those found, or all that match if none was found.
    /// </summary>
    public IReadOnlyList<MatchedUnit> Set => Found.Count > 0 ? Found : Units;
}
