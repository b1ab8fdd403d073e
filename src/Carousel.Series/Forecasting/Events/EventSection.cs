using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Forecasting;

/// <summary>What special days change, as a section of the report.</summary>
internal static class EventSection
{
    private const int MostRows = 100;

    /// <summary>Makes it.</summary>
    /// <param name="impacts">What they change.</param>
    /// <param name="targets">How many columns are forecast.</param>
    /// <returns>The section; null without special days.</returns>
    public static Section? Of(IReadOnlyList<EventImpact> impacts, int targets)
    {
        if (impacts.Count == 0)
        {
            return null;
        }

        EventImpact[] shown = [.. impacts.OrderByDescending(i => Math.Abs(i.Usual)).Take(MostRows)];
        return new Section("Special days",
        [
            new Table(
                [
                    new TableColumn("day", Alignment.Left),
                    .. Optional.Of(targets > 1 ? new TableColumn("column", Alignment.Left) : null),
                    new TableColumn("days learned from"), new TableColumn("usual change"),
                    new TableColumn("days forecast"), new TableColumn("change of the forecast"),
                    new TableColumn("in percent"), new TableColumn("MAE"), new TableColumn("MAE without"),
                ],
                [
                    .. shown.Select(i => TableRow.Of(
                    [
                        i.Title, .. Optional.Of(targets > 1 ? i.Target : null), FigureText.Count(i.DaysLearned),
                        Signed(i.Usual), FigureText.Count(i.DaysForecast), Signed(i.Change),
                        double.IsFinite(i.Percent) ? $"{Signed(i.Percent)} %" : FigureText.Unknown,
                        Number(i.Error), Number(i.ErrorWithout),
                    ])),
                ])
            {
                Note = shown.Length < impacts.Count ? $"The {MostRows} with the largest usual change." : "",
            },
        ])
        {
            Lead =
                "The usual change is the difference from the same weekday in the weeks around it, learned from the "
                + "rows before the test part and shrunk towards 0 if it could be chance. The forecasts of the test "
                + "part were then repeated as if the days from the origin on were ordinary: the change of the forecast "
                + "is the forecast with the event minus that without. A day that belongs to two events has no row.",
        };
    }

    private static string Number(double value) =>
        double.IsFinite(value) ? ForecastSentence.Number(value) : FigureText.Unknown;

    private static string Signed(double value) => !double.IsFinite(value)
        ? FigureText.Unknown
        : value == 0 ? "0" : (value > 0 ? "+" : "−") + ForecastSentence.Number(Math.Abs(value));
}
