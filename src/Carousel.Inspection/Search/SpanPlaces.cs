namespace Carousel.Inspection.Search;

/// <summary>
/// All spans of a query's length, including the query, with as many neighbouring steps as the query has.
/// </summary>
internal sealed class SpanPlaces
{
    private readonly int[] _offsets;

    private SpanPlaces(IReadOnlyList<StateTable> sequences, SpanQuery query)
    {
        Length = query.Length;
        HasBefore = query.First > 0;
        HasAfter = query.Last < sequences[query.Sequence].Steps - 1;
        _offsets = new int[sequences.Count + 1];
        for (int s = 0; s < sequences.Count; s++)
        {
            _offsets[s + 1] = _offsets[s] + Math.Max(0, sequences[s].Steps - Length - (HasAfter ? 1 : 0) - First + 1);
        }

        Query = _offsets[query.Sequence] + query.First - First;
    }

    /// <summary>Steps of a span.</summary>
    public int Length { get; }

    /// <summary>Whether the step before a span counts.</summary>
    public bool HasBefore { get; }

    /// <summary>Whether the step after a span counts.</summary>
    public bool HasAfter { get; }

    /// <summary>Where the first span of a sequence begins.</summary>
    public int First => HasBefore ? 1 : 0;

    /// <summary>How many spans there are.</summary>
    public int Count => _offsets[^1];

    /// <summary>Which of them is the query's.</summary>
    public int Query { get; }

    /// <summary>The spans of a query's length.</summary>
    /// <exception cref="ArgumentException">The query does not fit the sequences.</exception>
    public static SpanPlaces Of(IReadOnlyList<StateTable> sequences, SpanQuery query)
    {
        if (sequences.Count == 0 || sequences.Any(s => s.Units != sequences[0].Units || s.Steps == 0))
        {
            throw new ArgumentException(
                "sequences: expected one at least, each with a step, all of the same units.", nameof(sequences));
        }

        if (query.Sequence < 0 || query.Sequence >= sequences.Count)
        {
            throw new ArgumentException(
                $"query: expected a sequence of 0…{sequences.Count - 1}, but got {query.Sequence}.", nameof(query));
        }

        int T = sequences[query.Sequence].Steps;
        if (query.First < 0 || query.Last < query.First || query.Last >= T)
        {
            throw new ArgumentException(
                $"query: expected steps within 0…{T - 1}, the first not after the last, but got {query.First} "
                + $"to {query.Last}.", nameof(query));
        }

        if (query.Length == T)
        {
            throw new ArgumentException(
                "query: the span is the whole sequence, so no other step is left.", nameof(query));
        }

        var places = new SpanPlaces(sequences, query);
        return places.Count > 1
            ? places
            : throw new ArgumentException(
                $"query: expected another span of {query.Length} steps to compare with.", nameof(query));
    }

    /// <summary>The spans of a sequence.</summary>
    /// <param name="sequence">Which sequence.</param>
    /// <returns>The number of its first span among all, and how many it has.</returns>
    public (int Offset, int Count) Of(int sequence) =>
        (_offsets[sequence], _offsets[sequence + 1] - _offsets[sequence]);
}
