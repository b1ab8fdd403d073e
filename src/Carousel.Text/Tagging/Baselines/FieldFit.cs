using Carousel.Tensors;

namespace Carousel.Tagging;

/// <summary>Fits a <see cref="LabelField"/>: adaptive steps, a sentence each, towards the likeliest labels.</summary>
/// <remarks>
/// Duchi, Hazan and Singer 2011 (AdaGrad). The penalty λ/2·w² of a feature seen n times is spread over these
/// places, so that a step moves only what its sentence shows.
/// </remarks>
internal sealed class FieldFit
{
    /// <summary>A feature that occurs once gives no information on other tokens.</summary>
    private const int LeastCount = 2;

    private const float Penalty = 0.5f, Rate = 0.1f, FirstSquare = 1e-3f;

    private readonly int _labels;
    private readonly int[] _features;
    private readonly float[] _shares, _weights, _squares, _transitions, _transitionSquares;
    private readonly double[] _seen;
    private readonly ChainScores _chain;
    private readonly int[][][] _rows;
    private readonly IReadOnlyList<FieldSentence> _sentences;

    private FieldFit(IReadOnlyList<FieldSentence> sentences, int labels)
    {
        (_sentences, _labels, _chain) = (sentences, labels, new ChainScores(labels));
        var counts = new Dictionary<int, int>();
        foreach (int feature in sentences.SelectMany(s => s.Features).SelectMany(token => token))
        {
            counts[feature] = counts.GetValueOrDefault(feature) + 1;
        }

        _features = [.. counts.Where(c => c.Value >= LeastCount).Select(c => c.Key).Order()];
        _shares = Array.ConvertAll(_features, f => Penalty / counts[f]);
        var rows = _features.Index().ToDictionary(f => f.Item, f => f.Index);
        _rows =
        [
            .. sentences.Select(s => Array.ConvertAll(
                s.Features, token => token.Where(rows.ContainsKey).Select(f => rows[f]).ToArray())),
        ];
        (_weights, _squares) = (new float[_features.Length * labels], new float[_features.Length * labels]);
        (_transitions, _transitionSquares) = (new float[labels * labels], new float[labels * labels]);
        _seen = new double[labels * labels];
    }

    /// <summary>Fits.</summary>
    /// <param name="sentences">Features and labels of each.</param>
    /// <param name="labels">C.</param>
    /// <param name="epochs">How often each is seen.</param>
    /// <param name="seed">Draws their order.</param>
    /// <param name="cancellation">Stops between sentences.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LabelField Run(
        IReadOnlyList<FieldSentence> sentences, int labels, int epochs, ulong seed, CancellationToken cancellation)
    {
        var fit = new FieldFit(sentences, labels);
        var order = new int[sentences.Count];
        var random = new CounterRandom(seed, CounterRandom.Purpose("order of the sentences of a linear chain"));
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            random.Permutation((uint)epoch, order);
            foreach (int sentence in order)
            {
                cancellation.ThrowIfCancellationRequested();
                fit.Step(sentence);
            }
        }

        return new LabelField(fit._features, fit._weights, fit._transitions, new float[labels]);
    }

    private void Step(int sentence)
    {
        (int[][] tokens, int[] labels, int C) = (_rows[sentence], _sentences[sentence].Labels, _labels);
        _chain.Begin(tokens.Length);
        for (int t = 0; t < tokens.Length; t++)
        {
            Span<double> own = _chain.Values.Slice(t * C, C);
            foreach (int row in tokens[t])
            {
                ReadOnlySpan<float> weights = _weights.AsSpan(row * C, C);
                for (int c = 0; c < weights.Length; c++)
                {
                    own[c] += weights[c];
                }
            }
        }

        _chain.Run(_transitions);
        Array.Clear(_seen);
        for (int t = 0; t < tokens.Length; t++)
        {
            Span<double> own = _chain.Values.Slice(t * C, C);
            own[labels[t]] -= 1;
            if (t > 0)
            {
                _seen[(labels[t - 1] * C) + labels[t]]++;
            }

            foreach (int row in tokens[t])
            {
                Move(own, row);
            }
        }

        for (int i = 0; i < _transitions.Length; i++)
        {
            Move(ref _transitions[i], ref _transitionSquares[i], (float)(_chain.Pairs[i] - _seen[i]));
        }
    }

    private void Move(ReadOnlySpan<double> gradients, int row)
    {
        Span<float> weights = _weights.AsSpan(row * _labels, _labels);
        Span<float> squares = _squares.AsSpan(row * _labels, _labels);
        float share = _shares[row];
        for (int c = 0; c < weights.Length; c++)
        {
            Move(ref weights[c], ref squares[c], (float)gradients[c] + (share * weights[c]));
        }
    }

    private static void Move(ref float weight, ref float square, float gradient)
    {
        square += gradient * gradient;
        weight -= Rate * gradient / MathF.Sqrt(square + FirstSquare);
    }
}

/// <summary>A sentence as a chain learns from it.</summary>
/// <param name="Features">Of each token.</param>
/// <param name="Labels">[T].</param>
internal sealed record FieldSentence(int[][] Features, int[] Labels);
