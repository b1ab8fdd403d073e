using Carousel.Jobs;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Tagging;

/// <summary>A linear chain over labels with a weight for each feature of a token and label.</summary>
/// <remarks>Lafferty, McCallum and Pereira 2001.</remarks>
/// <param name="features">[rows], ascending: those that have weights.</param>
/// <param name="weights">[rows, C].</param>
/// <param name="transitions">[C, C]: of the column's label after the row's.</param>
/// <param name="shift">[C]: added to the scores of each token; see <see cref="Shifted"/>.</param>
internal sealed class LabelField(int[] features, float[] weights, float[] transitions, float[] shift)
{
    private const string Prefix = "rival.";
    private const string FeaturesName = "rival.features", WeightsName = "rival.weights";
    private const string TransitionsName = "rival.transitions", ShiftName = "rival.shift";
    private const double LeastChance = 1e-12;

    private readonly Dictionary<int, int> _rows =
        features.Index().DistinctBy(f => f.Item).ToDictionary(f => f.Item, f => f.Index);

    private readonly int[] _features = features;
    private readonly float[] _weights = weights;

    /// <summary>C.</summary>
    public int Labels => Shift.Length;

    /// <summary>[C]: added to the scores of each token; see <see cref="Shifted"/>.</summary>
    public float[] Shift => shift;

    /// <summary>[C, C]: of the column's label after the row's.</summary>
    public float[] Transitions => transitions;

    /// <summary>Whether a tensor of a model file is part of a field, and not a parameter of the network.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsTensor(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The same, with other scores for all tokens alike: to say a label more often, or less.</summary>
    /// <param name="shift">[C].</param>
    public LabelField Shifted(float[] shift) => new(_features, _weights, Transitions, shift);

    /// <summary>The scores of each label at each token of a sentence.</summary>
    /// <param name="tokens">One or more.</param>
    /// <param name="isChain">Whether labels are decided together, by <see cref="Transitions"/>; else scores are the
    /// logarithms of probabilities.</param>
    /// <returns>[T, C].</returns>
    public float[] Scores(IReadOnlyList<string> tokens, bool isChain)
    {
        var chain = new ChainScores(Labels);
        chain.Begin(tokens.Count);
        Sum(TokenFeatures.Of(tokens), chain.Values);
        if (!isChain)
        {
            chain.Run(Transitions);
        }

        var scores = new float[chain.Values.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            double score = isChain ? chain.Values[i] : Math.Log(Math.Max(chain.Values[i], LeastChance));
            scores[i] = (float)score + Shift[i % Labels];
        }

        return scores;
    }

    /// <summary>The same for pieces of sentences, each read as part of its whole sentence.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <param name="pieces">Where their pieces lie, in the order of sentences.</param>
    /// <param name="isChain">Whether labels are decided together.</param>
    /// <returns>[T, C] of each piece.</returns>
    public float[][] OfPieces(
        IReadOnlyList<TokenSentence> sentences, IReadOnlyList<EncodedSentence> pieces, bool isChain)
    {
        (int sentence, float[] whole) = (-1, []);
        return
        [
            .. pieces.Select(piece =>
            {
                if (piece.Sentence != sentence)
                {
                    (sentence, whole) = (piece.Sentence, Scores(sentences[piece.Sentence].Tokens, isChain));
                }

                return whole[(piece.First * Labels)..((piece.First + piece.Length) * Labels)];
            }),
        ];
    }

    /// <summary>What a model file needs to have it again.</summary>
    public IReadOnlyList<StoredTensor> ToTensors() =>
    [
        new(FeaturesName, new Shape(_features.Length), Array.ConvertAll(_features, f => (float)f)),
        new(WeightsName, new Shape(_features.Length, Labels), _weights),
        new(TransitionsName, new Shape(Labels, Labels), Transitions),
        new(ShiftName, new Shape(Labels), Shift),
    ];

    /// <summary>The field of a model file.</summary>
    /// <param name="reading">The file.</param>
    /// <param name="labels">C.</param>
    /// <exception cref="ModelFileException">A part is missing or does not fit.</exception>
    public static LabelField Read(ModelReading reading, int labels)
    {
        const string what = "linear chain";
        float[] features = reading.Find(FeaturesName)?.Values.ToArray() ?? [];
        return features.All(f => f is >= 0 and < TokenFeatures.Numbers && f == MathF.Floor(f))
            ? new LabelField(
                Array.ConvertAll(features, f => (int)f), Of(WeightsName, features.Length * labels),
                Of(TransitionsName, labels * labels), Of(ShiftName, labels))
            : throw new ModelFileException(
                $"{reading.Path}: the model's {what} does not fit; the file was damaged or made by hand.");

        float[] Of(string name, int length) => reading.Numbers(name, length, what);
    }

    private void Sum(int[][] features, Span<double> sums)
    {
        int C = Labels;
        for (int t = 0; t < features.Length; t++)
        {
            Span<double> own = sums.Slice(t * C, C);
            foreach (int feature in features[t])
            {
                if (_rows.TryGetValue(feature, out int row))
                {
                    ReadOnlySpan<float> weights = _weights.AsSpan(row * C, C);
                    for (int c = 0; c < weights.Length; c++)
                    {
                        own[c] += weights[c];
                    }
                }
            }
        }
    }
}
