using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>Random convolutions with a ridge; of several draws the mean of their scores.</summary>
/// <param name="draws">The convolutions, and the ridge that reads their features.</param>
/// <param name="sizes">What they were made with.</param>
internal sealed class ConvolutionBaseline((KernelBank Bank, RidgeClassifier Ridge)[] draws, BaselineSizes sizes)
    : IClassBaseline
{
    private const string BiasesName = "rival.biases", WeightsName = "rival.weights";
    private const int MostFeatures = 119 * KernelBank.Kernels;
    private const int LeastFeatures = 12 * KernelBank.Kernels;
    private const int MostFurtherDraws = 99;

    /// <summary>The ridge is solved in its rows, with time that grows with their cube: of more series, some evenly
    /// apart are taken.</summary>
    private const int MostSeries = 4000;

    /// <summary>Comparisons of all steps with all biases, and values of the table of features.</summary>
    private const double MostComparisons = 4e10, MostValues = 2e7;

    /// <inheritdoc/>
    public ClassBaseline Kind => ClassBaseline.Convolutions;

    /// <inheritdoc/>
    public string Title => Invariant.Of($"random convolutions with a ridge ({sizes.Features:N0} features, {Drawn})");

    /// <inheritdoc/>
    public BaselineSizes Sizes => sizes;

    /// <summary>How many features a training set of that size has.</summary>
    /// <param name="series">The training series.</param>
    public static int FeaturesOf(IReadOnlyList<BaselineSample> series)
    {
        double most = Math.Min(MostComparisons / series.Sum(s => (double)s.Steps), MostValues / series.Count);
        return (int)Math.Clamp(most, LeastFeatures, MostFeatures) / KernelBank.Kernels * KernelBank.Kernels;
    }

    /// <summary>How many draws a training set has: the mean of several hangs less on chance.</summary>
    /// <param name="series">The training series.</param>
    public static int DrawsOf(IReadOnlyList<BaselineSample> series) =>
        FewSeries.Draws(series.Count, FeaturesOf(series) * series.Sum(s => (double)s.Steps));

    /// <summary>Fits.</summary>
    /// <param name="series">Series of known classes.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="count">How many draws.</param>
    /// <param name="seed">Draws channels, and the series that a bias comes from.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    /// <param name="cancellation">Stops between series.</param>
    public static ConvolutionBaseline Fit(
        IReadOnlyList<BaselineSample> series, int classes, int count, ulong seed, Workers workers,
        CancellationToken cancellation)
    {
        if (series.Count > MostSeries)
        {
            IReadOnlyList<BaselineSample> all = series;
            series = [.. Enumerable.Range(0, MostSeries).Select(i => all[(int)((long)i * all.Count / MostSeries)])];
        }

        (int steps, int features) = (series.Max(s => s.Steps), FeaturesOf(series));
        var draws = new (KernelBank, RidgeClassifier Ridge)[count];
        for (int d = 0; d < count; d++)
        {
            KernelBank bank = KernelBank.Fit(series, steps, features, SeedOf(seed, d), workers);
            float[][] rows = Features(bank, series, workers, cancellation);
            draws[d] = (bank, RidgeClassifier.Fit(rows, [.. series.Select(s => s.Class)], classes, workers));
        }

        return new ConvolutionBaseline(draws, new BaselineSizes(steps, features, seed, 0, 1, draws[0].Ridge.Penalty)
        {
            FurtherDraws = count - 1,
        });
    }

    /// <summary>The baseline of a model file; null where something does not fit.</summary>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="channels">C.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="find">Finds a tensor by its name.</param>
    public static ConvolutionBaseline? Read(
        BaselineSizes sizes, int channels, int classes, Func<string, StoredTensor?> find)
    {
        bool isInRange = sizes.Features is >= KernelBank.Kernels and <= MostFeatures
            && sizes.Features % KernelBank.Kernels == 0 && sizes.Steps is >= 1 and <= 1_000_000
            && sizes.FurtherDraws is >= 0 and <= MostFurtherDraws;
        (int F, int D) = (sizes.Features, sizes.FurtherDraws + 1);
        return isInRange && find(BiasesName) is { } biases && biases.Values.Length == D * F
            && find(WeightsName) is { } weights && weights.Values.Length == D * (F + 1) * classes
            ? new ConvolutionBaseline(
                [
                    .. biases.Values.ToArray().Chunk(F).Zip(weights.Values.ToArray().Chunk((F + 1) * classes)).Select(
                        (own, d) => (
                            KernelBank.Of(sizes.Steps, channels, SeedOf(sizes.Seed, d), own.First),
                            new RidgeClassifier(own.Second, classes, sizes.Penalty))),
                ], sizes)
            : null;
    }

    /// <inheritdoc/>
    public float[][] Scores(
        IReadOnlyList<BaselineSample> series, Workers workers, CancellationToken cancellation)
    {
        var scores = new float[series.Count][];
        workers.Run(new EachPart(i =>
        {
            cancellation.ThrowIfCancellationRequested();
            float[][] own = [.. draws.Select(d => d.Ridge.Scores(d.Bank.Apply(series[i])))];
            scores[i] = [.. own[0].Select((_, c) => (float)own.Average(s => (double)s[c]))];
        }), scores.Length);
        return scores;
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredTensor> ToTensors() =>
    [
        Joined(BiasesName, draws.Length * sizes.Features, d => d.Bank.Biases),
        Joined(WeightsName, draws.Length * (sizes.Features + 1), d => d.Ridge.Weights),
    ];

    private string Drawn => draws.Length == 1
        ? Invariant.Of($"penalty {sizes.Penalty:0.###}")
        : $"{draws.Length} draws";

    /// <summary>The values of all draws, one after the other.</summary>
    private StoredTensor Joined(string name, int rows, Func<(KernelBank Bank, RidgeClassifier Ridge), float[]> of)
    {
        float[] values = [.. draws.SelectMany(of)];
        return new(name, values.Length == rows ? new Shape(rows) : new Shape(rows, values.Length / rows), values);
    }

    private static ulong SeedOf(ulong seed, int draw) => seed + ((ulong)draw * 0x9E3779B97F4A7C15);

    private static float[][] Features(
        KernelBank bank, IReadOnlyList<BaselineSample> series, Workers workers, CancellationToken cancellation)
    {
        var rows = new float[series.Count][];
        workers.Run(new EachPart(i =>
        {
            cancellation.ThrowIfCancellationRequested();
            rows[i] = bank.Apply(series[i]);
        }), rows.Length);
        return rows;
    }
}
