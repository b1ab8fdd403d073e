using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Search;

/// <summary>
/// Which units are active exactly on a span, whether that is more than chance, and where else they are active together.
/// </summary>
/// <remarks>
/// The question of LSTMVis (Strobelt, Gehrmann, Pfister and Rush 2018), with a test: every other span of the same
/// length in the data is looked at in the same way, so a unit's
/// p value is the rank of the span among all of them, by the gap between the span's smallest value and the larger
/// neighbouring value, times the share of steps on which the unit is
/// inactive. It assumes that the span was chosen without a look at the unit.
/// </remarks>
internal static class SpanSearch
{
    /// <summary>Searches.</summary>
    /// <param name="sequences">The states, all of the same units, one sequence at least.</param>
    /// <param name="query">The span.</param>
    /// <param name="progress">Receives the share of units that is done, 0 … 1; may be null.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ArgumentException">The sequences have different units, or the span is not within its
    /// sequence, has no neighbouring step, or is the only one of its length.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static SpanFindings Of(
        IReadOnlyList<StateTable> sequences, SpanQuery query, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        SpanPlaces places = SpanPlaces.Of(sequences, query);
        int units = sequences[0].Units;
        var column = new UnitColumn(sequences);
        var separations = new UnitSeparations(
            column, places, sequences.Count, sequences.Max(s => s.Steps), query.Threshold);
        var counts = new int[places.Count];
        var p = new double[units];
        var matched = new MatchedUnit?[units];
        for (int unit = 0; unit < units; unit++)
        {
            cancellation.ThrowIfCancellationRequested();
            column.Load(sequences, unit);
            separations.Run();
            matched[unit] = Match(separations, column, places, query, unit);
            p[unit] = matched[unit]?.PValue ?? 1;
            separations.CountMatches(counts);
            progress?.Report((double)(unit + 1) / units);
        }

        double[] adjusted = FalseDiscovery.Adjust(p);
        MatchedUnit[] found =
        [
            .. matched.Select((m, u) => m is null ? null : m with { AdjustedPValue = adjusted[u] })
                .OfType<MatchedUnit>()
                .OrderBy(m => m.PValue).ThenByDescending(m => m.Separation).ThenBy(m => m.Unit),
        ];
        int own = counts[places.Query], others = places.Count - 1;
        int hits = counts.Count(c => c >= own) - 1;
        var findings = new SpanFindings(
            query, found, others, Permutation.PValue(hits, others), (double)(counts.Sum(c => (long)c) - own) / others,
            []);
        return findings with { Spans = SpanRuns.Of(sequences, query, findings.Set) };
    }

    private static MatchedUnit? Match(
        UnitSeparations separations, UnitColumn column, SpanPlaces places, SpanQuery query, int unit)
    {
        if (!(separations.OfQuery > 0))
        {
            return null;
        }

        int sign = separations.SignOfQuery;
        (double inside, double beside) = separations.Query;
        double threshold = query.Threshold ?? (beside + ((inside - beside) / 2));
        double p = Permutation.PValue(separations.AtLeastTheQuery() - 1, places.Count - 1);
        return new MatchedUnit(unit, sign, threshold, inside - beside, p, 1, column.ActiveShare(sign, threshold));
    }
}
