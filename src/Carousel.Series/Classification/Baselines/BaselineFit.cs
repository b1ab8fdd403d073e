using Carousel.Jobs.Measuring;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Sound;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// Fits the baseline of a training part, and chooses how much of the network is added to it: on rows that neither was
/// fitted on.
/// </summary>
/// <param name="series">The training part.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="groups">[n]: the fold of each row, if groups must stay whole; null without groups.</param>
/// <param name="seed">Draws convolutions and folds.</param>
/// <param name="workers">Threads; bits do not depend on them.</param>
/// <param name="cancellation">Stops between rows.</param>
internal sealed class BaselineFit(
    IReadOnlyList<BaselineSample> series, int classes, int[]? groups, ulong seed, Workers workers,
    CancellationToken cancellation)
{
    /// <summary>Parts for answers of rows that were not fitted on.</summary>
    public const int Folds = 5;

    private (IClassBaseline Baseline, BaselineAnswer Answer, double[][] Told)? _fitted;

    /// <summary>How recordings become features; null if the rows are not recordings.</summary>
    public SoundFeatureOptions? Sound { get; init; }

    /// <summary>The baseline, its answer, and its probabilities for each row that it was not fitted on.</summary>
    public (IClassBaseline Baseline, BaselineAnswer Answer, double[][] Told) Fitted =>
        _fitted ??= series[0].Text.Length > 0 ? OfTexts() : OfSeries();

    /// <summary>The share of the probabilities, also of the networks, that is spread over all classes.</summary>
    public double Spread => BaselineAnswer.SpreadOf(series.Count, classes);

    /// <summary>For each share of the network the surprise of each row, in nats.</summary>
    /// <param name="network">Rows, and the scores of a network that did not learn from them; of several the mean of
    /// their probabilities counts.</param>
    /// <param name="temperature">The network's scores are divided by it.</param>
    public IReadOnlyList<double[]> NatsOfShares(
        IReadOnlyList<(int Row, float[] Scores)> network, double temperature)
    {
        (double[][] own, double[][] others, int[] truth) = Beside(network, temperature);
        return BaselineAnswer.NatsOfShares(own, others, truth);
    }

    /// <summary>The baseline inside.</summary>
    /// <param name="network">As for <see cref="NatsOfShares"/>; none where the network gets no share.</param>
    /// <param name="temperature">The network's scores are divided by it.</param>
    /// <returns>The baseline and its answer; null where the network answers better without it.</returns>
    public InnerBaseline? Choose(IReadOnlyList<(int Row, float[] Scores)> network, double temperature)
    {
        (double[][] own, double[][] others, int[] truth) = Beside(network, temperature);
        double alpha = truth.Length == 0 ? 0 : BaselineAnswer.ShareOf(own, others, truth);
        return alpha == 1 ? null : new InnerBaseline(Fitted.Baseline, Fitted.Answer with { Alpha = alpha });
    }

    /// <summary>The probabilities of the baseline and of the networks for the rows that networks answered.</summary>
    private (double[][] Own, double[][] Others, int[] Truth) Beside(
        IReadOnlyList<(int Row, float[] Scores)> network, double temperature)
    {
        IGrouping<int, float[]>[] seen = [.. network.GroupBy(n => n.Row, n => n.Scores)];
        return (
            [.. seen.Select(n => Fitted.Told[n.Key])],
            [.. seen.Select(n => Limited([.. n.Select(scores => Probabilities.Of(scores, temperature))]))],
            [.. seen.Select(n => series[n.Key].Class)]);
    }

    // As many rows do not show either that an answer is surer.
    private double[] Limited(double[][] probabilities) =>
    [
        .. probabilities[0].Select((_, c) =>
            ((1 - Spread) * probabilities.Average(p => p[c])) + (Spread / classes)),
    ];

    private (IClassBaseline, BaselineAnswer, double[][]) OfSeries()
    {
        (IClassBaseline baseline, float[][] heldOut) = Sound is null
            ? ((IClassBaseline, float[][]))ConvolutionBaseline.Fit(series, classes, groups, seed, workers, cancellation)
            : StatisticsBaseline.Fit(series, Sound, classes, groups, seed, workers);
        (BaselineAnswer answer, double[][] told) = Calibrated(heldOut);
        return (baseline, answer, told);
    }

    /// <summary>The penalty is the one with the least surprise on texts of other folds.</summary>
    private (IClassBaseline, BaselineAnswer, double[][]) OfTexts()
    {
        (IReadOnlyList<BaselineSample> texts, bool letters) = WordBaseline.Affordable(series, classes);
        var taken = new HashSet<BaselineSample>(texts, ReferenceEqualityComparer.Instance);
        int[][] parts = new int[series.Count][];
        workers.Run(new EachPart(row => parts[row] = TextParts.Of(series[row].Text, letters)), parts.Length);
        int[] folds = groups ?? ClassFolds.Divide(
            [.. series.Select(s => s.Class)], Math.Min(Folds, series.Count), seed, "parts for the penalty");
        float[][][] scores = [.. WordBaseline.Penalties.Select(_ => new float[series.Count][])];
        workers.Run(new EachPart(fold =>
        {
            WordBaseline[] path = Path(row => folds[row] != fold, least: 0);
            for (int row = 0; row < series.Count; row++)
            {
                for (int p = 0; p < path.Length && folds[row] == fold; p++)
                {
                    scores[p][row] = path[p].Score(parts[row]);
                }
            }
        }), folds.Max() + 1);
        (BaselineAnswer Answer, double[][] Told)[] answers = [.. scores.Select(Calibrated)];
        double[] nats = [.. answers.Select(a => a.Told.Select((p, row) => -Math.Log(p[series[row].Class])).Sum())];
        int best = Array.IndexOf(nats, nats.Min());
        return (
            Path(_ => true, WordBaseline.Penalties[best])[^1], answers[best].Answer, answers[best].Told);

        WordBaseline[] Path(Func<int, bool> isLearned, double least)
        {
            int[] learned =
                [.. Enumerable.Range(0, series.Count).Where(r => isLearned(r) && taken.Contains(series[r]))];
            return WordBaseline.Path(
                [.. learned.Select(r => parts[r])], [.. learned.Select(r => series[r].Class)], letters, texts.Count,
                classes, least, cancellation);
        }
    }

    private (BaselineAnswer Answer, double[][] Told) Calibrated(float[][] heldOut)
    {
        var answer = new BaselineAnswer(
            Temperature.Fit([.. heldOut.Select((s, r) => (s, series[r].Class))]),
            Spread, Alpha: 0);
        return (answer, [.. heldOut.Select(answer.Probabilities)]);
    }
}
