using System.Globalization;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>The pictures and tables of the claim on lags.</summary>
internal static class LagPictures
{
    /// <summary>
    /// For each task sequences over lag; then the share that is solved, everything as a table, and the fits.
    /// </summary>
    /// <param name="growths">By task, then by network.</param>
    /// <param name="settings">The run's settings.</param>
    public static IEnumerable<Block> Draw(IReadOnlyList<LagGrowth> growths, LagSettings settings)
    {
        foreach (IGrouping<LagTask, LagGrowth> task in growths.GroupBy(g => g.Task))
        {
            yield return OverLag(task.Key, [.. task], settings);
        }

        yield return Solved(growths, settings);
        yield return Table(growths, settings);
        yield return Fits(growths);
    }

    private static LineChart OverLag(LagTask task, LagGrowth[] growths, LagSettings settings)
    {
        Series[] lines =
        [
            .. growths.Select(g => new Series(
                g.Network.Name,
                [
                    .. settings.Lags.Select(
                        lag => double.IsPositiveInfinity(g.Median(lag)) ? double.NaN : g.Median(lag)),
                ])),
            new Series("budget", [.. settings.Lags.Select(_ => (double)settings.MostSequences)], SeriesRole.Baseline),
        ];
        int longest = settings.Lags[^1];
        return new LineChart(
            $"Training sequences until {task.Name} is solved, over its lag",
            Axis.Number("lag in steps", [.. settings.Lags.Select(l => (double)l)]), lines)
        {
            ValueName = "sequences",
            IsLogarithmic = true,
            Decimals = 0,
            Caption =
                "Median of the seeds. A line ends where half of the runs or more did not solve the task within the "
                + "budget.",
            Summary = $"At a lag of {longest}: "
                + $"{string.Join(", ", growths.Select(g => $"{g.Network.Name} {Medians.Text(g.Median(longest))}"))}.",
        };
    }

    private static LineChart Solved(IReadOnlyList<LagGrowth> growths, LagSettings settings)
    {
        Series[] lines =
        [
            .. growths.GroupBy(g => g.Network).Select(g => new Series(
                g.Key.Name,
                [.. settings.Lags.Select(lag => g.Sum(x => (double)x.SolvedAt(lag)) / g.Sum(x => x.Seeds))])),
        ];
        IEnumerable<string> atLongest = lines.Select(
            l => string.Create(CultureInfo.InvariantCulture, $"{l.Name} {100 * l.Values[^1]:0} %"));
        return new LineChart(
            "Runs that solved their task within the budget",
            Axis.Number("lag in steps", [.. settings.Lags.Select(l => (double)l)]), lines)
        {
            ValueName = "share of runs, all tasks",
            Span = ValueSpan.Share,
            Decimals = 2,
            Summary = $"At a lag of {settings.Lags[^1]}: {string.Join(", ", atLongest)}.",
        };
    }

    private static Table Table(IReadOnlyList<LagGrowth> growths, LagSettings settings) => new(
        [
            new TableColumn("task", Alignment.Left), new TableColumn("network", Alignment.Left),
            .. settings.Lags.Select(lag => new TableColumn(string.Create(CultureInfo.InvariantCulture, $"lag {lag}"))),
        ],
        [
            .. growths.Select(
                g =>
                    TableRow.Of(
                        [
                            g.Task.Name, g.Network.Name,
                            .. settings.Lags.Select(
                                lag => Medians.Text(g.Median(lag), g.SolvedAt(lag), g.Seeds, g.DivergedAt(lag))),
                        ])),
        ])
    {
        Caption = "Median of the sequences until solved",
        Note =
            $"In brackets how many runs solved it, where it was not each of the {growths[0].Seeds}. Failed: half or "
            + $"more did not within {ClaimNumbers.Count(settings.MostSequences)} sequences; how many they would have "
            + $"needed is not known.",
    };

    private static Table Fits(IReadOnlyList<LagGrowth> growths) => new(
        [
            new TableColumn("task", Alignment.Left), new TableColumn("network", Alignment.Left),
            new TableColumn("lags of the fit"),
            new TableColumn("linear: sequences for each step of lag"), new TableColumn("R²"), new TableColumn("off by"),
            new TableColumn("exponential: growth for 100 steps"), new TableColumn("R²"), new TableColumn("off by"),
        ],
        [.. growths.Select(Fit)])
    {
        Caption =
            "How it grows: least squares of logarithms over the lags at which every run was solved, with 95 % "
            + "intervals",
        Note =
            "Both are fitted to ln(sequences), and R² and off by are of it. Off by: the factor by which a run differs "
            + "from the fit, root mean square. Intervals hold half the sequences between two looks. – where fewer than "
            + "three lags were solved by every run.",
    };

    private static TableRow Fit(LagGrowth growth) => growth is { Linear: { } linear, Exponential: { } exponential }
        ? TableRow.Of(
            growth.Task.Name, growth.Network.Name, $"{growth.FittedLags[0]}–{growth.FittedLags[^1]}",
            $"{ClaimNumbers.Short(linear.Slope)}{Ends(linear, ClaimNumbers.Short)}",
            ClaimNumbers.Short(linear.Explained), $"×{ClaimNumbers.Short(linear.OffBy)}",
            $"×{Growth(exponential.Slope)}{Ends(exponential, Growth)}",
            ClaimNumbers.Short(exponential.Explained), $"×{ClaimNumbers.Short(exponential.OffBy)}")
        : TableRow.Of(growth.Task.Name, growth.Network.Name, "–", "–", "–", "–", "–", "–", "–");

    private static string Ends(GrowthFit fit, Func<double, string> text) =>
        fit.Interval is { } ends ? $" ({text(ends.Low)} … {text(ends.High)})" : "";

    private static string Growth(double rate) => ClaimNumbers.Short(Math.Exp(100 * rate));
}
