using Carousel.Execution;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Rivals;

namespace Carousel.Classification.Rivals;

/// <summary>
/// Fits the rivals of a training part, chooses the one inside, and how much of the network is added to it: both on rows
/// that the one in question was not fitted on.
/// </summary>
/// <param name="series">The training part.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="seed">Draws random convolutions.</param>
/// <param name="workers">Threads; bits do not depend on them.</param>
/// <param name="cancellation">Stops between series.</param>
internal sealed class RivalFit(
    IReadOnlyList<RivalSeries> series, int classes, ulong seed, Workers workers, CancellationToken cancellation)
{
    private static readonly ClassRival[] _kinds = [ClassRival.Convolutions, ClassRival.Neighbours];

    /// <summary>The kinds that an option names.</summary>
    /// <param name="asked">What the user asked for.</param>
    public static IEnumerable<ClassRival> KindsOf(ClassRival asked) =>
        asked == ClassRival.Auto ? _kinds : _kinds.Where(k => k == asked);

    /// <summary>A rival that is fitted on the whole training part.</summary>
    /// <param name="kind">Which.</param>
    public IClassRival Whole(ClassRival kind) => Fit(kind, series);

    /// <summary>Rivals of every kind, fitted on the whole training part.</summary>
    public IEnumerable<IClassRival> All() => _kinds.Select(Whole);

    /// <summary>Chooses the rival inside.</summary>
    /// <param name="asked">What the user asked for.</param>
    /// <param name="folds">The fold of each row: a row's rival is fitted on the other folds.</param>
    /// <param name="network">Rows, and the scores of a network that did not learn from them.</param>
    /// <param name="temperature">The network's scores are divided by it.</param>
    /// <returns>The rival and its answer; null where the network answers better alone.</returns>
    public (IClassRival Rival, RivalAnswer Answer)? Choose(
        ClassRival asked, int[] folds, IReadOnlyList<(int Row, float[] Scores)> network, double temperature)
    {
        (ClassRival kind, RivalAnswer answer, double[][] told) = KindsOf(asked).Select(k => CrossFitted(k, folds))
            .OrderBy(r => Wrong(Rows, r.Told)).ThenBy(r => Nats(Rows, r.Told).Sum()).First();
        int[] rows = [.. network.Select(n => n.Row)];
        double[][] own = [.. rows.Select(r => told[r])], others = [.. network.Select(n => Probabilities(n.Scores))];
        double[][][] joined =
        [
            .. RivalShare.Shares.Select(share => own.Zip(others, (r, f) => RivalAnswer.Joined(r, f, share)).ToArray()),
        ];
        double alpha = rows.Length == 0
            ? 0
            : RivalShare.Choose([.. joined.Select(j => Nats(rows, j))]).Alpha;

        // Surer probabilities are no reason to answer wrongly more often.
        int place = RivalShare.Shares.ToList().IndexOf(alpha);
        alpha = Wrong(rows, joined[place]) <= Wrong(rows, joined[0]) ? alpha : 0;
        return alpha == 1 ? null : (Whole(kind), answer with { Alpha = alpha });

        double[] Probabilities(float[] scores) =>
            [.. scores.Select((_, c) => Math.Exp(Jobs.Measuring.Probabilities.LogSoftmax(scores, c, temperature)))];
    }

    private int[] Rows => [.. Enumerable.Range(0, series.Count)];

    /// <summary>What a rival says of each row that it was not fitted on, with its temperature.</summary>
    private (ClassRival Kind, RivalAnswer Answer, double[][] Told) CrossFitted(ClassRival kind, int[] folds)
    {
        var scores = new float[series.Count][];
        foreach (int fold in folds.Distinct().Order())
        {
            int[] left = [.. Rows.Where(r => folds[r] == fold)];
            IClassRival rival = Fit(kind, [.. Rows.Where(r => folds[r] != fold).Select(r => series[r])]);
            float[][] own = rival.Scores([.. left.Select(r => series[r])], workers, cancellation);
            for (int i = 0; i < left.Length; i++)
            {
                scores[left[i]] = own[i];
            }
        }

        var answer = new RivalAnswer(
            Temperature.Fit([.. scores.Select((s, r) => (s, series[r].Class))]),
            RivalAnswer.SpreadOf(series.Count, classes), Alpha: 0);
        return (kind, answer, [.. scores.Select(answer.Probabilities)]);
    }

    private IClassRival Fit(ClassRival kind, IReadOnlyList<RivalSeries> rows) => kind == ClassRival.Convolutions
        ? ConvolutionRival.Fit(rows, classes, seed, workers, cancellation)
        : NeighbourRival.Fit(rows, classes, workers, cancellation);

    private double[] Nats(int[] rows, double[][] told) =>
        [.. rows.Select((row, i) => -Math.Log(Math.Max(double.Epsilon, told[i][series[row].Class])))];

    private int Wrong(int[] rows, double[][] told) =>
        rows.Where((row, i) => Array.IndexOf(told[i], told[i].Max()) != series[row].Class).Count();
}
