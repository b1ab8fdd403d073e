using Carousel.Jobs.Measuring;

namespace Carousel.Tagging;

/// <summary>
/// How well spans were found, as seqeval counts, for each type and over all of them: right is a span with the same ends
/// and the same type.
/// </summary>
internal sealed class SpanScores
{
    private readonly SortedDictionary<string, FoundCounts> _types = new(StringComparer.Ordinal);

    /// <summary>For each type that is there or was found, in order of its name.</summary>
    public IReadOnlyDictionary<string, FoundCounts> Types => _types;

    /// <summary>Over all types: seqeval's micro average, and for IOB and BIO also conlleval's first line.</summary>
    public FoundCounts All => _types.Values.Aggregate(default(FoundCounts), (sum, score) => sum + score);

    /// <summary>The mean F1 over types: seqeval's macro average.</summary>
    public double MacroF1 => _types.Count == 0 ? 0 : _types.Values.Average(score => score.F1);

    /// <summary>Counts a sentence.</summary>
    /// <param name="truth">Its true spans.</param>
    /// <param name="found">The spans found.</param>
    public void Add(IReadOnlyList<LabeledSpan> truth, IReadOnlyList<LabeledSpan> found)
    {
        var there = truth.ToHashSet();
        foreach (LabeledSpan span in truth)
        {
            Count(span.Type, new FoundCounts(1, 0, 0));
        }

        foreach (LabeledSpan span in found)
        {
            Count(span.Type, new FoundCounts(0, 1, there.Contains(span) ? 1 : 0));
        }
    }

    private void Count(string type, FoundCounts score) => _types[type] = _types.GetValueOrDefault(type) + score;
}
