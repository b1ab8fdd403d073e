using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Statistics;

namespace Carousel.Survival;

/// <summary>The result of a model on customers, compared with the baselines.</summary>
internal sealed record SurvivalMeasurement
{
    private static readonly JobMetric[] _metrics =
    [
        new("concordance", "concordance") { HigherIsBetter = true, Decimals = 4 },
        new("concordance_horizon", "over the horizon")
        {
            HigherIsBetter = true,
            Decimals = 4,
            Abbreviation = "horizon",
        },
        new("brier", "Brier") { Decimals = 4 },
        new("calibration_error", "calibration error") { Decimals = 4, Abbreviation = "calibration" },
        new("nats", "nats per period") { Decimals = 5, Abbreviation = "nats" },
    ];

    /// <summary>A Brier score above this multiple of a baseline's is much worse.</summary>
    private const double MostBrier = 1.25;

    private const string RegressionName = "logistic regression on counts", AgesName = "Kaplan–Meier by age";

    private SurvivalMeasurement()
    {
    }

    public required SurvivalDesign Design { get; init; }

    public required int Customers { get; init; }

    public required SurvivalScores Model { get; init; }

    public required SurvivalScores Ages { get; init; }

    public required SurvivalScores Counts { get; init; }

    /// <summary>Of the network that was trained to compare with; null without one.</summary>
    public SurvivalScores? Other { get; private init; }

    /// <summary>What that one is.</summary>
    private string OtherName => Design.HasBaseline ? "network alone" : "with logistic regression inside";

    /// <summary>What the network adds to the regression inside it, or to that beside it; null for no such.</summary>
    public BaselineEffect? Effect { get; private init; }

    /// <summary>Rows whose next period is observed, and rows with a whole horizon ahead.</summary>
    public required (int Next, int Ahead) Rows { get; init; }

    /// <summary>Measures.</summary>
    public static SurvivalMeasurement Of(
        SurvivalModel model, SurvivalModel? comparison, PeriodGrid grid, IReadOnlyList<CustomerHistory> histories,
        CancellationToken cancellation)
    {
        SurvivalDesign design = model.Design;
        IReadOnlyList<float[]> odds = model.Odds(histories, cancellation);
        IReadOnlyList<double[,]> own = [.. odds.Select(o => SurvivalModel.ToHazards(o, design.Horizon))];
        IReadOnlyList<double[,]> ages =
        [
            .. histories.Select(h => model.Fitted.Baselines.AgeHazards(h, design.Horizon)),
        ];
        IReadOnlyList<float[]> regression =
            [.. histories.Select(h => model.Fitted.Baselines.CountOdds(h, model.Fitted.Scale))];
        IReadOnlyList<double[,]> counts =
            [.. regression.Select(o => SurvivalModel.ToHazards(o, design.Horizon))];
        IReadOnlyList<double[,]>? other = comparison?.Hazards(histories, cancellation);
        var next = HazardTable.Next(histories, own);
        var ahead = Ahead(own);
        HazardTable Ahead(IReadOnlyList<double[,]> hazards) =>
            HazardTable.Ahead(histories, hazards, grid, design.Rule);
        SurvivalScores Scores(IReadOnlyList<double[,]> hazards) =>
            SurvivalScores.Of(HazardTable.Next(histories, hazards), Ahead(hazards));
        cancellation.ThrowIfCancellationRequested();
        return new SurvivalMeasurement
        {
            Design = design,
            Customers = histories.Count,
            Model = SurvivalScores.Of(next, ahead),
            Ages = Scores(ages),
            Counts = Scores(counts),
            Other = other is null ? null : Scores(other),
            Effect = EffectOf(model, comparison, histories, odds, regression),
            Rows = (next.Count, ahead.Count),
        };
    }

    public JobResult ToResult()
    {
        var scores = new List<JobScore>
        {
            Score("carousel", "carousel", Model),
            Score("logistic", RegressionName, Counts),
            Score("kaplan_meier", AgesName, Ages),
        };
        if (Other is not null)
        {
            scores.Insert(1, Score(OtherName, OtherName, Other));
        }

        return new JobResult(_metrics, scores, Sentence()) { Details = Details(), Baseline = Effect };
    }

    public string Sentence()
    {
        string period = SurvivalText.Period(Design.Period);
        int absent = Design.Rule.AbsentPeriods;
        string Share(SurvivalScores scores) =>
            FigureText.Percent(absent > 0 ? scores.HorizonConcordance : scores.Concordance);
        string who = absent > 0
            ? $"customers with an event in the last {period}, the one who left first within {Design.Horizon} {period}s "
                + "had the lower predicted chance to stay"
            : $"customers of the same age, the one who left in the next {period} had the higher hazard";
        string why = absent == 0 ? ""
            : " Other customers are not compared, because their absence so far decides who can leave next.";
        (string Name, SurvivalScores Scores)[] all = [(RegressionName, Counts), (AgesName, Ages)];
        (string Name, SurvivalScores Scores) best = all.MinBy(b => b.Scores.MeanBrier);
        string worse = Model.Bins.Count == 0 || Model.MeanBrier <= MostBrier * best.Scores.MeanBrier ? ""
            : $"The model is worse than {best.Name}: its Brier score is {FigureText.Number(Model.MeanBrier, 4)}, "
                + $"compared with {FigureText.Number(best.Scores.MeanBrier, 4)}. Do not use its predictions. ";
        string baselines = string.Join(", ", all.Select(b => (b.Name, In: BetterIn(b.Scores)))
            .Where(b => b.In.Length > 0).Select(b => $"{b.Name} in {string.Join(" and ", b.In)}"));
        string rival = Effect is { IsInside: true, Alpha: 0 } ? "50 % by chance"
            : $"{Share(Counts)} for {RegressionName}";
        return $"{worse}In {Share(Model)} of all pairs of {who}, compared with {rival}.{why}"
            + (baselines.Length == 0 ? "" : $" Baselines that beat the model: {baselines}.");
    }

    /// <summary>The measures in which a baseline is better by what the table shows.</summary>
    private string[] BetterIn(SurvivalScores baseline)
    {
        JobScore own = Score("", "", Model), others = Score("", "", baseline);
        return
        [
            .. _metrics.Where(m => own.Metrics.ContainsKey(m.Key)).Where(m =>
            {
                double difference = Math.Round(others.Metrics[m.Key], m.Decimals!.Value)
                    - Math.Round(own.Metrics[m.Key], m.Decimals.Value);
                return m.HigherIsBetter ? difference > 0 : difference < 0;
            }).Select(m => m.Title),
        ];
    }

    /// <summary>By the likelihood of what came, over groups of customers.</summary>
    private static BaselineEffect? EffectOf(
        SurvivalModel model, SurvivalModel? comparison, IReadOnlyList<CustomerHistory> histories,
        IReadOnlyList<float[]> odds, IReadOnlyList<float[]> regression)
    {
        SurvivalModel? holder = model.Design.HasBaseline ? model : comparison;
        if (holder is not { Design.HasBaseline: true })
        {
            return null;
        }

        int K = model.Design.Horizon;
        var test = PairedForecastTest.Of(
            CustomerGroups.Nats(histories, odds, K), CustomerGroups.Nats(histories, regression, K), overlap: 0);
        return new BaselineEffect("logistic regression", holder.Fitted.BaselineShare, test.Relative, test.Interval)
        {
            IsInside = holder == model,
        };
    }

    private JobScore Score(string name, string title, SurvivalScores scores)
    {
        var metrics = new Dictionary<string, double> { ["nats"] = scores.Nats };
        if (Design.Rule.AbsentPeriods == 0)
        {
            metrics["concordance"] = scores.Concordance;
        }

        if (scores.Bins.Count > 0)
        {
            metrics["concordance_horizon"] = scores.HorizonConcordance;
            metrics["brier"] = scores.MeanBrier;
            metrics["calibration_error"] = scores.CalibrationError;
        }

        return new JobScore(name, title, metrics);
    }

    private List<string> Details()
    {
        string period = SurvivalText.Period(Design.Period);
        return
        [
            "",
            $"{FigureText.Count(Customers)} customers, {FigureText.Count(Rows.Next)} {period}s; "
            + $"{FigureText.Count(Rows.Ahead)} of them with {Design.Horizon} {period}s ahead",
            $"Brier by {period} ahead: {string.Join("  ", Model.Brier.Select(b => FigureText.Number(b, 4)))}",
            $"calibration error of the next {period}: {FigureText.Number(Model.HazardCalibrationError, 4)}",
            "",
        ];
    }
}
