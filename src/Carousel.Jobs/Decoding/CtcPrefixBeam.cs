using Carousel.Layers;

namespace Carousel.Jobs.Decoding;

/// <summary>The likeliest labels, each by the sum over its paths: a search over prefixes, fed step by step.</summary>
/// <remarks>
/// Hannun, Maas, Jurafsky and Ng 2014, in logarithms, without a language model. If all possible prefixes are followed,
/// the result is exact. The same steps give the same result whether they come one by one or together. Not
/// thread-safe.
/// </remarks>
/// <param name="classes">C, the blank among them.</param>
/// <param name="width">Most prefixes that are followed, 1 or more.</param>
internal sealed class CtcPrefixBeam(int classes, int width)
{
    private static readonly Comparer<PrefixCandidate> _worstFirst =
        Comparer<PrefixCandidate>.Create((one, other) => other.CompareTo(one));

    private readonly double[] _y = new double[classes];
    private readonly PriorityQueue<PrefixCandidate, PrefixCandidate> _candidates = new(_worstFirst);
    private PrefixHypothesis[] _live = [PrefixHypothesis.Empty()];

    /// <summary>Steps that it was fed.</summary>
    public int Steps { get; private set; }

    /// <summary>Feeds steps.</summary>
    /// <param name="scores">[steps, C], before any soft-max; class 0 is the blank; −∞ for a class that cannot
    /// be.</param>
    /// <exception cref="ArgumentException">The number of scores is not a multiple of C.</exception>
    /// <exception cref="DecodingException">A score is NaN or ∞, or all of a step are −∞: the steps before it were
    /// taken.</exception>
    public void Step(ReadOnlySpan<float> scores)
    {
        if (scores.Length % _y.Length != 0)
        {
            throw new ArgumentException(
                $"scores: expected a multiple of {_y.Length} values, but got {scores.Length}.", nameof(scores));
        }

        for (int first = 0; first < scores.Length; first += _y.Length)
        {
            CtcScores.Normalize(scores.Slice(first, _y.Length), _y, Steps);
            Extend();
            Steps++;
        }
    }

    /// <summary>The best labels of the steps so far, best first; one or more.</summary>
    public IReadOnlyList<DecodedLabels> Hypotheses() =>
    [
        .. _live.Select(h => new DecodedLabels(h.Last(h.Prefix.Depth), h.All))
            .OrderByDescending(d => d.LogProbability),
    ];

    /// <summary>The best labels of the steps so far.</summary>
    public DecodedLabels Best() => Hypotheses()[0];

    /// <summary>
    /// One step. A prefix is reached from itself and, with its last label, from the prefix without it; only those that
    /// are kept become objects.
    /// </summary>
    private void Extend()
    {
        _candidates.Clear();
        var followed = new HashSet<(int Rank, int Label)>();
        PrefixHypothesis[] same = [.. Enumerable.Range(0, _live.Length).Select(rank => Stay(rank, followed))];
        for (int rank = 0; rank < _live.Length; rank++)
        {
            Grow(rank, followed);
        }

        PrefixHypothesis[] next =
        [
            .. _candidates.UnorderedItems.Select(c => c.Element).Order()
                .TakeWhile((c, kept) => kept == 0 || c.Score >= double.MinValue)
                .Select(c => c.Label == Ctc.Blank ? same[c.From] : Grown(_live[c.From], c.Label)),
        ];
        Follow(next);
    }

    /// <summary>
    /// What a prefix that is followed becomes without a new label, and with its last one from its parent where that is
    /// followed too: in the order in which they stand.
    /// </summary>
    private PrefixHypothesis Stay(int rank, HashSet<(int Rank, int Label)> followed)
    {
        PrefixHypothesis from = _live[rank], same = new(from.Prefix);
        LabelPrefix prefix = from.Prefix;
        int parent = prefix.Parent?.Rank ?? -1;
        followed.Add((parent, prefix.Label));
        bool isReached = parent >= 0 && CanGrow(_live[parent], prefix.Label);
        if (isReached && parent < rank)
        {
            same.AddNew(_live[parent], _y[prefix.Label], Steps);
        }

        same.AddBlank(from, _y[Ctc.Blank]);
        if (prefix.Label >= 0)
        {
            same.AddRepeated(from, _y[prefix.Label], Steps);
        }

        if (isReached && parent > rank)
        {
            same.AddNew(_live[parent], _y[prefix.Label], Steps);
        }

        long order = isReached && parent < rank ? Order(parent, prefix.Label) : Order(rank, Ctc.Blank);
        Offer(new PrefixCandidate(same.All, order, rank, Ctc.Blank));
        return same;
    }

    /// <summary>Extends a prefix by one more label, except to prefixes that are followed already.</summary>
    private void Grow(int rank, HashSet<(int Rank, int Label)> followed)
    {
        PrefixHypothesis from = _live[rank];
        double all = from.All;
        for (int c = Ctc.Blank + 1; c < _y.Length; c++)
        {
            double score = (c == from.Prefix.Label ? from.Blank : all) + _y[c];
            if ((_candidates.Count < width || score.CompareTo(_candidates.Peek().Score) >= 0)
                && CanGrow(from, c) && !followed.Contains((rank, c)))
            {
                Offer(new PrefixCandidate(score, Order(rank, c), rank, c));
            }
        }
    }

    private void Offer(PrefixCandidate candidate)
    {
        if (_candidates.Count < width)
        {
            _candidates.Enqueue(candidate, candidate);
        }
        else
        {
            _candidates.EnqueueDequeue(candidate, candidate);
        }
    }

    private PrefixHypothesis Grown(PrefixHypothesis from, int label)
    {
        var grown = new PrefixHypothesis(from.Prefix.Child(label) ?? new LabelPrefix(from.Prefix, label));
        grown.AddNew(from, _y[label], Steps);
        return grown;
    }

    /// <summary>Follows the prefixes that were kept, and removes those that they do not need.</summary>
    private void Follow(PrefixHypothesis[] next)
    {
        foreach (PrefixHypothesis left in _live)
        {
            left.Prefix.Rank = -1;
        }

        for (int rank = 0; rank < next.Length; rank++)
        {
            next[rank].Prefix.Rank = rank;
        }

        foreach (PrefixHypothesis left in _live)
        {
            left.Prefix.Leave();
        }

        _live = next;
    }

    /// <summary>The label of a prefix can be added again only after a blank.</summary>
    private static bool CanGrow(PrefixHypothesis from, int label) =>
        label != from.Prefix.Label || !double.IsNegativeInfinity(from.Blank);

    /// <summary>Prefixes are reached by rank of those they come from, first the same, then by label.</summary>
    private static long Order(int rank, int label) => ((long)rank << 32) | (uint)label;
}
