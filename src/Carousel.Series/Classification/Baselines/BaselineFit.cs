using Carousel.Jobs.Measuring;
using Carousel.Jobs.Baselines;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// Fits the baselines of a training part, chooses the one inside, and how much of the network is added to it: both on
/// rows
/// that the one in question was not fitted on.
/// </summary>
/// <param name="series">The training part.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="seed">Draws random convolutions.</param>
/// <param name="workers">Threads; bits do not depend on them.</param>
/// <param name="cancellation">Stops between rows.</param>
internal sealed class BaselineFit(
    IReadOnlyList<BaselineSample> series, int classes, ulong seed, Workers workers, CancellationToken cancellation)
{
    private const int PartsOfOwn = 5;
    private static readonly ClassBaseline[] _ofSeries = [ClassBaseline.Convolutions, ClassBaseline.Neighbors];
    private static readonly ClassBaseline[] _ofTexts = [ClassBaseline.Words];

    private double? _penalty;
    private (ClassBaseline Kind, BaselineAnswer Answer, double[][] Told)? _best;

    /// <summary>The kinds of baselines.</summary>
    /// <param name="areTexts">Whether the sequences are texts.</param>
    public static IReadOnlyList<ClassBaseline> KindsOf(bool areTexts) => areTexts ? _ofTexts : _ofSeries;

    /// <summary>Baselines of every kind, fitted on the whole training part.</summary>
    /// <param name="areTexts">Whether the sequences are texts.</param>
    /// <param name="inside">One that is fitted already, or null.</param>
    public IEnumerable<IClassBaseline> All(bool areTexts, IClassBaseline? inside) =>
        KindsOf(areTexts).Select(kind => kind == inside?.Kind ? inside : Whole(kind));

    /// <summary>Chooses the baseline inside.</summary>
    /// <param name="kinds">What to choose from; the same in each call.</param>
    /// <param name="divisions">The fold of each row, once or several times: a row's baselines are fitted on the other
    /// folds.</param>
    /// <param name="network">Rows, and the scores of a network that did not learn from them; of several the mean of
    /// their probabilities counts.</param>
    /// <param name="temperature">The network's scores are divided by it.</param>
    /// <param name="isDecided">Whether the training ended because the network gets no share.</param>
    /// <returns>The baseline and its answer; null where the network answers better alone.</returns>
    public InnerBaseline? Choose(
        IEnumerable<ClassBaseline> kinds, int[][] divisions, IReadOnlyList<(int Row, float[] Scores)> network,
        double temperature, bool isDecided)
    {
        (ClassBaseline kind, BaselineAnswer answer, double[][] told) = Best(kinds, divisions);
        (double[][] own, double[][] others, int[] truth) = Beside(told, network, temperature);
        double alpha = isDecided || truth.Length == 0 ? 0 : BaselineAnswer.ShareOf(own, others, truth);
        return alpha == 1 ? null : new InnerBaseline(Whole(kind), answer with { Alpha = alpha });
    }

    /// <summary>For each share of the network the surprise of each row, in nats: see <see cref="Choose"/>.</summary>
    /// <param name="kinds">What to choose the baseline from.</param>
    /// <param name="divisions">The fold of each row.</param>
    /// <param name="network">Rows, and the scores of a network that did not learn from them.</param>
    /// <param name="temperature">The network's scores are divided by it.</param>
    public IReadOnlyList<double[]> NatsOfShares(
        IEnumerable<ClassBaseline> kinds, int[][] divisions, IReadOnlyList<(int Row, float[] Scores)> network,
        double temperature)
    {
        (double[][] own, double[][] others, int[] truth) = Beside(Best(kinds, divisions).Told, network, temperature);
        return BaselineAnswer.NatsOfShares(own, others, truth);
    }

    private (ClassBaseline Kind, BaselineAnswer Answer, double[][] Told) Best(
        IEnumerable<ClassBaseline> kinds, int[][] divisions) => _best ??= kinds.Select(k => CrossFitted(k, divisions))
            .OrderBy(r => Wrong(Rows, r.Told)).ThenBy(r => Nats(Rows, r.Told).Sum()).First();

    /// <summary>The probabilities of the baseline and of the networks for the rows that networks answered.</summary>
    private (double[][] Own, double[][] Others, int[] Truth) Beside(
        double[][] told, IReadOnlyList<(int Row, float[] Scores)> network, double temperature)
    {
        IGrouping<int, float[]>[] seen = [.. network.GroupBy(n => n.Row, n => n.Scores)];
        return (
            [.. seen.Select(n => told[n.Key])],
            [.. seen.Select(n => Mean([.. n.Select(scores => Probabilities.Of(scores, temperature))]))],
            [.. seen.Select(n => series[n.Key].Class)]);
    }

    private int[] Rows => [.. Enumerable.Range(0, series.Count)];

    private static double[] Mean(double[][] probabilities) =>
        [.. probabilities[0].Select((_, c) => probabilities.Average(p => p[c]))];

    /// <summary>What baselines of one kind say of each row that they were not fitted on, with their temperature: the
    /// mean
    /// over the divisions.</summary>
    private (ClassBaseline Kind, BaselineAnswer Answer, double[][] Told) CrossFitted(ClassBaseline kind,
        int[][] divisions)
    {
        // [division][penalty][row]: series have no penalty to choose here.
        float[][][][] scores =
            [.. divisions.Select(f => kind == ClassBaseline.Words ? WordScores(f) : [SeriesScores(kind, f)])];
        var answers = scores[0].Select((_, p) =>
        {
            var answer = new BaselineAnswer(
                Temperature.Fit([.. scores.SelectMany(d => d[p].Select((s, r) => (s, series[r].Class)))]),
                BaselineAnswer.SpreadOf(series.Count, classes), Alpha: 0);
            double[] Told(int row) => Mean([.. scores.Select(d => answer.Probabilities(d[p][row]))]);
            return (Answer: answer, Told: Rows.Select(Told).ToArray());
        }).ToArray();
        double[] nats = [.. answers.Select(a => Nats(Rows, a.Told).Sum())];
        int best = Array.IndexOf(nats, nats.Min());
        _penalty = kind == ClassBaseline.Words ? WordBaseline.Penalties[best] : _penalty;
        return (kind, answers[best].Answer, answers[best].Told);
    }

    /// <summary>Scores of each series by a baseline of the other folds.</summary>
    private float[][] SeriesScores(ClassBaseline kind, int[] folds)
    {
        var scores = new float[series.Count][];
        foreach (int fold in folds.Distinct().Order())
        {
            int[] left = [.. Rows.Where(r => folds[r] == fold)];
            IClassBaseline baseline = OfSeries(kind, [.. Rows.Where(r => folds[r] != fold).Select(r => series[r])]);
            float[][] own = baseline.Scores([.. left.Select(r => series[r])], workers, cancellation);
            for (int i = 0; i < left.Length; i++)
            {
                scores[left[i]] = own[i];
            }
        }

        return scores;
    }

    /// <summary>Scores of each text by a baseline of the other folds: for each penalty.</summary>
    private float[][][] WordScores(int[] folds)
    {
        (IReadOnlyList<BaselineSample> texts, bool letters) = WordBaseline.Affordable(series, classes);
        var taken = new HashSet<BaselineSample>(texts, ReferenceEqualityComparer.Instance);
        int[][] parts = new int[series.Count][];
        workers.Run(new EachPart(row => parts[row] = TextParts.Of(series[row].Text, letters)), parts.Length);
        int[] own = [.. folds.Distinct().Order()];
        float[][][] scores = [.. WordBaseline.Penalties.Select(_ => new float[series.Count][])];
        workers.Run(new EachPart(fold =>
        {
            int[] learned = [.. Rows.Where(r => folds[r] != own[fold] && taken.Contains(series[r]))];
            WordBaseline[] path = WordBaseline.Path(
                [.. learned.Select(r => parts[r])], [.. learned.Select(r => series[r].Class)], letters, texts.Count,
                classes, least: 0, cancellation);
            foreach (int row in Rows.Where(r => folds[r] == own[fold]))
            {
                for (int p = 0; p < path.Length; p++)
                {
                    scores[p][row] = path[p].Score(parts[row]);
                }
            }
        }), own.Length);
        return scores;
    }

    /// <summary>A baseline that is fitted on the whole training part.</summary>
    private IClassBaseline Whole(ClassBaseline kind)
    {
        if (kind != ClassBaseline.Words)
        {
            return OfSeries(kind, series);
        }

        if (_penalty is null)
        {
            CrossFitted(
                kind,
                [
                    ClassFolds.Divide(
                        [.. series.Select(s => s.Class)], Math.Min(PartsOfOwn, series.Count), seed,
                        "parts for the penalty"),
                ]);
        }

        (IReadOnlyList<BaselineSample> texts, bool letters) = WordBaseline.Affordable(series, classes);
        return WordBaseline.Path(
            [.. texts.Select(t => TextParts.Of(t.Text, letters))], [.. texts.Select(t => t.Class)], letters,
            texts.Count, classes, _penalty!.Value, cancellation)[^1];
    }

    private IClassBaseline OfSeries(ClassBaseline kind, IReadOnlyList<BaselineSample> rows) =>
        kind == ClassBaseline.Convolutions
        ? ConvolutionBaseline.Fit(
            rows, classes, ConvolutionBaseline.DrawsOf(series), seed, workers, cancellation)
        : NeighborBaseline.Fit(rows, classes, workers, cancellation);

    private double[] Nats(int[] rows, double[][] told) =>
        [.. rows.Select((row, i) => -Math.Log(Math.Max(double.Epsilon, told[i][series[row].Class])))];

    private int Wrong(int[] rows, double[][] told) =>
        rows.Where((row, i) => Array.IndexOf(told[i], told[i].Max()) != series[row].Class).Count();
}
