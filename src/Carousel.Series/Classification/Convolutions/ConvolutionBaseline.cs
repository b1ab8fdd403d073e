using Carousel.Kernels;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// Features of pooled and of competing convolutions and of intervals with a ridge: MultiRocket, Hydra and Quant.
/// </summary>
/// <param name="features">The features.</param>
/// <param name="ridge">Reads them.</param>
/// <param name="sizes">What they were made with.</param>
internal sealed class ConvolutionBaseline(
    ConvolutionFeatures features, RidgeClassifier ridge, BaselineSizes sizes) : IClassBaseline
{
    private const string BiasesName = "rival.biases", WeightsName = "rival.weights";

    /// <summary>Biases of each form, and groups of eight kernels for each dilation, as published; both are fewer where
    /// time or memory is short.</summary>
    private const int MostBiases = 74 * NineWeights.Kernels, MostGroups = 32;

    private const int LeastPart = 32;

    /// <summary>The ridge is solved in its rows, with time that grows with their cube: of more series some are drawn.
    /// </summary>
    private const int MostSeries = 4000;

    /// <summary>Steps times features of all series, and values of the table of features.</summary>
    private const double MostWork = 1.2e11, MostValues = 6e7;

    private const double FeaturesOfBias = 9.2;

    /// <summary>The most features of a series, with all biases; and the bytes for each pair of series: the products of
    /// three kinds of features, their sum, and half of its factors, in double precision.</summary>
    private const int MostFeatures = 70_000, BytesOfPair = 36;

    /// <summary>Shares of MultiRocket, Hydra and Quant in a row's mean square: see docs/decisions/methods.md.</summary>
    private static readonly double[][] _shares =
        [[1, 0.3, 0], [1, 1, 0], [1, 3, 0], [1, 1, 0.3], [1, 1, 1], [0.2, 0.2, 1]];

    /// <inheritdoc/>
    public ClassBaseline Kind => ClassBaseline.Convolutions;

    /// <inheritdoc/>
    public string Title => Invariant.Of($"MultiRocket-Hydra-Quant ({features.Count:N0} features)");

    /// <inheritdoc/>
    public BaselineSizes Sizes => sizes;

    /// <summary>The features and the ridge as an export needs them.</summary>
    public FixedFeatures Fixed => features.Fixed(ridge.Weights);

    /// <summary>Fits.</summary>
    /// <param name="series">Series of known classes.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="folds">[n]: the fold of each series, if groups must stay whole; null leaves out one by one.</param>
    /// <param name="seed">Draws weights, channels, and the series that a bias comes from.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    /// <param name="cancellation">Stops between series.</param>
    /// <returns>The baseline, and [n][classes]: the scores of each series by the other series.</returns>
    public static (ConvolutionBaseline Baseline, float[][] HeldOut) Fit(
        IReadOnlyList<BaselineSample> series, int classes, int[]? folds, ulong seed, Workers workers,
        CancellationToken cancellation)
    {
        int[] rows = RowDraw.Of([.. series.Select(s => s.Class)], MostSeries, seed);
        IReadOnlyList<BaselineSample> some = [.. rows.Select(r => series[r])];
        (int steps, int biases) = (some.Max(s => s.Steps), BiasesOf(some));
        var sizes = new BaselineSizes(steps, biases, seed, 0)
        {
            Groups = Math.Max(1, MostGroups * biases / MostBiases),
            Quantiles = QuantilesOf(some),
        };
        var features = new ConvolutionFeatures(
            PooledFeatures.Fit(some, steps, biases, seed, workers),
            new CompetingFeatures(steps, some[0].Channels, sizes.Groups, seed),
            new IntervalQuantiles(steps, some[0].Channels, sizes.Quantiles));
        (RidgeClassifier ridge, float[][] own) = RidgeClassifier.Fit(
            features.Map(some, f => f, workers, cancellation), features.Counts, _shares, [.. some.Select(s => s.Class)],
            folds is null ? null : [.. rows.Select(r => folds[r])], classes, seed, workers);
        var baseline = new ConvolutionBaseline(features, ridge, sizes);
        float[][] heldOut = rows.Length == series.Count ? own : baseline.Scores(series, workers, cancellation);
        for (int i = 0; i < own.Length; i++)
        {
            heldOut[rows[i]] = own[i];
        }

        return (baseline, heldOut);
    }

    /// <summary>The baseline of a model file; null where something does not fit.</summary>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="channels">C.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="find">Finds a tensor by its name.</param>
    public static ConvolutionBaseline? Read(
        BaselineSizes sizes, int channels, int classes, Func<string, StoredTensor?> find)
    {
        bool isInRange = sizes.Features is >= NineWeights.Kernels and <= MostBiases
            && sizes.Features % NineWeights.Kernels == 0 && sizes.Steps is >= 1 and <= 1_000_000
            && sizes.Groups is >= 1 and <= MostGroups && sizes.Quantiles is >= 1 and <= IntervalQuantiles.Most;
        if (!isInRange || find(BiasesName) is not { } biases
            || biases.Values.Length != PooledFeatures.Forms * sizes.Features || find(WeightsName) is not { } weights)
        {
            return null;
        }

        var features = new ConvolutionFeatures(
            new PooledFeatures(sizes.Steps, channels, sizes.Features, sizes.Seed, biases.Values.ToArray()),
            new CompetingFeatures(sizes.Steps, channels, sizes.Groups, sizes.Seed),
            new IntervalQuantiles(sizes.Steps, channels, sizes.Quantiles));
        return weights.Values.Length == (features.Count + 1) * classes
            ? new ConvolutionBaseline(features, new RidgeClassifier(weights.Values.ToArray(), classes), sizes)
            : null;
    }

    /// <inheritdoc/>
    public float[][] Scores(
        IReadOnlyList<BaselineSample> series, Workers workers, CancellationToken cancellation) =>
        features.Map(series, ridge.Scores, workers, cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<StoredTensor> ToTensors() =>
    [
        new(BiasesName, new Shape(features.Biases.Length), features.Biases),
        new(WeightsName, new Shape(features.Count + 1, ridge.Weights.Length / (features.Count + 1)), ridge.Weights),
    ];

    /// <summary>About how much memory a fit takes: the table of features, products of series, factors.</summary>
    /// <param name="series">How many series are trained on.</param>
    public static long BytesOf(int series)
    {
        long n = Math.Min(series, MostSeries);
        return (n * n * BytesOfPair) + (sizeof(float) * Math.Min((long)MostValues, n * MostFeatures));
    }

    /// <summary>A quarter of the table, and no more than published.</summary>
    private static int QuantilesOf(IReadOnlyList<BaselineSample> series) =>
        (int)Math.Min(IntervalQuantiles.Most, MostValues / 4 / series.Count);

    private static int BiasesOf(IReadOnlyList<BaselineSample> series)
    {
        double values = (MostValues / series.Count) - QuantilesOf(series);
        double most = Math.Min(MostWork / series.Sum(s => (double)s.Steps), values) / FeaturesOfBias;
        return (int)Math.Clamp(most, MostBiases / LeastPart, MostBiases) / NineWeights.Kernels * NineWeights.Kernels;
    }
}
