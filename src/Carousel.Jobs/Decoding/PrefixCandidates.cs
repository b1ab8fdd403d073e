namespace Carousel.Jobs.Decoding;

/// <summary>The best of many candidates: a heap of as many as are wanted, the worst on top.</summary>
/// <param name="most">How many are kept.</param>
internal sealed class PrefixCandidates(int most)
{
    private PrefixCandidate[] _heap = new PrefixCandidate[Math.Min(most, 64)];
    private int _count;

    /// <summary>Forgets all.</summary>
    public void Clear() => _count = 0;

    /// <summary>Whether a candidate with this score may be kept.</summary>
    public bool Wants(double score) => _count < most || score.CompareTo(_heap[0].Score) >= 0;

    /// <summary>Takes a candidate, and gives up the worst where there are too many.</summary>
    public void Add(PrefixCandidate candidate)
    {
        if (_count < most)
        {
            if (_count == _heap.Length)
            {
                Array.Resize(ref _heap, Math.Min(most, 2 * _count));
            }

            Rise(_count++, candidate);
        }
        else if (candidate.CompareTo(_heap[0]) < 0)
        {
            Sink(candidate);
        }
    }

    /// <summary>What was kept, best first; the heap is given up.</summary>
    public ReadOnlySpan<PrefixCandidate> Ranked()
    {
        Span<PrefixCandidate> all = _heap.AsSpan(0, _count);
        all.Sort();
        return all;
    }

    private void Rise(int at, PrefixCandidate candidate)
    {
        while (at > 0 && candidate.CompareTo(_heap[(at - 1) / 2]) > 0)
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = candidate;
    }

    private void Sink(PrefixCandidate candidate)
    {
        int at = 0;
        for (int child = 1; child < _count; child = (2 * at) + 1)
        {
            child += child + 1 < _count && _heap[child + 1].CompareTo(_heap[child]) > 0 ? 1 : 0;
            if (candidate.CompareTo(_heap[child]) >= 0)
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = candidate;
    }
}
