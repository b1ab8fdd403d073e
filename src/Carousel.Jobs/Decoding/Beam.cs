namespace Carousel.Jobs.Decoding;

/// <summary>The hypotheses of one source.</summary>
internal sealed class Beam(int source, int mostSteps, BeamOptions options, IStepDecoder decoder)
{
    private readonly List<Hypothesis> _complete = [];
    private readonly (double Score, int Index)[] _candidates = new (double, int)[2 * options.Width];

    public int Source => source;

    /// <summary>The hypotheses that go on, the likeliest first.</summary>
    public List<BeamNode> Live { get; private set; } = [BeamNode.Start];

    public bool IsDone { get; private set; }

    private string Where => $"Source {Source}, step {Live[0].Length}:";

    /// <summary>Takes a step's scores.</summary>
    /// <param name="logProbabilities">[live hypotheses, V].</param>
    /// <param name="firstRow">The decoder's row of the first of them.</param>
    /// <exception cref="DecodingException">A score is NaN or infinite, or no symbol is possible.</exception>
    public void Advance(ReadOnlySpan<float> logProbabilities, int firstRow)
    {
        int V = decoder.Symbols, found = Likeliest(logProbabilities, V);
        var next = new List<BeamNode>(options.Width);
        for (int c = 0; c < found && next.Count < options.Width; c++)
        {
            (double score, int index) = _candidates[c];
            (int own, int symbol) = (index / V, index % V);
            if (symbol == decoder.End && c >= options.Width)
            {
                continue;
            }

            BeamNode node = Live[own].With(symbol, firstRow + own, score, decoder.Attention(firstRow + own).ToArray());
            if (symbol == decoder.End)
            {
                _complete.Add(Of(node, isComplete: true));
            }
            else
            {
                next.Add(node);
            }
        }

        Live = next;

        // Greedy search ends where the end is the likeliest symbol, whatever penalties say.
        bool isGreedyEnd = options.Width == 1 && _complete.Count > 0;
        IsDone = next.Count == 0 || next[0].Length >= mostSteps || isGreedyEnd || IsBehind(next[0]);
    }

    /// <summary>The best texts: complete ones first, then those that were cut short.</summary>
    public IReadOnlyList<Hypothesis> Best()
    {
        IEnumerable<Hypothesis> cut = _complete.Count >= options.Best
            ? []
            : Live.Select(n => Of(n, isComplete: false));
        return [
            .. _complete.OrderByDescending(h => h.Score).Concat(cut.OrderByDescending(h => h.Score))
                .Take(Math.Min(options.Best, options.Width)),
        ];
    }

    /// <summary>
    /// Keeps the 2·width likeliest continuations in descending order; ties go to the smaller index. Continuations of
    /// probability 0 are dropped.
    /// </summary>
    private int Likeliest(ReadOnlySpan<float> logProbabilities, int V)
    {
        int found = 0;
        for (int own = 0; own < Live.Count; own++)
        {
            double before = Live[own].LogProbability, least = Least(found);
            ReadOnlySpan<float> row = logProbabilities.Slice(own * V, V);
            float bound = Bound(before, least);
            for (int symbol = LargeLogarithms.Next(row, 0, bound); symbol
                >= 0; symbol = LargeLogarithms.Next(row, symbol + 1, bound))
            {
                double score = before + Finite(row[symbol], symbol);
                if (score <= least)
                {
                    continue;
                }

                found += found == _candidates.Length ? 0 : 1;
                int place = found - 1;
                for (; place > 0 && score > _candidates[place - 1].Score; place--)
                {
                    _candidates[place] = _candidates[place - 1];
                }

                _candidates[place] = (score, (own * V) + symbol);
                least = Least(found);
                bound = Bound(before, least);
            }
        }

        return found > 0
            ? found
            : throw new DecodingException(
                $"{Where} the decoder gives every symbol probability 0. {DecodingException.DamagedModel}");
    }

    /// <summary>What a continuation must be above to count among the likeliest.</summary>
    private double Least(int found) => found == _candidates.Length ? _candidates[^1].Score : double.NegativeInfinity;

    /// <summary>
    /// The largest value whose sum with <paramref name="before"/> is not above <paramref name="least"/>, or one a
    /// little below it.
    /// </summary>
    private static float Bound(double before, double least)
    {
        float bound = (float)(least - before);
        while (before + bound > least)
        {
            bound = MathF.BitDecrement(bound);
        }

        return bound;
    }

    private double Finite(float score, int symbol) => float.IsFinite(score)
        ? score
        : throw new DecodingException(
            $"{Where} the decoder gave {(float.IsNaN(score) ? "no number" : "∞")} for "
            + $"symbol {symbol}. {DecodingException.DamagedModel}");

    /// <summary>
    /// Whether the likeliest hypothesis could not become better than any of those to be given, even if each of its
    /// further symbols were certain. Once as many are complete as the beam is wide, it is enough that it is not better
    /// now. Unlikely short texts complete early, so their number must not end a search.
    /// </summary>
    private bool IsBehind(BeamNode likeliest)
    {
        if (_complete.Count < options.Best)
        {
            return false;
        }

        double worst = _complete.Select(h => h.Score).OrderDescending().ElementAt(options.Best - 1);
        int length = _complete.Count < options.Width ? mostSteps : likeliest.Length;
        return likeliest.LogProbability / options.LengthDivisor(length) <= worst;
    }

    private Hypothesis Of(BeamNode node, bool isComplete)
    {
        (int[] symbols, float[][] attention) = node.Written();
        double score = node.LogProbability / options.LengthDivisor(node.Length);
        return new Hypothesis(isComplete ? symbols[..^1] : symbols, node.LogProbability, score, isComplete, attention);
    }
}
