using System.Globalization;
using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Benchmarks.Timing;

/// <summary>The page of a sweep: what a step or a row costs, plotted.</summary>
internal static class SweepReport
{
    /// <summary>What a sweep found, in one sentence.</summary>
    /// <param name="sweep">The sweep.</param>
    public static string Sentence(BenchmarkSweep sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        string all = string.Join("; ", Lines(sweep).Select(l => Sentence(sweep, l.Name, l.Costs)));
        return $"{char.ToUpperInvariant(all[0])}{all[1..]}.";
    }

    /// <summary>Makes the report.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="command">The command that makes it again.</param>
    /// <returns>The document, for <see cref="ReportWriter"/>.</returns>
    public static ReportDocument Make(BenchmarkSweep sweep, string command)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        bool isSteps = sweep.Axis == SweepAxis.Steps;
        string unit = isSteps ? "a step" : "a row";
        BenchmarkResult first = sweep.Report.Results[0];
        (string Name, IReadOnlyList<double> Costs)[] lines = [.. Lines(sweep)];
        var axis = Axis.Category(isSteps ? "steps" : "sequences", [.. sweep.Sizes.Select(Text)]);
        var blocks = new List<Block>
        {
            new LineChart($"Time {unit}", axis, [.. lines.Select(l => new Series(l.Name, l.Costs))])
            {
                ValueName = "microseconds",
            },
        };
        if (isSteps)
        {
            double[] numbers = [.. sweep.Sizes.Select(s => (double)s)];
            blocks.Add(new LineChart(
                "Time of the whole sequence",
                Axis.Number("steps", numbers),
                [.. lines.Select(l => new Series(l.Name, [.. l.Costs.Select((c, i) => c * numbers[i] / 1e3)]))])
            {
                ValueName = "milliseconds",
            });
        }

        blocks.Add(Table(sweep, lines, unit));
        string title =
            $"{first.Kind.ToUpperInvariant()}, time "
            + $"against {(isSteps ? "the length of sequences" : "the size of the batch")}";
        return new ReportDocument(title, Sentence(sweep),
        [
            new Section($"Time {unit}", blocks)
            {
                Lead = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{first.Inputs} inputs, {first.Hidden} "
                    + $"units, {(isSteps ? $"{first.Batch} sequences" : $"{first.Steps} steps")}, {first.Threads} "
                    + $"thread{(first.Threads == 1 ? "" : "s")}; the best of three rounds, up, down and up again."),
            },
            new Section("Settings",
            [
                new Facts(
                [
                    new Fact("processor", sweep.Report.Cpu),
                    new Fact(
                        "multiply-adds a core", $"{FigureText.Number(sweep.Report.PeakGigaflops, 0)} GFLOP/s at most"),
                ]),
                new CodeBlock(command) { Caption = "The command that makes it again" },
            ]),
        ])
        {
            Kicker = "carousel-benchmark",
        };
    }

    /// <summary>The costs that were measured, by name.</summary>
    internal static IEnumerable<(string Name, IReadOnlyList<double> Costs)> Lines(BenchmarkSweep sweep) =>
        new[] { ("forward", sweep.Forward), ("training", sweep.Training) }.Where(l => l.Item2.All(double.IsFinite));

    private static string Sentence(BenchmarkSweep sweep, string name, IReadOnlyList<double> costs)
    {
        string Percent(double share) => $"{FigureText.Number(100 * share, 1)} %";
        string range =
            $"{FigureText.Number(costs.Min(), FigureText.Decimals([costs.Min()]))} "
            + $"to {FigureText.Number(costs.Max(), FigureText.Decimals([costs.Min()]))} µs";
        return sweep.Axis == SweepAxis.Steps
            ? $"{name}: {range} a step, within {Percent(sweep.Spread(costs))} of their middle"
            : $"{name}: {range} a row, at most {Percent(BenchmarkSweep.LargestRise(costs))} above that of any smaller "
                + $"batch, from {BenchmarkSweep.FullBatch} sequences on within {Percent(sweep.Spread(costs))} of their "
                + $"middle";
    }

    private static Table Table(
        BenchmarkSweep sweep, (string Name, IReadOnlyList<double> Costs)[] lines, string unit) => new(
        [
            new TableColumn(sweep.Axis == SweepAxis.Steps ? "Steps" : "Sequences"),
            .. lines.Select(l => new TableColumn($"{l.Name}, µs {unit}")),
        ],
        [
            .. sweep.Sizes.Select(
                (s, i) =>
                    TableRow.Of(
                        [Text(s), .. lines.Select(l => FigureText.Number(l.Costs[i], FigureText.Decimals(l.Costs)))])),
        ]);

    private static string Text(int size) => size.ToString("#,0", CultureInfo.InvariantCulture);
}
