using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// Words, pairs of words and runs of letters by their log-count ratios, with a logistic regression of each class
/// against the others.
/// </summary>
internal sealed class WordBaseline : IClassBaseline
{
    private const string PartsName = "rival.parts", WeightsName = "rival.weights", SquaresName = "rival.squares";

    /// <summary>
    /// Parts of all texts together, once for each regression; without runs of letters where there are more, and then of
    /// texts evenly apart.
    /// </summary>
    private const long MostParts = 12_000_000;

    /// <summary>With fewer texts a part that only one has is counted too.</summary>
    private const int ManyTexts = 500;

    /// <summary>The penalties to choose from, the largest first.</summary>
    private static readonly double[] _penalties = [4, 1.25, 0.4, 0.125, 0.04];

    private readonly int[] _parts;
    private readonly float[][] _weights, _squares;
    private readonly int _classes;

    private WordBaseline(int[] parts, float[][] weights, float[][] squares, int classes, BaselineSizes sizes) =>
        (_parts, _weights, _squares, _classes, Sizes) = (parts, weights, squares, classes, sizes);

    /// <summary>The penalties to choose from.</summary>
    public static IReadOnlyList<double> Penalties => _penalties;

    /// <inheritdoc/>
    public ClassBaseline Kind => ClassBaseline.Words;

    /// <inheritdoc/>
    public string Title => Sizes.Letters ? "NB-SVM on words and letters" : "NB-SVM on words and pairs";

    /// <inheritdoc/>
    public BaselineSizes Sizes { get; }

    /// <summary>Fits with each penalty, each from where the one before ended.</summary>
    /// <param name="texts">[n]: what each text has, by <see cref="TextParts"/>.</param>
    /// <param name="known">[n]: its class.</param>
    /// <param name="letters">Whether runs of letters are among it.</param>
    /// <param name="all">How many texts the whole training part has.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="least">The least penalty that is needed.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>In the order of <see cref="Penalties"/>, down to the least one.</returns>
    public static WordBaseline[] Path(
        IReadOnlyList<int[]> texts, int[] known, bool letters, int all, int classes, double least,
        CancellationToken cancellation)
    {
        var counted = CountedTexts.Of(texts, known, all < ManyTexts ? 1 : 2);
        double[] penalties = [.. _penalties.Where(p => p >= least)];
        int regressions = RegressionsOf(classes);
        float[][] squares = new float[regressions][];
        float[][][] weights = [.. penalties.Select(_ => new float[regressions][])];
        for (int c = 0; c < regressions; c++)
        {
            // Of two classes the second is asked for: what speaks for it speaks against the first.
            var regression = new RatioRegression(counted, classes == 2 ? 1 : c);
            squares[c] = regression.Squares;
            for (int p = 0; p < penalties.Length; p++)
            {
                weights[p][c] = regression.Fit(penalties[p], cancellation);
            }
        }

        return
        [
            .. penalties.Select((penalty, p) => new WordBaseline(
                counted.Parts, weights[p], squares, classes,
                new BaselineSizes(0, counted.Parts.Length, 0, penalty) { Letters = letters })),
        ];
    }

    /// <summary>What of a training part the fit can take in its time.</summary>
    /// <param name="texts">Texts of known classes.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <returns>The texts, and whether runs of their letters count.</returns>
    public static (IReadOnlyList<BaselineSample> Texts, bool Letters) Affordable(
        IReadOnlyList<BaselineSample> texts, int classes)
    {
        // A text has about a third as many words and pairs as letters, and twice as many runs.
        long letters = RegressionsOf(classes) * texts.Sum(t => (long)t.Text.Length), bare = Math.Max(1, letters / 3);
        if (2 * letters <= MostParts)
        {
            return (texts, true);
        }

        int taken = (int)Math.Max(1, Math.Min(texts.Count, texts.Count * (double)MostParts / bare));
        return (
            [.. Enumerable.Range(0, taken).Select(i => texts[(int)((long)i * texts.Count / taken)])], false);
    }

    /// <summary>The baseline of a model file; null where something does not fit.</summary>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="find">Finds a tensor by its name.</param>
    public static WordBaseline? Read(BaselineSizes sizes, int classes, Func<string, StoredTensor?> find)
    {
        int regressions = RegressionsOf(classes), F = sizes.Features;
        if (F is < 1 or > TextParts.Numbers || find(PartsName) is not { } parts || parts.Values.Length != F
            || find(WeightsName) is not { } weights || weights.Values.Length != (long)(F + 1) * regressions
            || find(SquaresName) is not { } squares || squares.Values.Length != (long)F * regressions)
        {
            return null;
        }

        int[] numbers = Array.ConvertAll(parts.Values.ToArray(), value => (int)value);
        bool rise = numbers.Zip(numbers.Skip(1)).All(n => n.First < n.Second);
        return rise && numbers.All(n => n is >= 0 and < TextParts.Numbers)
            ? new WordBaseline(numbers, Rows(weights, F + 1), Rows(squares, F), classes, sizes)
            : null;

        float[][] Rows(StoredTensor tensor, int length) =>
            [.. Enumerable.Range(0, regressions).Select(c => tensor.Values.Slice(c * length, length).ToArray())];
    }

    /// <inheritdoc/>
    public float[][] Scores(
        IReadOnlyList<BaselineSample> series, Workers workers, CancellationToken cancellation)
    {
        var scores = new float[series.Count][];
        workers.Run(new EachPart(i =>
        {
            cancellation.ThrowIfCancellationRequested();
            scores[i] = Score(TextParts.Of(series[i].Text, Sizes.Letters));
        }), scores.Length);
        return scores;
    }

    /// <summary>A score for each class of a text.</summary>
    /// <param name="text">What it has, by <see cref="TextParts"/>.</param>
    /// <returns>[classes].</returns>
    public float[] Score(int[] text)
    {
        int[] places = CountedTexts.Places(_parts, text);
        float[] odds = [.. _weights.Select((w, c) => Odds(places, w, _squares[c]))];
        return _classes == 2 ? [-odds[0] / 2, odds[0] / 2] : odds;
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredTensor> ToTensors() =>
    [
        new(PartsName, new Shape(_parts.Length), Array.ConvertAll(_parts, part => (float)part)),
        new(WeightsName, new Shape(_weights.Length, _parts.Length + 1), _weights.SelectMany(w => w).ToArray()),
        new(SquaresName, new Shape(_squares.Length, _parts.Length), _squares.SelectMany(s => s).ToArray()),
    ];

    /// <summary>One for two classes, else one for each.</summary>
    private static int RegressionsOf(int classes) => classes == 2 ? 1 : classes;

    private static float Odds(int[] places, float[] weights, float[] squares)
    {
        double sum = 0, length = 0;
        foreach (int place in places)
        {
            sum += TextParts.Sign(place) * weights[TextParts.Bare(place)];
            length += squares[TextParts.Bare(place)];
        }

        return (float)((RatioRegression.Scale(length) * sum) + weights[^1]);
    }
}
