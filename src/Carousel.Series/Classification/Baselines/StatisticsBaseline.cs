using Carousel.Jobs.Sound;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// A ridge on statistics of recordings; which kinds it reads is chosen on held-out training recordings.
/// </summary>
/// <param name="ridge">Reads them.</param>
/// <param name="counts">How many statistics there are of each kind.</param>
internal sealed class StatisticsBaseline(RidgeClassifier ridge, int[] counts) : IClassBaseline
{
    private const string WeightsName = "rival.weights";

    /// <summary>The ridge is solved in its rows: of more recordings some are drawn.</summary>
    private const int MostRecordings = 4000;

    /// <summary>Each set of kinds; the earlier of equals.</summary>
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
        $"Held-out training recordings chose {string.Join(" and ", Used)} among {string.Join(", ",
            VoiceStatistics.Kinds)}.";

    /// <summary>The kinds that are read: those with weights.</summary>
    private IEnumerable<string> Used => VoiceStatistics.Kinds.Where((_, kind) => ridge.Weights
        .Skip(counts[..kind].Sum() * Classes).Take(counts[kind] * Classes).Any(w => w != 0));

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
        int[] counts = VoiceStatistics.Counts(sound);
        (RidgeClassifier ridge, float[][] own) = RidgeClassifier.Fit(
            [.. rows.Select(r => (float[])recordings[r].Values.Clone())], counts, _sets,
            [.. rows.Select(r => recordings[r].Class)], folds is null ? null : [.. rows.Select(r => folds[r])], classes,
            seed, workers);
        float[][] heldOut = [.. recordings.Select(r => ridge.Scores(r.Values))];
        for (int i = 0; i < own.Length; i++)
        {
            heldOut[rows[i]] = own[i];
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
}
