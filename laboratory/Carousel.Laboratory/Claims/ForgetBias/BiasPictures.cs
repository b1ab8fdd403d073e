using System.Globalization;
using Carousel.Laboratory.Claims.Lag;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.ForgetBias;

/// <summary>The pictures and the table of the claim on forget biases.</summary>
internal static class BiasPictures
{
    /// <summary>
    /// Learning curves, the longest lag first; the error over training at each lag; sequences until solved.
    /// </summary>
    public static IEnumerable<Block> Draw(IReadOnlyList<BiasGroup> groups, BiasSettings settings)
    {
        foreach (int lag in settings.Lags.Reverse())
        {
            foreach (LagTask task in settings.Tasks)
            {
                yield return Curves(task, lag, [.. groups.Where(g => g.Task == task && g.Lag == lag)], settings);
            }
        }

        yield return OverLag(groups, settings);
        yield return Table(groups, settings);
    }

    private static LineChart Curves(LagTask task, int lag, BiasGroup[] groups, BiasSettings settings) => new(
        $"Learning {task.Name} at a lag of {lag}",
        Axis.Number(
            "training sequences",
            [.. Enumerable.Range(1, settings.Checks).Select(k => (double)k * settings.SequencesBetween)]),
        [.. groups.Select(g => new Series(g.Start.Name, g.Curve))])
    {
        ValueName = "loss as a share of what chance gives",
        Decimals = 2,
        Caption = "Mean of the seeds on validation sequences; a run that solved the task stays where it was then.",
        Summary =
            $"Solved of {groups[0].Seeds} seeds: "
            + $"{string.Join(", ", groups.Select(g => $"{g.Start.Name} {g.Solved}"))}.",
    };

    private static LineChart OverLag(IReadOnlyList<BiasGroup> groups, BiasSettings settings)
    {
        Series[] lines =
        [
            .. groups.GroupBy(g => g.Start).Select(start => new Series(
                start.Key.Name,
                [.. settings.Lags.Select(lag => start.Where(g => g.Lag == lag).SelectMany(g => g.Areas).Average())])),
        ];
        IEnumerable<string> atLongest = lines.Select(
            l => string.Create(CultureInfo.InvariantCulture, $"{l.Name} {l.Values[^1]:0.00}"));
        return new LineChart(
            "Error over training, by lag", Axis.Number("lag in steps", [.. settings.Lags.Select(l => (double)l)]),
            lines)
        {
            ValueName = "mean share of the loss of chance",
            Decimals = 2,
            Caption = "Mean of the learning curve over the whole budget, tasks and seeds: 1 where nothing is learned.",
            Summary = $"At a lag of {settings.Lags[^1]}: {string.Join(", ", atLongest)}.",
        };
    }

    private static Table Table(IReadOnlyList<BiasGroup> groups, BiasSettings settings) => new(
        [
            new TableColumn("forget bias", Alignment.Left),
            .. from task in settings.Tasks from lag in settings.Lags select new TableColumn($"{task.Name}, lag {lag}"),
        ],
        [
            .. groups.GroupBy(g => g.Start).Select(start => TableRow.Of(
            [
                start.Key.Name,
                .. from task in settings.Tasks
                   from lag in settings.Lags
                   let g = start.First(g => g.Task == task && g.Lag == lag)
                   select Medians.Text(g.Median, g.Solved, g.Seeds, g.Diverged),
            ])),
        ])
    {
        Caption = "Median of the sequences until solved",
        Note =
            $"In brackets how many runs solved it, where it was not every one. Failed: half or more did not "
            + $"within {ClaimNumbers.Count(settings.MostSequences)} sequences.",
    };
}
