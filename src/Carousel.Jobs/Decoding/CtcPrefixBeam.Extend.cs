using Carousel.Layers;

namespace Carousel.Jobs.Decoding;

/// <content>How the prefixes that are followed go on.</content>
internal sealed partial class CtcPrefixBeam
{
    /// <summary>
    /// One step. A prefix is reached from itself and, with its last label, from the prefix without it; only those that
    /// are kept become objects.
    /// </summary>
    private void Extend()
    {
        _candidates.Clear();
        _firstChild.AsSpan(0, _count).Fill(-1);
        for (int rank = 0; rank < _count; rank++)
        {
            Stay(rank);
        }

        for (int rank = 0; rank < _count; rank++)
        {
            Grow(rank);
        }

        ReadOnlySpan<PrefixCandidate> ranked = _candidates.Ranked();
        int kept = 0;
        while (kept < ranked.Length && (kept == 0 || ranked[kept].Score >= double.MinValue))
        {
            _next[kept] = Kept(ranked[kept]);
            kept++;
        }

        Follow(kept);
    }

    /// <summary>
    /// What a prefix that is followed becomes without a new label, and with its last one from its parent where that is
    /// followed too: in the order in which they stand.
    /// </summary>
    private void Stay(int rank)
    {
        PrefixHypothesis from = _live[rank], same = FreeHypothesis();
        LabelPrefix prefix = from.Prefix;
        same.Begin(prefix);
        int parent = prefix.Parent?.Rank ?? -1;
        if (parent >= 0)
        {
            (_nextChild[rank], _firstChild[parent]) = (_firstChild[parent], rank);
        }

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

        _same[rank] = same;
        long order = isReached && parent < rank ? Order(parent, prefix.Label) : Order(rank, Ctc.Blank);
        _candidates.Add(new PrefixCandidate(same.All, order, rank, Ctc.Blank));
    }

    /// <summary>Extends a prefix by one more label, except to prefixes that are followed already.</summary>
    private void Grow(int rank)
    {
        PrefixHypothesis from = _live[rank];
        LabelPrefix prefix = from.Prefix;
        Array.Clear(_isFollowed);
        for (int child = _firstChild[rank]; child >= 0; child = _nextChild[child])
        {
            _isFollowed[_live[child].Prefix.Label] = true;
        }

        double all = from.All;
        for (int c = Ctc.Blank + 1; c < _y.Length; c++)
        {
            if (_isFollowed[c] || !CanGrow(from, c))
            {
                continue;
            }

            double score = (c == prefix.Label ? from.Blank : all) + _y[c];
            if (_candidates.Wants(score))
            {
                _candidates.Add(new PrefixCandidate(score, Order(rank, c), rank, c));
            }
        }
    }

    private PrefixHypothesis Kept(PrefixCandidate candidate)
    {
        if (candidate.Label == Ctc.Blank)
        {
            PrefixHypothesis same = _same[candidate.From]!;
            _same[candidate.From] = null;
            return same;
        }

        PrefixHypothesis from = _live[candidate.From], grown = FreeHypothesis();
        LabelPrefix? child = from.Prefix.Child(candidate.Label);
        if (child is null)
        {
            child = _freePrefixes.TryPop(out LabelPrefix? free) ? free : new LabelPrefix();
            child.Begin(from.Prefix, candidate.Label);
        }

        grown.Begin(child);
        grown.AddNew(from, _y[candidate.Label], Steps);
        return grown;
    }

    /// <summary>Follows the prefixes that were kept, and removes those that they do not need.</summary>
    private void Follow(int kept)
    {
        for (int rank = 0; rank < _count; rank++)
        {
            _live[rank].Prefix.Rank = -1;
            if (_same[rank] is { } left)
            {
                _freeHypotheses.Push(left);
                _same[rank] = null;
            }
        }

        for (int rank = 0; rank < kept; rank++)
        {
            _next[rank].Prefix.Rank = rank;
        }

        for (int rank = 0; rank < _count; rank++)
        {
            _live[rank].Prefix.Leave(_freePrefixes);
            _freeHypotheses.Push(_live[rank]);
        }

        (_live, _next, _count) = (_next, _live, kept);
    }

    /// <summary>The label of a prefix can be added again only after a blank.</summary>
    private static bool CanGrow(PrefixHypothesis from, int label) =>
        label != from.Prefix.Label || !double.IsNegativeInfinity(from.Blank);

    /// <summary>Prefixes are reached by rank of those they come from, first the same, then by label.</summary>
    private static long Order(int rank, int label) => ((long)rank << 32) | (uint)label;
}
