namespace Carousel.Jobs.Decoding;

/// <summary>The likeliest labels, each by the sum over its paths: a search over prefixes, fed step by step.</summary>
/// <remarks>
/// Hannun, Maas, Jurafsky and Ng 2014, in logarithms, without a language model. If all possible prefixes are followed,
/// the result is exact. The same steps give the same result whether they come one by one or together. Not
/// thread-safe.
/// </remarks>
internal sealed partial class CtcPrefixBeam
{
    private readonly double[] _y;
    private readonly PrefixCandidates _candidates;
    private readonly Stack<LabelPrefix> _freePrefixes = [];
    private readonly Stack<PrefixHypothesis> _freeHypotheses = [];
    private readonly PrefixHypothesis?[] _same;
    private readonly int[] _firstChild;
    private readonly int[] _nextChild;
    private readonly bool[] _isFollowed;
    private PrefixHypothesis[] _live;
    private PrefixHypothesis[] _next;
    private int _count;

    /// <summary>A search.</summary>
    /// <param name="classes">C, the blank among them.</param>
    /// <param name="width">Most prefixes that are followed, 1 or more.</param>
    public CtcPrefixBeam(int classes, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        (_y, _isFollowed) = (new double[classes], new bool[classes]);
        (_live, _next, _same, _firstChild, _nextChild) = (
            new PrefixHypothesis[width], new PrefixHypothesis[width], new PrefixHypothesis?[width], new int[width],
            new int[width]);
        _candidates = new PrefixCandidates(width);
        Reset();
    }

    /// <summary>Steps that it was fed.</summary>
    public int Steps { get; private set; }

    /// <summary>Forgets all steps.</summary>
    public void Reset()
    {
        for (int rank = 0; rank < _count; rank++)
        {
            _freeHypotheses.Push(_live[rank]);
        }

        _live[0] = FreeHypothesis();
        _live[0].BeginEmpty(new LabelPrefix { Rank = 0 });
        (_count, Steps) = (1, 0);
    }

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
        .. _live.Take(_count).Select(h => new DecodedLabels(h.Last(h.Prefix.Depth), h.All))
            .OrderByDescending(d => d.LogProbability),
    ];

    /// <summary>The best labels of the steps so far.</summary>
    public DecodedLabels Best() => Hypotheses()[0];

    private PrefixHypothesis FreeHypothesis() =>
        _freeHypotheses.TryPop(out PrefixHypothesis? free) ? free : new PrefixHypothesis();
}
