using Carousel.Boosting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Reading;
using Carousel.Tensors;

namespace Carousel.Anomalies;

/// <summary>
/// Chooses what gives the scores of events: without labels the smaller mean surprise on the validation set, with labels
/// the larger area under the precision–recall curve on the last three of five parts before the searched rows; trees
/// learn only from earlier parts there. Labels also set the threshold.
/// </summary>
/// <param name="encoder">Knows the codes of the log.</param>
/// <param name="network">The surprises of the network.</param>
/// <param name="learningEnd">Where the validation set begins.</param>
/// <param name="searchedFrom">Where it ends.</param>
internal sealed class EventChoice(
    EventEncoder encoder, EventSurprise[] network, DateTime learningEnd, DateTime searchedFrom)
{
    /// <summary>Labelled anomalies that are enough to learn from.</summary>
    private const int FewestAnomalies = 10;

    /// <summary>Labelled anomalies after the first two parts that are enough to compare scores.</summary>
    private const int FewestJudged = 5;

    /// <summary>Parts of equal size before the searched part. Trees of the earlier parts score each of the later.
    /// </summary>
    private const int Parts = 5;

    /// <summary>Events that a network needs to give the scores without labels.</summary>
    private const int FewestTrained = 1000;

    /// <summary>What the trees may lack when they are compared.</summary>
    private const double MoreLabels = 0.03;

    private const int Trees = 100;

    private static readonly BoostingOptions _options = new(LearningRate: 0.1, Leaves: 8, LeastLeaf: 5, Columns: 0.4);

    private readonly int[] _validation = encoder.Log.PlacesWhere(t => t >= learningEnd && t < searchedFrom);

    /// <summary>Whether a log has enough labels to learn from and to compare scores by.</summary>
    public static bool HasLabels(EventLog log, DateTime searchedFrom) => log.AllLabels is { } labels
        && log.PlacesWhere(t => t < searchedFrom).Count(i => labels[i] == 1) >= FewestAnomalies
        && Judged(log, labels, EndsOf(log, searchedFrom)) is { } judged
        && judged.Count(i => labels[i] == 1) >= FewestJudged && judged.Any(i => labels[i] != 1);

    /// <summary>Chooses.</summary>
    /// <param name="open">The rate and the memory.</param>
    /// <param name="keepsRate">Whether the rate was asked for; otherwise labels set the threshold.</param>
    /// <param name="cancellation">Stops it between two trees.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public EventFitted Of(EventFitted open, bool keepsRate, CancellationToken cancellation)
    {
        EventFitted Fit(EventScoring scoring, DateTime end) =>
            EventFitted.Of(encoder, network, end, open with { Scoring = scoring });
        EventFitted own = Fit(EventScoring.Network, learningEnd), rare = Fit(EventScoring.Frequencies, learningEnd);
        if (!HasLabels(encoder.Log, searchedFrom))
        {
            double Mean(EventFitted fitted)
            {
                EventSurprise[] surprises = fitted.Judge(encoder, network).Surprises;
                return _validation.Sum(i => surprises[i].Total);
            }

            bool isEnough = encoder.Log.PlacesWhere(t => t < learningEnd).Length >= FewestTrained;
            return Fit(
                isEnough && Mean(own) < Mean(rare) ? EventScoring.Network : EventScoring.Frequencies, searchedFrom);
        }

        float[] labels = encoder.Log.AllLabels!;
        DateTime[] ends = EndsOf(encoder.Log, searchedFrom);
        int[] judged = Judged(encoder.Log, labels, ends);
        bool[] odd = [.. judged.Select(i => labels[i] == 1)];
        (int Place, float[] Row)[] rows = [.. rare.Rows(encoder, network).Select(r => (r.Place, r.Row))];
        double[] ScoresOf(double[] all) => [.. judged.Select(i => all[i])];
        (EventFitted Fitted, double[] Scores)[] tried =
        [
            (Learned(rare, rows, searchedFrom, cancellation)!, ScoresOf(Forward(rare, rows, ends, cancellation))),
            .. new[] { rare, own }.Select(fitted => (fitted, ScoresOf(fitted.Judge(encoder, network).Scores))),
        ];

        // The trees that are kept learn from more labels than those that are judged here.
        (EventFitted best, double[] scores) = tried.MaxBy(t => RankingMetrics.AveragePrecision(t.Scores, odd)
            + (t.Fitted.Scoring == EventScoring.Labels ? MoreLabels : 0));
        return best with
        {
            Threshold = keepsRate
                ? RateThreshold.Of(scores.Where((_, i) => !odd[i]), open.Rate)
                : ThresholdOf(scores, odd),
        };
    }

    /// <summary>Where the parts before the searched rows end.</summary>
    private static DateTime[] EndsOf(EventLog log, DateTime searchedFrom)
    {
        DateTime[] times = [.. log.AllTimes.Where(t => t < searchedFrom).Order()];
        return [.. Enumerable.Range(1, Parts - 1).Select(p => times[p * times.Length / Parts]), searchedFrom];
    }

    /// <summary>The labelled events by which scores are compared: those after the first two parts.</summary>
    private static int[] Judged(EventLog log, float[] labels, DateTime[] ends) =>
        [.. log.PlacesWhere(t => t >= ends[1] && t < ends[^1]).Where(i => !float.IsNaN(labels[i]))];

    /// <summary>The score of each event by trees that learned only labels of earlier parts.</summary>
    private double[] Forward(
        EventFitted rare, (int Place, float[] Row)[] rows, DateTime[] ends, CancellationToken cancellation)
    {
        var scores = new double[network.Length];
        for (int part = 1; part + 1 < ends.Length; part++)
        {
            // Before the first labels nothing is known.
            if (Learned(rare, rows, ends[part], cancellation) is not { } learned)
            {
                continue;
            }

            foreach ((int place, float[] row) in rows.Where(r => encoder.Log.AllTimes[r.Place] is var time
                && time >= ends[part] && time < ends[part + 1]))
            {
                scores[place] = learned.ScoreOf(row);
            }
        }

        return scores;
    }

    /// <summary>Trees that learned the labels before a time.</summary>
    /// <returns>Null without such labels.</returns>
    private EventFitted? Learned(
        EventFitted rare, (int Place, float[] Row)[] rows, DateTime end, CancellationToken cancellation)
    {
        float[] labels = encoder.Log.AllLabels!;
        (int Place, float[] Row)[] known =
            [.. rows.Where(r => encoder.Log.AllTimes[r.Place] < end && !float.IsNaN(labels[r.Place]))];
        if (known.Length == 0)
        {
            return null;
        }

        using var workers = new Workers(1);
        var booster = new TreeBooster(
            new BinnedTable([.. known.SelectMany(r => r.Row[1..])], known[0].Row.Length - 1, workers),
            [.. known.Select(r => labels[r.Place])], _options, workers);
        return rare.With([.. booster.Grow(Trees, cancellation).Select(TreeNumbers.Rounded)], booster.Start);
    }

    /// <summary>The threshold with the best F1, in the middle between two scores.</summary>
    private static double ThresholdOf(double[] scores, bool[] labels)
    {
        (double Score, bool IsOdd)[] sorted = [.. scores.Zip(labels).OrderByDescending(s => s.First)];
        (double threshold, double best) = (sorted[0].Score, -1);
        int found = 0, all = labels.Count(l => l);
        for (int i = 0; i + 1 < sorted.Length; i++)
        {
            found += sorted[i].IsOdd ? 1 : 0;
            double f1 = 2.0 * found / (all + i + 1);
            if (f1 > best && sorted[i].Score > sorted[i + 1].Score)
            {
                (threshold, best) = ((sorted[i].Score + sorted[i + 1].Score) / 2, f1);
            }
        }

        return threshold;
    }
}
