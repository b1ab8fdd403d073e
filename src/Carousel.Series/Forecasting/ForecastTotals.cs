using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Forecasting;

/// <summary>What amounts add up to over the horizon, for each series and for all of them.</summary>
internal static partial class ForecastTotals
{
    private const int MostRows = 200, MostNamed = 5, LeastSummed = 3, LeastCompared = 8, MostCompared = 400;
    private const double Rounding = 0.01, NearlyAll = 0.95, MostReturns = 0.05;

    /// <summary>Whether values of a target are amounts, which add up: at most 5 %, of whole numbers, are below 0, such
    /// as returned goods, no series is of readings of a meter, and the name is not that of a price, a temperature or
    /// the like.</summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="target">Which target.</param>
    public static bool AreAmounts(Forecast forecast, int target)
    {
        double[][] columns =
        [
            .. forecast.Windows.Select(window => forecast.Set[window.Series].ColumnArray(target)
                .Select(v => v + forecast.OffsetOf(target)).ToArray()),
        ];
        return !IsLevel(forecast.Set.Roles.Targets[target])
            && columns.Sum(c => c.Count(v => v < 0)) <= MostReturns * columns.Sum(c => c.Length)
            && columns.All(c => MeterReadings.ResetsOf(c) is null
                && (!c.Any(v => v < 0) || c.All(v => double.IsNaN(v) || double.IsInteger(v))));
    }

    /// <summary>The windows of series that are not sums of others.</summary>
    /// <param name="forecast">The forecast.</param>
    public static IReadOnlyList<int> Parts(Forecast forecast) =>
    [
        .. Enumerable.Range(0, forecast.Windows.Count)
            .Where(w => w != forecast.Whole && !HierarchySeries.IsSum(forecast.Set[forecast.Windows[w].Series])),
    ];

    /// <summary>A sentence on the series that is the sum of the others; null without one.</summary>
    /// <param name="forecast">The forecast.</param>
    public static string? WholeNote(Forecast forecast) => forecast.Whole < 0 ? null
        : $"'{forecast.Set[forecast.Windows[forecast.Whole].Series].Id}' is the sum of the other series, so the total "
            + "leaves it out.";

    /// <summary>The window of a series whose last values are nearly all the sums of the others, such as one called
    /// Total; −1 without one.</summary>
    internal static int WholeOf(Forecast forecast)
    {
        if (forecast.Windows.Count < LeastSummed || !AreAmounts(forecast, 0))
        {
            return -1;
        }

        // Counted from the origins, which are at the same time where there is a total.
        int whole = -1;
        double[] sums = new double[MostCompared], largest = new double[MostCompared];
        foreach ((int w, Window window) in forecast.Windows.Index()
            .Where(w => !HierarchySeries.IsSum(forecast.Set[w.Item.Series])))
        {
            float[] column = forecast.Set[window.Series].ColumnArray(0);
            double[] last =
            [
                .. sums.Select((_, r) => r < window.Origin && column[window.Origin - 1 - r] is > 0 and var v ? v : 0),
            ];
            sums = [.. sums.Zip(last, (sum, v) => sum + v)];
            (whole, largest) = last.Sum() > largest.Sum() ? (w, last) : (whole, largest);
        }

        double[] apart = [.. largest.Zip(sums, (v, sum) => Math.Abs((2 * v) - sum) / v).Where(double.IsFinite)];
        return apart.Length >= LeastCompared && apart.Count(a => a <= Rounding) >= NearlyAll * apart.Length
            ? whole
            : -1;
    }

    /// <summary>
    /// A sentence that names series that end before others, so that all have no total. Null if none does.
    /// </summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="isAmount">Whether a total is to be expected.</param>
    public static string? NoTotal(Forecast forecast, bool isAmount = true)
    {
        (int Window, DateTime Time)[] starts =
        [
            .. from w in Parts(forecast)
               let window = forecast.Windows[w]
               let time = forecast.Set[window.Series].TimeAt(window.Origin)
               where time is not null
               select (w, time.Value),
        ];
        (int Window, DateTime Time) latest = starts.DefaultIfEmpty().MaxBy(s => s.Time);
        string[] early =
        [
            .. from start in starts
               where start.Time < latest.Time
               select forecast.Set[forecast.Windows[start.Window].Series].Id ?? forecast.Set.Name,
        ];
        return early.Length == 0 ? null
            : $"The series end at different times{(isAmount ? ", so they have no common total" : "")}: the forecast of "
                + $"{FigureText.Count(early.Length)} series ({FigureText.Listed(early, MostNamed)}) "
                + $"begins before {forecast.LabelAt(latest.Window, 0)}.";
    }

    /// <summary>The total of all series: median and interval, as if all were high or low together.</summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="target">Which target.</param>
    /// <param name="level">The interval in percent.</param>
    public static (double Median, double Low, double High) OfAll(Forecast forecast, int target, double level) =>
        forecast.Paths.Sums(forecast.Quantiles, Parts(forecast), target, [level])[0];

    /// <summary>The horizon in words, such as <c>28 days</c>.</summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="design">What was forecast.</param>
    public static string Span(Forecast forecast, ForecastDesign design) =>
        ForecastFacts.Steps(forecast.Set, design.Horizon);

    /// <summary>They as a section of the report; null where no target is an amount.</summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="design">What was forecast.</param>
    public static Section? Section(Forecast forecast, ForecastDesign design)
    {
        int[] targets = [.. design.TargetPlaces.Where(k => AreAmounts(forecast, k))];
        if (targets.Length == 0 || forecast.IsClosed)
        {
            return null;
        }

        double level = design.Intervals[0];
        int windows = forecast.Windows.Count;
        string? noTotal = NoTotal(forecast);
        var rows = new List<TableRow>();
        foreach (int k in targets)
        {
            if (windows > 1 && noTotal is null)
            {
                rows.Add(Row($"all {FigureText.Count(Parts(forecast).Count)} series", k, OfAll(forecast, k, level)));
            }

            rows.AddRange(Enumerable.Range(0, Math.Min(windows, MostRows)).Select(w => Row(
                forecast.Set[forecast.Windows[w].Series].Id ?? forecast.Set.Name, k, forecast.Sum(w, k, level))));
        }

        TableRow Row(string name, int target, (double Median, double Low, double High) total) => TableRow.Of(
        [
            name, .. Optional.Of(design.TargetCount > 1 ? design.Targets[target] : null),
            ForecastSentence.Number(total.Median), ForecastSentence.Number(total.Low),
            ForecastSentence.Number(total.High),
        ]);
        return new Section($"Total of the next {Span(forecast, design)}",
        [
            new Table(
                [
                    new TableColumn("series", Alignment.Left),
                    .. Optional.Of(design.TargetCount > 1 ? new TableColumn("column", Alignment.Left) : null),
                    new TableColumn("total"), new TableColumn($"low, {level} %"), new TableColumn($"high, {level} %"),
                ],
                rows)
            {
                Note = windows > MostRows
                    ? $"The first {MostRows} of {FigureText.Count(windows)} series."
                        + (noTotal is null ? " The total covers all series." : "")
                    : "",
            },
        ])
        {
            Lead = "A total is the median of simulated paths, which err as earlier forecasts did: it can differ from "
                + "the sum of the forecasts. "
                + (noTotal ?? $"{forecast.LabelAt(0, 0)} to {forecast.LabelAt(0, design.Horizon - 1)}."
                + (windows > 1
                    ? " The interval of all series assumes that they are high or low together; it is narrower where "
                        + $"they are not. {WholeNote(forecast)}".TrimEnd()
                    : "")),
        };
    }

    /// <summary>Whether a name is that of a price, a temperature or another value that does not add up.</summary>
    internal static bool IsLevel(string name) => Level().IsMatch(name);

    // Words of a name such as AdjClose, unit_price and exchange rate.
    [GeneratedRegex(
        @"(?:(?<!\p{L})|(?<=\p{Ll})(?=\p{Lu}))(?i:price|close|temp|temperature?|rate|ratio|percent|share|index|level"
        + @"|pressure|humidity|speed|voltage|score|kurs|preis)s?(?!\p{L})",
        RegexOptions.CultureInvariant)]
    private static partial Regex Level();
}
