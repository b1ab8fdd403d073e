using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.RemainingLife;

/// <summary>The lives in the report: predicted against true, and the predictions for some units over time.</summary>
internal static class LifeReport
{
    private const int Shown = 4, Bins = 12;

    /// <summary>The page.</summary>
    public static JobPage Page(LifePlan plan, LifeModel model, LifeMeasurement measured) =>
        new(
            $"Remaining life: {plan.DataName}",
            measured.IsCrossValidated
                ? "Each training unit is predicted by the networks that were not trained on it."
                : "Held-out units, each cut at records of its life.",
            [Truth(measured), Ways(measured)])
        {
            ScoreTitle = "Root mean squared error of held-out units, by epoch",
            Note = "The PHM score penalises too long predictions more than too short ones; lower is better. Each unit "
                + "counts once.",
            Settings =
            [
                new Fact("cap", model.Fitted.Target.Cap is { } cap ? LifeText.Number(cap) : "none"),
            ],
        };

    private static Section Truth(LifeMeasurement measured)
    {
        LifeCut[] sorted = [.. measured.Cuts.OrderBy(c => c.Life).ThenBy(c => c.Unit).ThenBy(c => c.Row)];
        LifeCut[][] groups =
        [
            .. Enumerable.Range(0, Bins)
                .Select(b => sorted[(sorted.Length * b / Bins)..(sorted.Length * (b + 1) / Bins)])
                .Where(g => g.Length > 0).GroupBy(g => Math.Round(g.Average(c => c.Life), 6))
                .Select(g => g.SelectMany(c => c).ToArray()),
        ];
        double[] lives = [.. groups.Select(g => g.Average(c => c.Life))];
        double[] Of(double share) => [.. groups.Select(g => g.Average(c => c.Told.Quantile(share)))];
        return new Section("Predicted and true life",
        [
            new LineChart(
                "Mean predicted life by true life", Axis.Number("true life", lives),
                [
                    new Series("predicted", [.. groups.Select(g => g.Average(c => c.Told.Life))], SeriesRole.Forecast),
                    new Series("true", lives, SeriesRole.Truth),
                ])
            {
                Bands = [new Band("80 % interval", Of(0.1), Of(0.9))],
            },
            new Table(
                [new("True life"), new("Cuts"), new("RMSE"), new("Mean error"), new("80 % interval covers")],
                [
                    .. groups.Select(g => TableRow.Of(
                        FigureText.Number(g.Average(c => c.Life), 0), FigureText.Count(g.Length),
                        FigureText.Number(Math.Sqrt(g.Average(c => c.Error * c.Error)), 1),
                        FigureText.Number(g.Average(c => c.Error), 1),
                        FigureText.Percent(g.Average(c =>
                            c.Life >= c.Told.Quantile(0.1) && c.Life <= c.Told.Quantile(0.9) ? 1.0 : 0)))),
                ]),
        ])
        {
            Lead = "Cuts grouped by similar true life. Predictions should be exact near the end of a life.",
        };
    }

    private static Section Ways(LifeMeasurement measured)
    {
        // The units told best and worst, and two between.
        int[] ranked =
        [
            .. measured.Cuts.GroupBy(c => c.Unit).OrderBy(g => g.Average(c => c.Error * c.Error))
                .ThenBy(g => g.Key).Select(g => g.Key),
        ];
        int count = Math.Min(Shown, ranked.Length);
        int[] shown =
        [
            .. Enumerable.Range(0, count).Select(i => ranked[i * (ranked.Length - 1) / Math.Max(1, count - 1)]),
        ];
        return new Section("Predictions over the life of some units", [.. shown.Select(u => Way(measured, u))])
        {
            Lead = "The predicted life after each record, from the unit with the smallest error to the largest.",
        };
    }

    private static LineChart Way(LifeMeasurement measured, int unit)
    {
        LifeUnit one = measured.Units[unit].Unit;
        LifeTold[] told = measured.Told[unit];
        double most = told.Max(t => Math.Max(t.Life, t.Quantiles[^1]));
        return new LineChart(
            Invariant.Of($"Unit {one.Id}"), Axis.Number("time", one.Times),
            [
                new Series("predicted", [.. told.Select(t => t.Life)], SeriesRole.Forecast),
                new Series(
                    "true",
                    [.. Enumerable.Range(0, one.Length).Select(t => Math.Min(most, one.LifeAt(t)))], SeriesRole.Truth),
            ])
        {
            Bands =
            [
                new Band(
                    "80 % interval", [.. told.Select(t => t.Quantile(0.1))], [.. told.Select(t => t.Quantile(0.9))]),
            ],
            Width = ChartWidth.Half,
        };
    }
}
