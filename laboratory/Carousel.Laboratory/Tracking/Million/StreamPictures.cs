using System.Globalization;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Tracking.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Tracking.Million;

/// <summary>The tables and pictures of long streams.</summary>
internal static class StreamPictures
{
    /// <summary>Share right in each decade, a row for each network and task, mean over the seeds.</summary>
    /// <param name="results">Of all seeds.</param>
    public static Table Figures(IReadOnlyList<StreamResult> results)
    {
        int[] ends = Ends(results);
        return new Table(
            [
                new("task", Alignment.Left), new("network", Alignment.Left),
                .. ends.Select(end => new TableColumn($"to {ClaimNumbers.Count(end)}")), new("whole"),
                new("first wrong"),
            ],
            [
                .. Groups(results).Select(seeds => TableRow.Of(
                    [
                        TrackingProblems.Find(seeds[0].Task)!.Name, Name(seeds[0]),
                        .. ends.Select((_, d) => seeds.All(s => d < s.Decades.Count)
                            ? Percent(seeds.Average(s => s.Decades[d].Right))
                            : "–"),
                        $"{seeds.Count(s => s.Right >= 0.999 && s.Symbols == ends[^1])} of {seeds.Length}",
                        seeds.Min(s => s.FirstWrong) is { } first ? ClaimNumbers.Count(first) : "none",
                    ])),
            ])
        {
            Caption = "Share of right answers",
            Note =
                "In each decade of the stream, per cent, mean of the seeds. Whole: seeds with 99.9 % or more of the "
                + "whole stream right. First wrong: the first wrong answer of any seed, counted in symbols.",
        };
    }

    /// <summary>Time and memory at each length.</summary>
    /// <param name="results">Of all seeds.</param>
    public static Table Costs(IReadOnlyList<StreamResult> results)
    {
        int[] ends = Ends(results);
        return new Table(
            [
                new("network", Alignment.Left), new("measured", Alignment.Left),
                .. ends.Select(end => new TableColumn($"at {ClaimNumbers.Count(end)}")),
            ],
            [
                .. results.GroupBy(r => r.Network).SelectMany(network => new[]
                {
                    Row(network, "µs a symbol", d => ClaimNumbers.Short(d.Min(one => one.Microseconds))),
                    Row(network, "bytes kept", d => ClaimNumbers.Count(d.Max(one => one.Bytes))),
                }),
            ])
        {
            Caption = "Time and memory",
            Note =
                "Recurrent networks: one step and the state. Transformer, which reads all symbols so far: a pass over "
                + "them and its tensors; it was not run beyond 10,000 symbols. Minimum time and maximum memory over "
                + "tasks and seeds.",
        };

        TableRow Row(IEnumerable<StreamResult> network, string what, Func<IEnumerable<StreamDecade>, string> text) =>
            TableRow.Of(
                [
                    Name(network.First()), what,
                    .. ends.Select((_, d) => network.All(r => d < r.Decades.Count)
                        ? text(network.Select(r => r.Decades[d]))
                        : "–"),
                ]);
    }

    /// <summary>Share right against length, a picture for each task.</summary>
    /// <param name="results">Of all seeds.</param>
    public static IReadOnlyList<LineChart> Charts(IReadOnlyList<StreamResult> results)
    {
        int[] ends = Ends(results);
        return
        [
            .. results.GroupBy(r => r.Task).Select(task => new LineChart(
                $"{TrackingProblems.Find(task.Key)!.Title}, a stream of {ClaimNumbers.Count(ends[^1])} symbols",
                Axis.Category(
                    "symbols of the stream, up to", [.. ends.Select((_, d) => ClaimNumbers.PowerOfTen(d + 1))]),
                [.. Groups([.. task]).Select(seeds => new Series(Name(seeds[0]), Means(seeds, ends.Length)))])
            {
                ValueName = "share of right answers in the decade",
                Span = ValueSpan.Share,
                Decimals = 4,
                Width = ChartWidth.Half,
                Caption = $"Trained on sequences of at most {TrackingProblems.Find(task.Key)!.TrainedLength} symbols.",
            }),
        ];
    }

    /// <summary>What came out, in a sentence for each task.</summary>
    /// <param name="results">Of all seeds.</param>
    public static IReadOnlyList<string> Sentences(IReadOnlyList<StreamResult> results)
    {
        int longest = Ends(results)[^1];
        return
        [
            .. results.GroupBy(r => r.Task).Select(task =>
            {
                string[] faultless =
                [
                    .. Groups([.. task]).Where(seeds => seeds.All(s => s.FirstWrong is null && s.Symbols == longest))
                        .Select(seeds => Name(seeds[0])),
                ];
                return $"{TrackingProblems.Find(task.Key)!.Title} without a wrong answer in "
                    + $"{ClaimNumbers.Count(longest)} symbols: "
                    + (faultless.Length == 0 ? "none." : $"{string.Join(", ", faultless)}.");
            }),
        ];
    }

    /// <summary>Mean share right of each decade; NaN where a network was not run so far.</summary>
    internal static double[] Means(StreamResult[] seeds, int decades) =>
    [
        .. Enumerable.Range(0, decades).Select(d => seeds.All(s => d < s.Decades.Count)
            ? seeds.Average(s => s.Decades[d].Right)
            : double.NaN),
    ];

    /// <summary>The seeds of each network on each task.</summary>
    internal static IEnumerable<StreamResult[]> Groups(IReadOnlyList<StreamResult> results) =>
        results.GroupBy(r => (r.Task, r.Network)).Select(g => g.ToArray());

    /// <summary>The ends of the decades of the longest stream.</summary>
    internal static int[] Ends(IReadOnlyList<StreamResult> results) =>
        [.. results.MaxBy(r => r.Decades.Count)!.Decades.Select(d => d.Until)];

    /// <summary>A network's name.</summary>
    internal static string Name(StreamResult result) => TrackedNetwork.Find(result.Network)!.Name;

    // What is not right throughout must not be rounded to 100.
    private static string Percent(double share) =>
        (Math.Floor(10_000 * share) / 100).ToString("0.00", CultureInfo.InvariantCulture);
}
