using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Forecasting;

/// <summary>
/// What columns that are known ahead move in the newest forecast, as a section of the report.
/// </summary>
internal static class KnownAheadSection
{
    private const int FewestBars = 3;

    /// <summary>Makes it.</summary>
    /// <param name="forecaster">What was fitted.</param>
    /// <param name="forecast">What comes next.</param>
    /// <param name="subjects">What the report shows.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The section; null where nothing is known ahead or no regression is inside.</returns>
    public static Section? Of(
        Forecaster forecaster, Forecast forecast, ForecastSubjects subjects, CancellationToken cancellation)
    {
        if (forecaster.Baseline is null || forecaster.Design.Known.Count == 0)
        {
            return null;
        }

        KnownAheadParts parts = KnownAheadParts.Of(
            forecaster, forecast, subjects.Shown.Select(s => s.Series).ToHashSet(), cancellation);
        string span = ForecastTotals.Span(forecast, forecaster.Design);
        int known = forecaster.Design.Known.Count;
        string first = known > KnownAheadParts.MostColumns
            ? $" The first {KnownAheadParts.MostColumns} of {known} are shown."
            : "";
        string others = forecaster.Champion.Methods.Count == 0 ? "network" : "network and other methods";
        string usual = parts.Season == 1
            ? "the mean of its history"
            : "the mean of its history at the same place of the season of "
                + ForecastFacts.Steps(forecast.Set, parts.Season);
        return new Section(
            "What drove the forecast",
            subjects.Show(s => Blocks(parts[s.Series, s.Target], others)))
        {
            Lead =
                $"The difference between the sum of the forecast over the next {span} and its sum if a column known "
                + $"ahead had its usual values: {usual}. The part of the linear regression inside is computed from its "
                + $"weights, in the unit of the data at the median. The part of the {others} is the rest of that "
                + "difference. Columns are changed one at a time: if "
                + $"several carry the same information, their parts do not add up. The parts explain this forecast; "
                + $"they do not prove causes.{first}",
        };
    }

    private static IEnumerable<Block> Blocks(IReadOnlyList<KnownAheadPart> parts, string others)
    {
        if (parts.Count == 0)
        {
            yield return new Paragraph("It was not forecast.", Tone.Quiet);
            yield break;
        }

        yield return new Table(
            [
                new TableColumn("known ahead", Alignment.Left), new TableColumn("usual mean"),
                new TableColumn("mean ahead"), new TableColumn("linear regression"), new TableColumn(others),
                new TableColumn("together"),
            ],
            [
                .. parts.Select(p => TableRow.Of(
                    p.Column, ForecastSentence.Number(p.Usual), ForecastSentence.Number(p.Ahead), Signed(p.Linear),
                    Signed(p.Network), Signed(p.Linear + p.Network))),
            ]);
        if (parts.Count >= FewestBars)
        {
            yield return new BarChart(
                "Parts of the sum over the horizon", Axis.Category("", [.. parts.Select(p => p.Column)]),
                [
                    new Series("linear regression", [.. parts.Select(p => p.Linear)]),
                    new Series(others, [.. parts.Select(p => p.Network)]),
                ]);
        }
    }

    private static string Signed(double value) => !double.IsFinite(value)
        ? FigureText.Unknown
        : value == 0 ? "0" : (value > 0 ? "+" : "−") + ForecastSentence.Number(Math.Abs(value));
}
