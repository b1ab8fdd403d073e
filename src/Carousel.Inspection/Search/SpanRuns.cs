namespace Carousel.Inspection.Search;

/// <summary>Where in the data some units are active together.</summary>
internal static class SpanRuns
{
    /// <summary>
    /// The runs of steps on which at least half of the units are active, but those that overlap the query.
    /// </summary>
    /// <returns>The likest first.</returns>
    public static IReadOnlyList<FoundSpan> Of(
        IReadOnlyList<StateTable> sequences, SpanQuery query, IReadOnlyList<MatchedUnit> units)
    {
        var spans = new List<FoundSpan>();
        for (int s = 0; s < sequences.Count && units.Count > 0; s++)
        {
            bool[][] active = [.. units.Select(u => Active(sequences[s], u))];
            int T = sequences[s].Steps;
            for (int t = 0; t < T; t++)
            {
                if (!IsTogether(active, t))
                {
                    continue;
                }

                int first = t;
                while (t + 1 < T && IsTogether(active, t + 1))
                {
                    t++;
                }

                if (s != query.Sequence || t < query.First || first > query.Last)
                {
                    int length = t - first + 1;
                    double likeness = (double)Math.Min(length, query.Length) / Math.Max(length, query.Length);
                    spans.Add(new FoundSpan(s, first, t, active.Average(a => Overlap(a, first, t)), likeness));
                }
            }
        }

        return [.. spans.OrderByDescending(f => f.Score).ThenBy(f => f.Sequence).ThenBy(f => f.First)];
    }

    private static bool[] Active(StateTable sequence, MatchedUnit unit)
    {
        var active = new bool[sequence.Steps];
        for (int t = 0; t < active.Length; t++)
        {
            active[t] = unit.IsActive(sequence.Row(t)[unit.Unit]);
        }

        return active;
    }

    private static bool IsTogether(bool[][] active, int step) => 2 * active.Count(a => a[step]) >= active.Length;

    // If the unit is active at an end of the span, its run continues outside: those steps are active and not in the
    // span.
    private static double Overlap(bool[] active, int first, int last)
    {
        int both = 0, beyond = 0;
        for (int t = first; t <= last; t++)
        {
            both += active[t] ? 1 : 0;
        }

        for (int t = first - 1; active[first] && t >= 0 && active[t]; t--)
        {
            beyond++;
        }

        for (int t = last + 1; active[last] && t < active.Length && active[t]; t++)
        {
            beyond++;
        }

        return (double)both / (last - first + 1 + beyond);
    }
}
