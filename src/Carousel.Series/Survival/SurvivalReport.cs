using Carousel.Inspection.Looks;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Survival;

/// <summary>
/// What the report of a survival model shows: how good it is, who is likely to leave, and where the network wrote.
/// </summary>
internal sealed class SurvivalReport(SurvivalPlan plan, SurvivalModel model, SurvivalMeasurement measured)
{
    private const int MostRanked = 25;

    private readonly string _period = plan.Data.Grid.Name;

    /// <summary>What the job adds to its report.</summary>
    public JobPage Page(IReadOnlyList<RankedCustomer> ranking, CancellationToken cancellation) => new(
        $"Who leaves: {plan.DataName}",
        $"{FigureText.Count(measured.Customers)} customers not used in training, at the end of each of "
        + $"their {_period}s.",
        [.. new[] { Curves(), Calibration(), Ranking(ranking), Moved(), DrivenBy(cancellation) }.OfType<Section>()])
    {
        Note =
            "Concordance: share of pairs of customers of the same age in which the one who leaves in the next "
            + $"{_period} has the higher hazard. Over the horizon: Antolini's concordance, by the survival at the time "
            + $"of leaving. Brier: mean over the {_period}s ahead, weighted for censoring. Higher concordance is "
            + "better; in the other columns lower is better.",
        Below =
        [
            new LineChart(
                $"Brier score by {_period} ahead", Axis.Range(_period, 1, Math.Max(1, measured.Model.Brier.Count)),
                [
                    new Series("carousel", measured.Model.Brier, SeriesRole.Forecast),
                    new Series("logistic regression on counts", measured.Counts.Brier, SeriesRole.Baseline),
                    new Series("Kaplan–Meier by age", measured.Ages.Brier, SeriesRole.Baseline),
                ]),
        ],
        Settings = [new Fact("features", string.Join(", ", plan.Design.Features.Names))],
    };

    private Paragraph TooShort =>
        new($"No {_period} of the test part has a whole horizon before the end of the log.", Tone.Quiet);

    private Section Curves()
    {
        // Thirds by the prediction after the first period, compared with the outcomes.
        int horizon = plan.Design.Horizon;
        var table = HazardTable.Ahead(
            plan.Parts.Test, model.Hazards(plan.Parts.Test), plan.Data.Grid, new LeaveRule(null));
        double[,] survival = table.Survival();
        int[] ordered = [.. Enumerable.Range(0, table.Count).OrderBy(i => survival[i, horizon - 1])];
        var lines = new List<Series>();
        string[] names = ["least likely to stay", "in between", "likeliest to stay"];
        for (int third = 0; third < names.Length && ordered.Length >= names.Length; third++)
        {
            int[] group = ordered[(ordered.Length * third / 3)..(ordered.Length * (third + 1) / 3)];
            var observed = KaplanMeier.Of([.. group.Select(i => table.Outcomes[i])]);
            lines.Add(new Series(
                $"{names[third]}: predicted",
                [1.0, .. Enumerable.Range(0, horizon).Select(k => group.Average(i => survival[i, k]))],
                SeriesRole.Forecast));
            lines.Add(new Series(
                $"{names[third]}: observed", [.. Enumerable.Range(0, horizon + 1).Select(observed.Survival)],
                SeriesRole.Truth));
        }

        return new Section("Survival curves",
        [
            lines.Count > 0
                ? new LineChart($"Share that stays, by {_period} ahead", Axis.Range(_period, 0, horizon + 1), lines)
                : TooShort,
        ])
        {
            Lead =
                $"The {_period}s of the test part in thirds by the predicted survival; observed shares are "
                + "Kaplan–Meier estimates.",
        };
    }

    private Section Calibration()
    {
        IReadOnlyList<CalibrationBin> bins = measured.Model.Bins;
        return new Section("Calibration",
        [
            bins.Count > 0
                ? new BarChart(
                    $"Share that leaves within {measured.Design.Horizon} {_period}s, in tenths by the prediction",
                    Axis.Range("tenth", 1, bins.Count),
                    [
                        new Series("predicted", [.. bins.Select(b => b.Predicted)], SeriesRole.Forecast),
                        new Series("observed", [.. bins.Select(b => b.Observed)], SeriesRole.Truth),
                    ])
                : TooShort,
        ])
        {
            Lead = $"Mean distance between the two: {FigureText.Number(measured.Model.CalibrationError, 4)}.",
        };
    }

    private Section? Ranking(IReadOnlyList<RankedCustomer> ranking) =>
        ranking.Count == 0 ? null : new Section("Who is likely to leave",
        [
            new Table(
                [
                    new(plan.Data.Log.IdName, Alignment.Left), new($"Leaves in the next {_period}"),
                    new($"Stays {plan.Design.Horizon} {_period}s"), new("What stood out", Alignment.Left),
                ],
                [
                    .. ranking.Take(MostRanked)
                        .Select(r => TableRow.Of(r.Id, Percent(r.NextHazard), Percent(r.HorizonSurvival), r.Reason)),
                ]),
        ])
        {
            Lead =
                $"The first {Math.Min(MostRanked, ranking.Count)} of {FigureText.Count(ranking.Count)} current "
                + $"customers; {SurvivalModel.RankingName} lists all.",
        };

    private Section? Moved()
    {
        IReadOnlyList<MovingEvent> events = MovingEvents.Of(model, plan.Parts.Test);
        return events.Count == 0
            ? null
            : new Section("What moved it",
            [
                new Table(
                    [
                        new("Event", Alignment.Left), new($"Mean count in {_period}s of spikes"), new("elsewhere"),
                        new("Spikes with it"), new($"Hazard of the next {_period}, before"), new("after"),
                    ],
                    [.. events.Select(e => TableRow.Of(
                        e.Name, Number(e.AtSpikes), Number(e.Elsewhere), Percent(e.Share), Percent(e.HazardBefore),
                        Percent(e.HazardAfter)))]),
            ])
            {
                Lead =
                    $"{char.ToUpperInvariant(_period[0])}{_period[1..]}s of the test part in which the input gates "
                    + "opened far wider than they do otherwise, by a threshold fixed on the training part, and after "
                    + "which the odds of leaving are a third higher or more. There the network wrote into its cells. "
                    + "This shows what the network responded to, not what made customers leave.",
            };
    }

    private Section? DrivenBy(CancellationToken cancellation)
    {
        SurvivalInspection inside = model.Inside();
        return AttributionSection.Of(
            inside, model.Share,
            [
                .. plan.Parts.Test.OrderByDescending(h => h.Leaves).DistinctBy(h => h.Leaves).Select(
                    h => new AttributionExample(
                        $"{h.Id}, who {(h.Leaves ? "leaves" : "stays")}", inside.Sequence(h, plan.Data.Grid), 0)),
            ],
            "The first customer of the test part who leaves, and the first who stays, after their last period.",
            cancellation);
    }

    private static string Percent(double share) =>
        FigureText.Percent(share).Replace(" %", "\u00a0%");

    private static string Number(double number) => FigureText.Number(number, 2);
}
