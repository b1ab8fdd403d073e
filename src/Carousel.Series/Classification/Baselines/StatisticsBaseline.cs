using Carousel.Jobs.Sound;
using Carousel.Kernels;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// A ridge on statistics of recordings, whose scores a discriminant analysis reads; which kinds of statistics are read
/// is chosen on held-out training recordings.
/// </summary>
/// <remarks>Together they are a penalized discriminant analysis (Hastie, Buja and Tibshirani 1995). A ridge without it
/// rarely answers a class between others, such as calm voices between sad and angry ones.</remarks>
/// <param name="ridge">Reads them.</param>
/// <param name="counts">How many statistics there are of each kind.</param>
internal sealed class StatisticsBaseline(RidgeClassifier ridge, int[] counts) : IClassBaseline
{
    private const string WeightsName = "rival.weights";

    /// <summary>The ridge is solved in its rows: of more recordings some are drawn.</summary>
    private const int MostRecordings = 2000;

    /// <summary>Scores of all classes add up to a constant: a share of their mean square is added to each.</summary>
    private const double Penalty = 0.01;

    /// <summary>Each set of kinds, to choose from by errors; the earlier of equals.</summary>
    private static readonly double[][] _sets =
        [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]];

    /// <inheritdoc/>
    public ClassBaseline Kind => ClassBaseline.Statistics;

    /// <inheritdoc/>
    public string Title => $"statistics of {string.Join(" and ", Used)}";

    /// <inheritdoc/>
    public BaselineSizes Sizes => new(0, counts.Sum(), 0, 0);

    /// <summary>What was chosen.</summary>
    public string Sentence =>
        $"Held-out training recordings chose {string.Join(" and ", Used)} "
        + $"among {string.Join(", ", VoiceStatistics.Kinds)}.";

    /// <summary>The kinds that are read: those with weights.</summary>
    private IEnumerable<string> Used => VoiceStatistics.Kinds.Where((_, kind) => ridge.Weights
        .Skip(counts[..kind].Sum() * Classes).Take(counts[kind] * Classes).Any(w => w != 0)).DefaultIfEmpty("nothing");

    private int Classes => ridge.Weights.Length / (counts.Sum() + 1);

    /// <summary>Fits.</summary>
    /// <param name="recordings">Recordings of known classes.</param>
    /// <param name="sound">How they become features.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="folds">[n]: the fold of each recording, if groups must stay whole; null leaves out one by one.
    /// </param>
    /// <param name="seed">Draws recordings if there are too many.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    /// <returns>The baseline, and [n][classes]: the scores of each recording by the other recordings.</returns>
    public static (StatisticsBaseline Baseline, float[][] HeldOut) Fit(
        IReadOnlyList<BaselineSample> recordings, SoundFeatureOptions sound, int classes, int[]? folds, ulong seed,
        Workers workers)
    {
        int[] rows = RowDraw.Of([.. recordings.Select(r => r.Class)], MostRecordings, seed);
        int[] counts = VoiceStatistics.Counts(sound), known = [.. rows.Select(r => recordings[r].Class)];
        int[]? own = folds is null ? null : [.. rows.Select(r => folds[r])];
        (RidgeClassifier ridge, float[][] scores) = _sets.Select(set =>
        {
            (RidgeClassifier tried, float[][] told) = RidgeClassifier.Fit(
                [.. rows.Select(r => (float[])recordings[r].Values.Clone())], counts, [set], known, own, classes, seed,
                workers);
            float[] map = Discriminant(told, known, classes);
            int features = counts.Sum();
            float[] weights =
                [.. tried.Weights.Chunk(classes).SelectMany((row, f) => Mapped(row, map, f == features))];
            return (
                Ridge: new RidgeClassifier(weights, classes),
                Scores: (float[][])[.. told.Select(row => Mapped(row, map, isWhole: true))]);
        }).MinBy(tried =>
            tried.Scores.Zip(known).Count(row => Array.IndexOf(row.First, row.First.Max()) != row.Second));
        float[][] heldOut = [.. recordings.Select(r => ridge.Scores(r.Values))];
        for (int i = 0; i < scores.Length; i++)
        {
            heldOut[rows[i]] = scores[i];
        }

        return (new StatisticsBaseline(ridge, counts), heldOut);
    }

    /// <summary>The baseline of a model file; null where something does not fit.</summary>
    /// <param name="sound">How recordings become features.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="find">Finds a tensor by its name.</param>
    public static StatisticsBaseline? Read(SoundFeatureOptions sound, int classes, Func<string, StoredTensor?> find)
    {
        int[] counts = VoiceStatistics.Counts(sound);
        return find(WeightsName) is { } weights && weights.Values.Length == (counts.Sum() + 1) * classes
            ? new StatisticsBaseline(new RidgeClassifier(weights.Values.ToArray(), classes), counts)
            : null;
    }

    /// <inheritdoc/>
    public float[][] Scores(
        IReadOnlyList<BaselineSample> series, Workers workers, CancellationToken cancellation) =>
        [.. series.Select(s => ridge.Scores(s.Values))];

    /// <inheritdoc/>
    public IReadOnlyList<StoredTensor> ToTensors() =>
        [new(WeightsName, new Shape(counts.Sum() + 1, Classes), ridge.Weights)];

    /// <summary>The discriminants of scores: a matrix, and a row of offsets after it.</summary>
    private static float[] Discriminant(float[][] scores, int[] known, int classes)
    {
        double[][] means = [.. Enumerable.Range(0, classes).Select(c => Enumerable.Range(0, classes)
            .Select(k => scores.Where((_, i) => known[i] == c).Select(row => (double)row[k]).DefaultIfEmpty().Average())
            .ToArray())];
        double[][] within = [.. means.Select(_ => new double[classes])];
        for (int i = 0; i < scores.Length; i++)
        {
            double[] apart = [.. scores[i].Zip(means[known[i]], (score, mean) => score - mean)];
            for (int k = 0; k < classes; k++)
            {
                DoubleSums.Add(within[k], [.. apart.Select(a => (float)a)], apart[k] / scores.Length);
            }
        }

        double level = Math.Max(within.Select((row, k) => row[k]).Average(), 1e-9);
        var factors = new UpperFactors(within, Penalty * level);
        double[][] columns = [.. means.Select(factors.Solve)];
        return
        [
            .. from k in Enumerable.Range(0, classes) from column in columns select (float)column[k],
            .. columns.Select((column, c) => (float)(-DoubleSums.Dot(column, means[c]) / 2)),
        ];
    }

    /// <summary>A row of scores by the discriminants; weights of a statistic have no offset.</summary>
    private static float[] Mapped(float[] row, float[] map, bool isWhole) => [.. row.Select((_, c) =>
        row.Select((score, k) => score * map[(k * row.Length) + c]).Sum()
            + (isWhole ? map[(row.Length * row.Length) + c] : 0))];
}
