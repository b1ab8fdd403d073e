using System.Globalization;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Tracking.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Tracking;

/// <summary>The tracking table and its pictures.</summary>
internal static class TrackingPictures
{
    private static readonly int[] _shown = [40, 64, 256, 500];

    /// <summary>Accuracy at a few lengths, a row for each network on each task.</summary>
    /// <param name="results">Of all seeds.</param>
    public static Table Figures(IReadOnlyList<TrackingResult> results) => new(
        [
            new("task", Alignment.Left), new("network", Alignment.Left),
            .. _shown.Select(length => new TableColumn(string.Create(CultureInfo.InvariantCulture, $"at {length}"))),
            new("faultless"), new("published"), new("parameters"), new("batches"), new("seconds"),
        ],
        [
            .. from task in Tasks(results)
               from seeds in task.GroupBy(r => r.Network)
               select Row(TrackingProblems.Find(task.Key)!, TrackedNetwork.Find(seeds.Key)!, [.. seeds]),
        ])
    {
        Note =
            "Share of right answers in the last tenth of 256 sequences of that length, mean and minimum of the seeds; "
            + "for tasks that answer after the sequence, share of all answers. Faultless: seeds without a wrong answer "
            + "at any step of the longest sequences. Published: Delétang and others 2022, mean over lengths 41 to 500, "
            + "best of their runs, tested only at the end. Batches, seconds: mean of the trainings; * the time limit "
            + "ended some seeds.",
    };

    /// <summary>A picture for each task: accuracy against length, a line for each network.</summary>
    /// <param name="results">Of all seeds.</param>
    public static IReadOnlyList<LineChart> Charts(IReadOnlyList<TrackingResult> results) =>
        [.. Tasks(results).Select(Chart)];

    /// <summary>What came out, in a sentence for each task.</summary>
    /// <param name="results">Of all seeds.</param>
    public static IReadOnlyList<string> Sentences(IReadOnlyList<TrackingResult> results) =>
    [
        .. Tasks(results).Select(task =>
        {
            string[] solved =
            [
                .. from network in task.GroupBy(r => r.Network)
                   let faultless = network.Count(r => r.IsFaultless)
                   where faultless > 0
                   select $"{TrackedNetwork.Find(network.Key)!.Name} ({faultless} of {network.Count()})",
            ];
            return $"{TrackingProblems.Find(task.Key)!.Title} without a wrong answer at length "
                + $"{task.First().Scores[^1].Length}, by seeds: "
                + (solved.Length == 0 ? "none." : string.Join(", ", solved) + ".");
        }),
    ];

    private static IEnumerable<IGrouping<string, TrackingResult>> Tasks(IReadOnlyList<TrackingResult> results) =>
        results.GroupBy(r => r.Task);

    private static TableRow Row(TrackingProblem problem, TrackedNetwork network, TrackingResult[] seeds)
    {
        string[] accuracies = [.. _shown.Select(length => Accuracy([.. seeds.Select(s => s.At(length)?.Accuracy)]))];
        string late = seeds.Any(s => s.Training.IsTimeOver) ? " *" : "";
        string diverged = seeds.Count(s => s.Training.IsDiverged) is > 0 and var count ? $", {count} diverged" : "";
        return TableRow.Of(
            [
                problem.Name, network.Name + diverged, .. accuracies,
                $"{seeds.Count(s => s.IsFaultless)} of {seeds.Length}",
                PublishedAccuracy.Of(problem.Word, network.Word) is { } published
                    ? published.ToString("0.0", CultureInfo.InvariantCulture) + " %"
                    : "–",
                ClaimNumbers.Count(seeds[0].Parameters),
                ClaimNumbers.Count(seeds.Average(s => s.Training.Batches)) + late,
                seeds.Average(s => s.Training.Seconds).ToString("0", CultureInfo.InvariantCulture),
            ]);
    }

    private static string Accuracy(double?[] found)
    {
        double[] seeds = [.. found.OfType<double>()];
        if (seeds.Length < found.Length)
        {
            return "–";
        }

        string mean = Percent(seeds.Average()), least = Percent(seeds.Min());
        return seeds.Length == 1 || mean == least ? $"{mean} %" : $"{mean} ({least}) %";
    }

    // What is not right throughout must not be rounded to 100.
    private static string Percent(double share) =>
        (Math.Floor(1000 * share) / 10).ToString("0.0", CultureInfo.InvariantCulture);

    private static LineChart Chart(IGrouping<string, TrackingResult> task)
    {
        TrackingProblem problem = TrackingProblems.Find(task.Key)!;
        int[] lengths = [.. task.First().Scores.Select(s => s.Length)];
        (string Name, TrackingResult[] Seeds)[] networks =
        [
            .. task.GroupBy(r => r.Network).Select(g => (TrackedNetwork.Find(g.Key)!.Name, g.ToArray())),
        ];
        Series[] lines = [.. networks.Select(n => new Series(n.Name, Of(n.Seeds, s => s.Average())))];
        return new LineChart(
            problem.Title,
            Axis.Category(
                "length of the sequence", [.. lengths.Select(l => l.ToString(CultureInfo.InvariantCulture))]), lines)
        {
            ValueName = "share of right answers",
            Span = ValueSpan.Share,
            Decimals = 3,
            Width = ChartWidth.Half,
            Bands =
            [
                .. networks.Where(n => n.Seeds.Length > 1).Select(n => new Band(
                    $"{n.Name}, least and most", Of(n.Seeds, s => s.Min()), Of(n.Seeds, s => s.Max()))
                {
                    Line = n.Name,
                }),
            ],
            Markers = [new Marker(Array.IndexOf(lengths, problem.TrainedLength), "trained")],
            Caption = problem.Task,
            Summary = $"At length {lengths[^1]}: "
                + string.Join(", ", lines.Select(l => $"{l.Name} {Percent(l.Values[^1])} %")) + ".",
        };

        double[] Of(TrackingResult[] seeds, Func<IEnumerable<double>, double> of) =>
            [.. lengths.Select(length => of(seeds.Select(s => s.At(length)!.Accuracy)))];
    }
}
