using Carousel.Layers;

namespace Carousel.Tasks.Decoding;

/// <summary>The likeliest labels, each by the sum over its paths: a search over prefixes, fed step by step.</summary>
/// <remarks>
/// Hannun, Maas, Jurafsky and Ng 2014, in logarithms. A prefix is ranked by ln p(prefix | steps) + α·ln p(prefix | scorer) + β·labels. Where as many prefixes are followed as there are, the result is exact. The same steps give the
/// same result whether they come one by one or together. Not thread-safe.
/// </remarks>
public sealed class CtcPrefixBeam
{
    private readonly PrefixBeamOptions _options;
    private readonly ILabelScorer? _scorer;
    private readonly double[] _y;
    private readonly Dictionary<(LabelPrefix Parent, int Label), LabelPrefix> _known = [];
    private readonly Dictionary<LabelPrefix, PrefixHypothesis> _next = [];
    private readonly List<PrefixHypothesis> _order = [];
    private PrefixHypothesis[] _live = [];
    private int _settled;

    /// <summary>A search.</summary>
    /// <param name="classes">C, the blank among them.</param>
    /// <param name="options">How it weighs and prunes; null for the usual.</param>
    /// <param name="scorer">A language model, or null.</param>
    public CtcPrefixBeam(int classes, PrefixBeamOptions? options = null, ILabelScorer? scorer = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        (_y, _options, _scorer) = (new double[classes], options ?? new PrefixBeamOptions(), scorer);
        Reset();
    }

    /// <summary>Steps that it was fed.</summary>
    public int Steps { get; private set; }

    /// <summary>Forgets all steps.</summary>
    public void Reset()
    {
        _live = [PrefixHypothesis.Empty(new LabelPrefix(null, -1, 0))];
        (Steps, _settled) = (0, 0);
    }

    /// <summary>Feeds steps.</summary>
    /// <param name="scores">[steps, C], before any soft-max; class 0 is the blank; −∞ for a class that cannot be.</param>
    /// <exception cref="ArgumentException">The scores are no whole number of steps.</exception>
    /// <exception cref="DecodingException">A score is no number or ∞, or all of a step are −∞: the steps before it were taken.</exception>
    public void Step(ReadOnlySpan<float> scores)
    {
        if (scores.Length % _y.Length != 0)
        {
            throw new ArgumentException($"scores: expected a multiple of {_y.Length} values, but got {scores.Length}.", nameof(scores));
        }

        for (int first = 0; first < scores.Length; first += _y.Length)
        {
            CtcScores.Normalise(scores.Slice(first, _y.Length), _y, Steps);
            Extend();
            Steps++;
        }
    }

    /// <summary>The best labels of the steps so far, best first; those that <see cref="TakeSettled"/> gave are left out.</summary>
    /// <param name="isEnd">Whether no more steps come: the scorer then counts the end.</param>
    /// <returns>One or more.</returns>
    public IReadOnlyList<DecodedLabels> Hypotheses(bool isEnd = true) =>
    [
        .. _live.Select(h => new DecodedLabels(
            h.Best.Path?.Last(h.Prefix.Depth - _settled) ?? [], h.All,
            Score(h, isEnd ? h.Prefix.LanguageAtEnd(_scorer) : h.Prefix.Language))).OrderByDescending(d => d.Score),
    ];

    /// <summary>The best labels of the steps so far.</summary>
    /// <param name="isEnd">As for <see cref="Hypotheses"/>.</param>
    /// <returns>The first of the hypotheses.</returns>
    public DecodedLabels Best(bool isEnd = true) => Hypotheses(isEnd)[0];

    /// <summary>Labels that are settled since the last call: every prefix that is followed begins with them, so no later step changes them. Their places are those of the best path now.</summary>
    /// <returns>The labels, in order; the last one may still go on.</returns>
    public IReadOnlyList<AlignedLabel> TakeSettled()
    {
        LabelPrefix common = _live[0].Prefix;
        foreach (PrefixHypothesis hypothesis in _live.AsSpan(1))
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

        PrefixHypothesis best = Ranked(_live)[0];
        AlignedLabel[] settled = best.Best.Path!.Last(best.Prefix.Depth - _settled)[..count];
        common.Settle(_scorer);
        foreach (PrefixHypothesis hypothesis in _live)
        {
            Cut(hypothesis.BestBlank.Path, hypothesis.Prefix.Depth - common.Depth);
            Cut(hypothesis.BestLabel.Path, hypothesis.Prefix.Depth - common.Depth);
        }

        _settled = common.Depth;
        return settled;

        // The settled label itself stays: a path may still make it longer.
        static void Cut(PrefixPath? path, int since) => path?.Cut(since + 1);
    }

    private void Extend()
    {
        FindKnown();
        _next.Clear();
        _order.Clear();
        foreach (PrefixHypothesis from in _live)
        {
            LabelPrefix prefix = from.Prefix;
            PrefixHypothesis same = HypothesisOf(prefix);
            same.AddBlank(from, _y[Ctc.Blank]);
            if (prefix.Label >= 0)
            {
                same.AddRepeated(from, _y[prefix.Label], Steps);
            }

            for (int c = Ctc.Blank + 1; c < _y.Length; c++)
            {
                if (c != prefix.Label || !double.IsNegativeInfinity(from.Blank))
                {
                    HypothesisOf(Child(prefix, c)).AddNew(from, _y[c], Steps);
                }
            }
        }

        _live = Ranked(_order);
        double least = Math.Max(Score(_live[0], _live[0].Prefix.Language) - _options.Margin, double.MinValue);
        int kept = 1;
        while (kept < _live.Length && kept < _options.Width && Score(_live[kept], _live[kept].Prefix.Language) >= least)
        {
            kept++;
        }

        _live = _live[..kept];
    }

    // A prefix that was given up may be reached again while longer ones that begin with it live: it must be the same node then.
    private void FindKnown()
    {
        _known.Clear();
        foreach (PrefixHypothesis hypothesis in _live)
        {
            for (LabelPrefix? prefix = hypothesis.Prefix; prefix?.Parent is { } parent && _known.TryAdd((parent, prefix.Label), prefix); prefix = parent)
            {
            }
        }
    }

    private LabelPrefix Child(LabelPrefix prefix, int label)
    {
        if (!_known.TryGetValue((prefix, label), out LabelPrefix? child))
        {
            _known[(prefix, label)] = child = new LabelPrefix(prefix, label, prefix.LanguageWith(_scorer, label));
        }

        return child;
    }

    private PrefixHypothesis HypothesisOf(LabelPrefix prefix)
    {
        if (!_next.TryGetValue(prefix, out PrefixHypothesis? hypothesis))
        {
            _next[prefix] = hypothesis = new PrefixHypothesis(prefix);
            _order.Add(hypothesis);
        }

        return hypothesis;
    }

    /// <summary>Best first; of equal scores that which was reached first.</summary>
    private PrefixHypothesis[] Ranked(IEnumerable<PrefixHypothesis> hypotheses) => [.. hypotheses.OrderByDescending(h => Score(h, h.Prefix.Language))];

    private double Score(PrefixHypothesis hypothesis, double language) =>
        hypothesis.All + (_options.ScorerWeight * language) + (_options.LabelBonus * hypothesis.Prefix.Depth);
}
