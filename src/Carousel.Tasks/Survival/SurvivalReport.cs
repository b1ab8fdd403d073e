using System.Globalization;
using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Inspecting.Attribution;
using Carousel.Tasks.Survival.Measures;

namespace Carousel.Tasks.Survival;

/// <summary>The report of a survival model: how good it is, who is likely to leave, and where the network wrote.</summary>
internal static class SurvivalReport
{
    private const int MostRanked = 25;

    public static ReportDocument Make(
        SurvivalPlan plan, SurvivalModel model, SurvivalMeasurement measured, IReadOnlyList<RankedCustomer> ranking, string command, CancellationToken cancellation)
    {
        string period = plan.Data.Grid.Name;
        var sections = new List<Section> { Result(measured, period), Curves(plan, model, period), Calibration(measured, period) };
        if (ranking.Count > 0)
        {
            sections.Add(Ranking(plan, ranking, period));
        }

        if (Moved(plan, model, period) is { } moved)
        {
            sections.Add(moved);
        }

        if (HungOn(plan, model, cancellation) is { } hung)
        {
            sections.Add(hung);
        }

        sections.Add(Training(model));
        sections.Add(Settings(plan, model, command));
        string headline = measured.Sentence() + (ranking.Count == 0 ? "" : $" {SurvivalRanking.Sentence(ranking, plan.Design)}");
        return new ReportDocument($"Who leaves: {plan.DataName}", headline.Replace(" %", "\u00a0%", StringComparison.Ordinal), sections)
        {
            Kicker = $"carousel survive · {plan.DataName}",
        };
    }

    private static Section Result(SurvivalMeasurement measured, string period)
    {
        (string Name, SurvivalScores Scores)[] rows =
        [
            ("carousel", measured.Model), ("logistic regression on counts", measured.Counts), ("Kaplan–Meier by age", measured.Ages),
            .. measured.Truth is null ? Array.Empty<(string, SurvivalScores)>() : [("the true hazard", measured.Truth)],
        ];
        TableColumn[] columns =
        [
            new("", Alignment.Left), new("Concordance"), new("Over the horizon"), new("Brier"), new("Calibration error"), new($"Nats a {period}"),
        ];
        double best = rows.Take(3).Max(r => r.Scores.Concordance);
        return new Section("Result",
        [
            new Table(columns, [.. rows.Select((r, i) => new TableRow(
                [
                    new TableCell(r.Name), new TableCell(FigureText.Number(r.Scores.Concordance, 4), r.Scores.Concordance == best),
                    new TableCell(FigureText.Number(r.Scores.HorizonConcordance, 4)), new TableCell(FigureText.Number(r.Scores.MeanBrier, 4)),
                    new TableCell(FigureText.Number(r.Scores.CalibrationError, 4)), new TableCell(FigureText.Number(r.Scores.Nats, 5)),
                ],
                IsEmphasised: i == 0))])
            {
                Note = $"Concordance: of two customers of the same age the one who leaves in the next {period} has the higher hazard. Over the horizon: Antolini's, by the survival at the time of the leaving. Brier: mean over the {period}s ahead, weighted for censoring. Higher concordance is better, lower numbers in the other columns.",
            },
            new LineChart($"Brier score by {period} ahead", Axis.Range(period, 1, Math.Max(1, measured.Model.Brier.Count)),
            [
                new Series("carousel", measured.Model.Brier, SeriesRole.Forecast),
                new Series("logistic regression on counts", measured.Counts.Brier, SeriesRole.Baseline),
                new Series("Kaplan–Meier by age", measured.Ages.Brier, SeriesRole.Baseline),
            ]),
        ])
        {
            Lead = $"{FigureText.Count(measured.Customers)} customers who had no part in the training, at the end of each of their {period}s.",
        };
    }

    private static Section Curves(SurvivalPlan plan, SurvivalModel model, string period)
    {
        // Thirds by what the model said after the first period, against what became of them.
        IReadOnlyList<CustomerHistory> test = plan.Parts.Test;
        IReadOnlyList<double[,]> hazards = model.Hazards(test);
        int horizon = plan.Design.Horizon;
        (SurvivalOutcome Outcome, double[] Survival)[] rows =
        [
            .. Enumerable.Range(0, test.Count).SelectMany(c => Enumerable.Range(0, test[c].Length)
                .Where(t => test[c].First + t + horizon < plan.Data.Grid.Count).Select(t => (test[c].After(t), Survival(hazards[c], t)))),
        ];
        var lines = new List<Series>();
        (SurvivalOutcome Outcome, double[] Survival)[] ordered = [.. rows.OrderBy(r => r.Survival[^1])];
        string[] names = ["least likely to stay", "in between", "likeliest to stay"];
        for (int third = 0; third < names.Length && ordered.Length >= names.Length; third++)
        {
            (SurvivalOutcome Outcome, double[] Survival)[] group = ordered[(ordered.Length * third / 3)..(ordered.Length * (third + 1) / 3)];
            var observed = KaplanMeier.Of([.. group.Select(g => g.Outcome)]);
            lines.Add(new Series($"{names[third]}: predicted", [1.0, .. Enumerable.Range(0, horizon).Select(k => group.Average(g => g.Survival[k]))], SeriesRole.Forecast));
            lines.Add(new Series($"{names[third]}: observed", [.. Enumerable.Range(0, horizon + 1).Select(observed.Survival)], SeriesRole.Truth));
        }

        return new Section("Survival curves",
        [
            lines.Count > 0
                ? new LineChart($"Share that stays, by {period} ahead", Axis.Range(period, 0, horizon + 1), lines)
                : new Paragraph($"No {period} of the test part has a whole horizon before the end of the log.", Tone.Quiet),
        ])
        {
            Lead = $"The {period}s of the test part in thirds by the predicted survival; observed shares are Kaplan and Meier's.",
        };
    }

    private static Section Calibration(SurvivalMeasurement measured, string period)
    {
        IReadOnlyList<CalibrationBin> bins = measured.Model.Bins;
        return new Section("Calibration",
        [
            bins.Count > 0
                ? new BarChart($"Share that leaves within {measured.Design.Horizon} {period}s, in tenths by the prediction", Axis.Range("tenth", 1, bins.Count),
                [
                    new Series("predicted", [.. bins.Select(b => b.Predicted)], SeriesRole.Forecast),
                    new Series("observed", [.. bins.Select(b => b.Observed)], SeriesRole.Truth),
                ])
                : new Paragraph($"No {period} of the test part has a whole horizon before the end of the log.", Tone.Quiet),
        ])
        {
            Lead = $"Mean distance between the two: {FigureText.Number(measured.Model.CalibrationError, 4)}.",
        };
    }

    private static Section Ranking(SurvivalPlan plan, IReadOnlyList<RankedCustomer> ranking, string period) => new("Who is likely to leave",
    [
        new Table(
            [new(plan.Data.Log.IdName, Alignment.Left), new($"Leaves in the next {period}"), new($"Stays {plan.Design.Horizon} {period}s"), new("What stood out", Alignment.Left)],
            [.. ranking.Take(MostRanked).Select(r => TableRow.Of(r.Id, Percent(r.NextHazard), Percent(r.HorizonSurvival), r.Reason))]),
    ])
    {
        Lead = $"The first {Math.Min(MostRanked, ranking.Count)} of {FigureText.Count(ranking.Count)} who are still there; all stand in {SurvivalModel.RankingName}.",
    };

    private static Section? Moved(SurvivalPlan plan, SurvivalModel model, string period)
    {
        IReadOnlyList<MovingEvent> events = MovingEvents.Of(model, plan.Parts.Test);
        return events.Count == 0
            ? null
            : new Section("What moved it",
            [
                new Table(
                    [new("Event", Alignment.Left), new($"Mean count in {period}s of spikes"), new("elsewhere"), new("Spikes with it"), new($"Hazard of the next {period}, before"), new("after")],
                    [.. events.Select(e => TableRow.Of(
                        e.Name, Number(e.AtSpikes), Number(e.Elsewhere), Percent(e.Share), Percent(e.HazardBefore), Percent(e.HazardAfter)))]),
            ])
            {
                Lead = $"{char.ToUpperInvariant(period[0])}{period[1..]}s of the test part in which the input gates opened far wider than they do otherwise, by a threshold fixed on the training part, and after which the odds of leaving are a third higher or more. There the network wrote into its cells. That says what it looked at, and is no proof of what made customers leave.",
            };
    }

    private static Section? HungOn(SurvivalPlan plan, SurvivalModel model, CancellationToken cancellation)
    {
        SurvivalInspection inside = model.Inside();
        var examples = new List<AttributionExample>();
        foreach (bool leaves in (bool[])[true, false])
        {
            if (plan.Parts.Test.FirstOrDefault(h => h.Leaves == leaves) is { } history)
            {
                examples.Add(new AttributionExample($"{history.Id}, who {(leaves ? "leaves" : "stays")}", inside.Sequence(history, plan.Data.Grid), 0));
            }
        }

        return AttributionSection.Of(inside, examples, "The first customer of the test part who leaves, and the first who stays, after their last period.", cancellation);
    }

    private static Section Training(SurvivalModel model)
    {
        FitSummary summary = model.Summary;
        double[] scores = [.. summary.History.Select(e => e.Score ?? double.NaN)];
        double[] losses = [.. summary.History.Select(e => e.TrainingLoss)];
        return new Section("Training",
        [
            new LineChart("Validation score by epoch", Axis.Range("epoch", 1, Math.Max(1, scores.Length)), [new Series("validation", scores, SeriesRole.Forecast)])
            {
                Markers = summary.BestEpoch > 0 ? [new Marker(summary.BestEpoch - 1, "best")] : [],
                Width = ChartWidth.Half,
            },
            new LineChart("Training loss by epoch", Axis.Range("epoch", 1, Math.Max(1, losses.Length)), [new Series("training", losses, SeriesRole.Plain)]) { Width = ChartWidth.Half },
        ])
        {
            Lead = $"The best epoch on the validation part was {summary.BestEpoch}; its parameters are kept.",
        };
    }

    private static Section Settings(SurvivalPlan plan, SurvivalModel model, string command) => new("Settings and data",
    [
        new Facts(
        [
            .. plan.Facts.Select(f => new Fact(f.Name, f.Fact)),
            new Fact("features", string.Join(", ", plan.Design.Features.Names)),
            new Fact("parameters", FigureText.Count(model.Summary.Parameters)),
            new Fact("seed", plan.Fit.Seed.ToString(CultureInfo.InvariantCulture)),
        ]),
        new CodeBlock(command) { Caption = "The command that makes it again" },
    ]);

    private static double[] Survival(double[,] hazards, int t)
    {
        var survival = new double[hazards.GetLength(1)];
        double stays = 1;
        for (int k = 0; k < survival.Length; k++)
        {
            survival[k] = stays *= 1 - hazards[t, k];
        }

        return survival;
    }

    private static string Percent(double share) => FigureText.Percent(share).Replace(" %", "\u00a0%", StringComparison.Ordinal);

    private static string Number(double number) => FigureText.Number(number, 2);
}
