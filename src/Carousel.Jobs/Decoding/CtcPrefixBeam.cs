namespace Carousel.Jobs.Decoding;

/// <summary>The likeliest labels, each by the sum over its paths: a search over prefixes, fed step by step.</summary>
/// <remarks>
/// Hannun, Maas, Jurafsky and Ng 2014, in logarithms. A prefix is ranked by ln p(prefix | steps) + α·ln p(prefix |
/// scorer) + β·labels. Where as many prefixes are followed as there are, the result is exact. The same steps give the
/// same result whether they come one by one or together. Not thread-safe.
/// </remarks>
internal sealed partial class CtcPrefixBeam
{
    private readonly PrefixBeamOptions _options;
    private readonly ILabelScorer? _scorer;
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
    private int _settled;

    /// <summary>A search.</summary>
    /// <param name="classes">C, the blank among them.</param>
    /// <param name="options">How it weighs and prunes; null for the usual.</param>
    /// <param name="scorer">A language model, or null.</param>
    public CtcPrefixBeam(int classes, PrefixBeamOptions? options = null, ILabelScorer? scorer = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        (_y, _isFollowed, _options, _scorer) = (new double[classes], new bool[classes], options
            ?? new PrefixBeamOptions(), scorer);
        int width = _options.Width;
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
        (_count, Steps, _settled) = (1, 0, 0);
    }

    /// <summary>Feeds steps.</summary>
    /// <param name="scores">[steps, C], before any soft-max; class 0 is the blank; −∞ for a class that cannot
    /// be.</param>
    /// <exception cref="ArgumentException">The scores are no whole number of steps.</exception>
    /// <exception cref="DecodingException">A score is no number or ∞, or all of a step are −∞: the steps before it were
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
            CtcScores.Normalise(scores.Slice(first, _y.Length), _y, Steps);
            Extend();
            Steps++;
        }
    }

    /// <summary>
    /// The best labels of the steps so far, best first; those that <see cref="TakeSettled"/> gave are left out.
    /// </summary>
    /// <param name="isEnd">Whether no more steps come: the scorer then counts the end.</param>
    /// <returns>One or more.</returns>
    public IReadOnlyList<DecodedLabels> Hypotheses(bool isEnd = true) =>
    [
        .. _live.Take(_count).Select(h => new DecodedLabels(
            h.Last(h.Prefix.Depth - _settled), h.All,
            Score(h.All, isEnd ? h.Prefix.LanguageAtEnd(_scorer) : h.Prefix.Language, h.Prefix.Depth)))
                .OrderByDescending(d => d.Score),
    ];

    /// <summary>The best labels of the steps so far.</summary>
    /// <param name="isEnd">As for <see cref="Hypotheses"/>.</param>
    /// <returns>The first of the hypotheses.</returns>
    public DecodedLabels Best(bool isEnd = true) => Hypotheses(isEnd)[0];

    /// <summary>
    /// Labels that are settled since the last call: every prefix that is followed begins with them, so no later step
    /// changes them. Their places are those of the best path now.
    /// </summary>
    /// <remarks>
    /// A prefix with an unlikely label long ago is followed while there are fewer than
    /// <see cref="PrefixBeamOptions.Width"/> better ones, and settles nothing meanwhile: in a stream without end state
    /// <see cref="PrefixBeamOptions.OpenLabels"/>, or
    /// memory grows with what was heard. A <see cref="PrefixBeamOptions.Margin"/> helps as far as such prefixes fall
    /// behind by it.
    /// </remarks>
    /// <returns>The labels, in order; the last one may still go on.</returns>
    public IReadOnlyList<AlignedLabel> TakeSettled()
    {
        if (_options.OpenLabels is { } open)
        {
            GiveUp(open);
        }

        LabelPrefix common = _live[0].Prefix;
        foreach (PrefixHypothesis hypothesis in _live.AsSpan(1, _count - 1))
        {
            LabelPrefix other = hypothesis.Prefix;
            while (common != other)
            {
                (common, other) = common.Depth >= other.Depth ? (common.Parent!, other) : (common, other.Parent!);
            }
        }

        int count = common.Depth - _settled;
        if (count == 0)
        {
            return [];
        }

        AlignedLabel[] settled = _live[0].Last(_live[0].Prefix.Depth - _settled)[..count];
        common.Settle(_scorer);
        foreach (PrefixHypothesis hypothesis in _live.AsSpan(0, _count))
        {
            // The settled label itself stays: a path may still make it longer.
            hypothesis.Cut(hypothesis.Prefix.Depth - common.Depth + 1);
        }

        _settled = common.Depth;
        return settled;
    }

    private PrefixHypothesis FreeHypothesis() =>
        _freeHypotheses.TryPop(out PrefixHypothesis? free) ? free : new PrefixHypothesis();

    private double Score(double all, double language, int depth) =>
        all + (_options.ScorerWeight * language) + (_options.LabelBonus * depth);
}
