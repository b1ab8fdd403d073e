using System.Globalization;
using Carousel.Execution;
using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Classification.Rivals;

/// <summary>Random convolutions with a ridge.</summary>
/// <param name="bank">The convolutions.</param>
/// <param name="ridge">Reads their features.</param>
/// <param name="sizes">What they were made with.</param>
internal sealed class ConvolutionRival(KernelBank bank, RidgeClassifier ridge, RivalSizes sizes) : IClassRival
{
    private const string BiasesName = "rival.biases", WeightsName = "rival.weights";
    private const int MostFeatures = 119 * KernelBank.Kernels;
    private const int LeastFeatures = 12 * KernelBank.Kernels;

    /// <summary>The ridge is solved in its rows, with time that grows with their cube: of more series, some evenly
    /// apart are taken.</summary>
    private const int MostSeries = 4000;

    /// <summary>Comparisons of all steps with all biases, and values of the table of features.</summary>
    private const double MostComparisons = 4e10, MostValues = 2e7;

    /// <inheritdoc/>
    public ClassRival Kind => ClassRival.Convolutions;

    /// <inheritdoc/>
    public string Title => string.Create(
        CultureInfo.InvariantCulture,
        $"random convolutions with a ridge ({sizes.Features:N0} features, penalty {sizes.Penalty:0.###})");

    /// <inheritdoc/>
    public RivalSizes Sizes => sizes;

    /// <summary>How many features a training set of that size has.</summary>
    /// <param name="series">The training series.</param>
    public static int FeaturesOf(IReadOnlyList<RivalSample> series)
    {
        double most = Math.Min(MostComparisons / series.Sum(s => (double)s.Steps), MostValues / series.Count);
        return (int)Math.Clamp(most, LeastFeatures, MostFeatures) / KernelBank.Kernels * KernelBank.Kernels;
    }

    /// <summary>Fits.</summary>
    /// <param name="series">Series of known classes.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="seed">Draws channels, and the series that a bias comes from.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    /// <param name="cancellation">Stops between series.</param>
    public static ConvolutionRival Fit(
        IReadOnlyList<RivalSample> series, int classes, ulong seed, Workers workers, CancellationToken cancellation)
    {
        if (series.Count > MostSeries)
        {
            IReadOnlyList<RivalSample> all = series;
            series = [.. Enumerable.Range(0, MostSeries).Select(i => all[(int)((long)i * all.Count / MostSeries)])];
        }

        (int steps, int features) = (series.Max(s => s.Steps), FeaturesOf(series));
        KernelBank bank = KernelBank.Fit(series, steps, features, seed, workers);
        float[][] rows = Features(bank, series, workers, cancellation);
        var ridge = RidgeClassifier.Fit(rows, [.. series.Select(s => s.Class)], classes, workers);
        return new ConvolutionRival(bank, ridge, new RivalSizes(steps, features, seed, 0, 1, ridge.Penalty));
    }

    /// <summary>The rival of a model file; null where something does not fit.</summary>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="channels">C.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="find">Finds a tensor by its name.</param>
    public static ConvolutionRival? Read(
        RivalSizes sizes, int channels, int classes, Func<string, StoredTensor?> find)
    {
        bool isInRange = sizes.Features is >= KernelBank.Kernels and <= MostFeatures
            && sizes.Features % KernelBank.Kernels == 0 && sizes.Steps is >= 1 and <= 1_000_000;
        return isInRange && find(BiasesName) is { } biases && biases.Values.Length == sizes.Features
            && find(WeightsName) is { } weights && weights.Values.Length == (sizes.Features + 1) * classes
            ? new ConvolutionRival(
                KernelBank.Of(sizes.Steps, channels, sizes.Seed, biases.Values.ToArray()),
                new RidgeClassifier(weights.Values.ToArray(), classes, sizes.Penalty), sizes)
            : null;
    }

    /// <inheritdoc/>
    public float[][] Scores(
        IReadOnlyList<RivalSample> series, Workers workers, CancellationToken cancellation)
    {
        var scores = new float[series.Count][];
        workers.Run(new EachPart(i =>
        {
            cancellation.ThrowIfCancellationRequested();
            scores[i] = ridge.Scores(bank.Apply(series[i]));
        }), scores.Length);
        return scores;
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredTensor> ToTensors() =>
    [
        new(BiasesName, new Shape(sizes.Features), bank.Biases),
        new(
            WeightsName, new Shape(sizes.Features + 1, ridge.Weights.Length / (sizes.Features + 1)), ridge.Weights),
    ];

    private static float[][] Features(
        KernelBank bank, IReadOnlyList<RivalSample> series, Workers workers, CancellationToken cancellation)
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
