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

    /// <summary>Whether a log has enough labels to learn from.</summary>
    public static bool HasLabels(EventLog log, DateTime searchedFrom) => log.AllLabels is { } labels
        && log.PlacesWhere(t => t < searchedFrom).Count(i => labels[i] == 1) >= FewestAnomalies;

    /// <summary>Chooses.</summary>
    /// <param name="open">The rate and the memory.</param>
    public EventFitted Of(EventFitted open)
    {
        EventFitted Fit(EventScoring scoring, DateTime end) =>
            EventFitted.Of(encoder, network, end, open with { Scoring = scoring });
        EventFitted own = Fit(EventScoring.Network, learningEnd), rare = Fit(EventScoring.Frequencies, learningEnd);
        float[] labels = encoder.Log.AllLabels ?? [];
        DateTime[] times = [.. encoder.Log.AllTimes.Where(t => t < searchedFrom).Order()];
        DateTime[] ends =
            [.. Enumerable.Range(1, Parts - 1).Select(p => times[p * times.Length / Parts]), searchedFrom];
        int[] judged = labels.Length == 0 ? []
            : [.. encoder.Log.PlacesWhere(t => t >= ends[1] && t < searchedFrom).Where(i => !float.IsNaN(labels[i]))];
        bool[] odd = [.. judged.Select(i => labels[i] == 1)];
        if (!HasLabels(encoder.Log, searchedFrom) || odd.Count(o => o) < FewestJudged || !odd.Contains(false))
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

        double[] ScoresOf(double[] all) => [.. judged.Select(i => all[i])];
        (EventFitted Fitted, double[] Scores)[] tried =
        [
            (Learned(rare, searchedFrom), ScoresOf(Forward(rare, ends))),
            .. new[] { rare, own }.Select(fitted => (fitted, ScoresOf(fitted.Judge(encoder, network).Scores))),
        ];

        // The trees that are kept learn from more labels than those that are judged here.
        (EventFitted best, double[] scores) = tried.MaxBy(t => RankingMetrics.AveragePrecision(t.Scores, odd)
            + (t.Fitted.Scoring == EventScoring.Labels ? MoreLabels : 0));
        return best with { Threshold = ThresholdOf(scores, odd) };
    }

    /// <summary>The score of each event by trees that learned only labels of earlier parts.</summary>
    private double[] Forward(EventFitted rare, DateTime[] ends)
    {
        var scores = new double[network.Length];
        for (int part = 1; part + 1 < ends.Length; part++)
        {
            // Before the first labels nothing is known.
            if (!encoder.Log.PlacesWhere(t => t < ends[part]).Any(i => !float.IsNaN(encoder.Log.AllLabels![i])))
            {
                continue;
            }

            double[] told = Learned(rare, ends[part]).Judge(encoder, network).Scores;
            foreach (int place in encoder.Log.PlacesWhere(t => t >= ends[part] && t < ends[part + 1]))
            {
                scores[place] = told[place];
            }
        }

        return scores;
    }

    /// <summary>Trees that learned the labels before a time.</summary>
    private EventFitted Learned(EventFitted rare, DateTime end)
    {
        float[] labels = encoder.Log.AllLabels!;
        (int Place, EventSurprise Surprise, float[] Row)[] rows =
        [
            .. rare.Rows(encoder, network).Where(r => encoder.Log.AllTimes[r.Place] < end
                && !float.IsNaN(labels[r.Place])),
        ];
        using var workers = new Workers(1);
        var booster = new TreeBooster(
            new BinnedTable([.. rows.SelectMany(r => r.Row[1..])], rows[0].Row.Length - 1, workers),
            [.. rows.Select(r => labels[r.Place])], _options, workers);
        return rare.With([.. booster.Grow(Trees, default).Select(TreeNumbers.Rounded)], booster.Start);
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
