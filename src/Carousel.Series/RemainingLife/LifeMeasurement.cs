using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Statistics;

namespace Carousel.RemainingLife;

/// <summary>A record with a predicted life: the unit, the prediction and the truth.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Row">The record.</param>
/// <param name="Life">The true life, not above the cap.</param>
/// <param name="Told">The prediction.</param>
internal sealed record LifeCut(int Unit, int Row, double Life, LifeTold Told)
{
    /// <summary>How much too long the prediction is.</summary>
    public double Error => Told.Life - Life;
}

/// <summary>How lives were told of units that had no share in what told them, beside the baselines.</summary>
internal sealed class LifeMeasurement
{
    private const int LeastCuts = 40;
    private const string MeanName = "mean life of the training data";

    private static readonly JobMetric[] _metrics =
    [
        new("rmse", "RMSE") { Decimals = 2 },
        new("mae", "MAE") { Decimals = 2 },
        new("phm_score", "PHM score") { Decimals = 1, Abbreviation = "PHM" },
    ];

    private readonly LifeModel _model;
    private readonly bool _lastOnly;
    private readonly List<(string Name, string Title, ToldLife[] Told)> _baselines = [];

    private LifeMeasurement(LifeModel model, IReadOnlyList<LifeRecords> units, List<LifeCut> cuts, bool lastOnly) =>
        (_model, Units, Cuts, _lastOnly) = (model, units, cuts, lastOnly);

    /// <summary>The units.</summary>
    public IReadOnlyList<LifeRecords> Units { get; }

    /// <summary>The test records.</summary>
    public IReadOnlyList<LifeCut> Cuts { get; }

    /// <summary>For each unit the predictions after each of its records.</summary>
    public required LifeTold[][] Told { get; init; }

    /// <summary>Whether each unit was predicted by the networks of the ensemble that did not learn from it.</summary>
    public bool IsCrossValidated { get; private init; }

    /// <summary>The scores of the predicted lives.</summary>
    public LifeScores Scores => LifeScores.Of(Own);

    private ToldLife[] Own => [.. Cuts.Select(c => new ToldLife(c.Unit, c.Life, c.Told.Life))];

    /// <summary>Measures on units that the model did not learn from.</summary>
    /// <param name="model">The model.</param>
    /// <param name="beside">Its fit; null for a model from a file.</param>
    /// <param name="units">The units.</param>
    /// <param name="lastOnly">Whether only their last records are scored.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Null where no life is known.</returns>
    public static LifeMeasurement? OfUnits(
        LifeModel model, LifeBeside? beside, IReadOnlyList<LifeUnit> units, bool lastOnly,
        CancellationToken cancellation)
    {
        LifeRecords[] records = model.Prepare(units);
        LifeTold[][] told = model.Tell(records, cancellation);
        LifeTold[][]? alone = beside?.Alone is { } other
            ? model.Tell(other.Network, other.Fitted, records, cancellation)
            : null;
        return Of(model, records, told, lastOnly, false)?.Beside(
            (u, t) => model.Tell(model.Trees, records[u], t), (u, t) => model.Tell(model.Ridge, records[u], t),
            beside is null ? null : Similar(beside, [.. records.Select(r => Index(model, r))], _ => -1), alone);
    }

    /// <summary>Measures on the units of the training, each told by what did not see it.</summary>
    public static LifeMeasurement? OfFolds(LifeBeside beside)
    {
        LifeModel model = beside.Model;
        LifeTrainingSet set = beside.Own.Set;
        double OfFit(LifeCrossFit fit, int u, int t) =>
            model.Fitted.Target.Told(fit.Tell(set.Units[u], set.Folds.Of[u], set.Folds.Of[u])[t]);
        float[][] trees = [.. set.Units.Select((u, i) => beside.Trees.Tell(u, set.Folds.Of[i], set.Folds.Of[i]))];
        return Of(model, set.Units, OutOfFold(beside.Own), false, true)?.Beside(
            (u, t) => model.Fitted.Target.Told(trees[u][t]), (u, t) => OfFit(beside.Ridge, u, t),
            Similar(beside, trees, u => set.Folds.Of[u]), beside.Alone is { } a ? OutOfFold(a) : null);
    }

    /// <summary>The result.</summary>
    public JobResult ToResult()
    {
        LifeScores own = Scores;
        double[] shares = [0.8, 0.6];
        var coverage = shares.ToDictionary(s => Math.Round(100 * s), Coverage);
        return new JobResult(
            _metrics,
            [
                Score("carousel", "carousel", own) with { Coverage = coverage },
                .. _baselines.Select(r => Score(r.Name, r.Title, LifeScores.Of(r.Told))),
            ],
            Sentence(own))
        {
            Details = [.. Details(own)],
            Baseline = Effect(),
        };
    }

    /// <summary>The share of the lives between two quantiles, over random cuts.</summary>
    public double Coverage(double level) => Cuts.GroupBy(c => c.Unit).Average(u => u.Average(c =>
        c.Life >= c.Told.Quantile((1 - level) / 2) - 1e-9 && c.Life <= c.Told.Quantile((1 + level) / 2) + 1e-9
            ? 1.0 : 0));

    private static LifeTold[][] OutOfFold(LifeTrained trained) =>
    [
        .. trained.Set.Units.Select((u, i) => Enumerable.Range(0, u.Length).Select(t => LifeTold.Of(
            trained.Fitted, trained.OutOfFold[i].AsSpan(t * LifeDesign.Outputs, LifeDesign.Outputs),
            trained.Set.Told[i][trained.Set.Folds.Of[i]][t])).ToArray()),
    ];

    private static float[] Index(LifeModel model, LifeRecords records) =>
    [
        .. Enumerable.Range(0, records.Length)
            .Select(t => (float)model.Trees.Average(m => Math.Max(0, m.Tell(records.StatisticsAt(t))))),
    ];

    private static Func<int, int, double> Similar(LifeBeside beside, float[][] index, Func<int, int> fold) =>
        (u, t) => beside.Similar.Tell(index[u], t, fold(u));

    private static LifeMeasurement? Of(
        LifeModel model, IReadOnlyList<LifeRecords> units, LifeTold[][] told, bool lastOnly, bool isCrossValidated)
    {
        var cuts = new List<LifeCut>();
        for (int u = 0; u < units.Count; u++)
        {
            int first = lastOnly ? units[u].Length - 1 : units[u].FirstCut;
            int end = lastOnly ? units[u].Length : units[u].Length - 1;
            int stride = Math.Max(1, (end - first) / LeastCuts);
            for (int t = first; t < end; t += stride)
            {
                if (model.Fitted.Target.IsKnown(units[u].Unit, t))
                {
                    cuts.Add(new LifeCut(
                        u, t, model.Fitted.Target.Capped(units[u].Unit.LifeAt(t)), told[u][t]));
                }
            }
        }

        return cuts.Count == 0
            ? null
            : new LifeMeasurement(model, units, cuts, lastOnly) { Told = told, IsCrossValidated = isCrossValidated };
    }

    private LifeMeasurement Beside(
        Func<int, int, double> trees, Func<int, int, double> ridge, Func<int, int, double>? similar,
        LifeTold[][]? alone)
    {
        void Add(string name, string title, Func<int, int, double> told) => _baselines.Add(
            (name, title, [.. Cuts.Select(c => new ToldLife(c.Unit, c.Life, told(c.Unit, c.Row)))]));
        Add("boosted_trees", "boosted trees", trees);
        Add("ridge", "ridge regression", ridge);
        if (similar is not null)
        {
            Add("similarity", "similar trajectories", similar);
        }

        if (_model.Fitted.MeanLife is { } mean)
        {
            Add("mean_life", MeanName, (_, _) => mean);
        }

        if (alone is not null)
        {
            Add("network_alone", "network alone", (u, t) => alone[u][t].Life);
        }

        return this;
    }

    private static JobScore Score(string name, string title, LifeScores scores) => new(
        name, title,
        new Dictionary<string, double>
        {
            ["rmse"] = scores.Rmse,
            ["mae"] = scores.Mae,
            ["phm_score"] = scores.Score,
        });

    private BaselineEffect? Effect()
    {
        if (_model.Design.Baseline == LifeBaseline.None)
        {
            return null;
        }

        string title = LifeText.NameOf(_model.Design.Baseline);
        PairedForecastTest test = Against(title)!;
        double Root(double change) => Math.Sqrt(Math.Max(0, 1 + change)) - 1;
        return new BaselineEffect(
            title, _model.Fitted.BaselineShare, Root(test.Relative),
            new ConfidenceInterval(Root(test.Interval.Low), Root(test.Interval.High)));
    }

    /// <summary>Compares the mean squares of each unit's errors with those of a baseline; null without it.</summary>
    private PairedForecastTest? Against(string title)
    {
        double[] Squares(IEnumerable<ToldLife> told) =>
            [.. told.GroupBy(c => c.Unit).Select(g => g.Average(c => c.Error * c.Error))];
        return _baselines.Find(b => b.Title == title).Told is { } other
            ? PairedForecastTest.Of(
                Squares(Own), Squares(other), overlap: 1)
            : null;
    }

    private string Sentence(LifeScores own)
    {
        (string _, string title, ToldLife[] told) = _baselines.MinBy(r => LifeScores.Of(r.Told).Rmse);
        double best = LifeScores.Of(told).Rmse;
        string cap = _model.Fitted.Target.Cap is { } most ? $", cap {LifeText.Number(most)}" : "";
        string baselines = own.Rmse <= best
            ? $"compared with {FigureText.Number(best, 1)} for the best baseline, {title}"
            : $"while {title} reach{(title[^1] == 's' ? "" : "es")} {FigureText.Number(best, 1)}";
        return $"The remaining life is predicted with an error of {FigureText.Number(own.Rmse, 1)} (root mean "
            + $"square{cap}), {baselines}."
            + (title == MeanName || Against(MeanName) is null or { IsClear: true, Relative: < 0 } ? ""
                : $" This is not clearly better than always predicting the {MeanName}.");
    }

    private int MostOfAUnit => Cuts.GroupBy(c => c.Unit).Max(cuts => cuts.Count());

    private IEnumerable<string> Details(LifeScores own)
    {
        yield return "";
        yield return $"{FigureText.Counted(Cuts.Select(c => c.Unit).Distinct().Count(), "unit")}, "
            + (_lastOnly ? "each at its last record"
                : $"each at {(Cuts.Count > Units.Count ? "up to " : "")}{MostOfAUnit} records of its life")
            + (IsCrossValidated ? "; cross-validated: predicted by networks that were not trained on it" : "")
            + $"; mean error {FigureText.Number(own.Bias, 2)}";
        double median = Math.Sqrt(Cuts.GroupBy(c => c.Unit)
            .Average(u => u.Average(c => Math.Pow(c.Told.Quantile(0.5) - c.Life, 2))));
        yield return $"RMSE of the median: {FigureText.Number(median, 2)}";
    }
}
