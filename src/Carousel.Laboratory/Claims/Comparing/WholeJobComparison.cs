using System.Globalization;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Comparing;

/// <summary>A whole job with each cell, held against each other: table, picture, sentence.</summary>
/// <param name="job">The job.</param>
/// <param name="outcomes">Of all cells and seeds.</param>
internal sealed class WholeJobComparison(WholeJob job, IReadOnlyList<WholeJobOutcome> outcomes)
{
    /// <summary>Trains every cell with every seed.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="job">The job.</param>
    /// <param name="inputs">The data behind its name.</param>
    /// <param name="run">Seeds, threads, progress.</param>
    public static ClaimResult Run(Claim claim, WholeJob job, IReadOnlyList<string> inputs, ClaimRun run)
    {
        (string Data, string? Test) files = job.Files(inputs);
        (CellKind Cell, ulong Seed)[] trials =
        [
            .. from cell in ComparedCells.All from seed in run.SeedsOf(claim) select (cell, seed),
        ];
        WholeJobOutcome[] outcomes = ClaimTrials.Run(
            trials, run,
            t => string.Create(CultureInfo.InvariantCulture, $"{ComparedCells.Name(t.Cell)}, seed {t.Seed}"),
            cost: null,
            (t, _, _) => job.Run(files, t.Cell, t.Seed, run.Full, run.Cancellation));
        var comparison = new WholeJobComparison(job, outcomes);
        return new ClaimResult(claim, comparison.Figures(), comparison.Sentence(), comparison.Blocks())
        {
            Reduced = run.Full ? "" : "twice the units, and more epochs.",
        };
    }

    private IEnumerable<WholeJobOutcome[]> Cells => outcomes.GroupBy(o => o.Cell).Select(g => g.ToArray());

    private List<MeasuredFigure> Figures() =>
    [
        .. Cells.Select(c => Mean($"{job.Error}_{ComparedCells.Key(c[0].Cell)}", c)),
        .. Cells.Select(c => new MeasuredFigure($"units_{ComparedCells.Key(c[0].Cell)}", c[0].Units)),
        .. Cells.Select(c => new MeasuredFigure($"parameters_{ComparedCells.Key(c[0].Cell)}", c[0].Parameters)),
        .. Cells.Select(c => new MeasuredFigure($"steps_{ComparedCells.Key(c[0].Cell)}", c.Average(o => o.Steps))),
        new("diverged_runs", outcomes.Count(o => double.IsNaN(o.Error))),
        .. Cells.Select(c => new MeasuredFigure(
            $"milliseconds_a_step_{ComparedCells.Key(c[0].Cell)}", c.Min(o => o.Milliseconds), IsTiming: true)),
    ];

    private string Sentence()
    {
        (string Name, MeasuredFigure Error)[] ranked =
        [
            .. Cells.Select(c => (ComparedCells.Name(c[0].Cell), Mean("", c))).OrderBy(c => c.Item2.Value),
        ];
        bool isClear = ranked[0].Error.Interval is { } best && ranked[1].Error.Interval is { } next
            && best.High < next.Low;
        return $"With as many parameters and epochs the {MeasuredText.Name(job.Error)} is "
            + $"{string.Join(", ", ranked.Select(r => $"{r.Name} {MeasuredText.Number(r.Error.Value)}"))}: "
            + (isClear
                ? $"{ranked[0].Name} is best beyond the spread of the seeds."
                : "the first two lie within the spread of the seeds.");
    }

    private List<Block> Blocks()
    {
        string[] names = [.. Cells.Select(c => ComparedCells.Name(c[0].Cell))];
        return
        [
            new BarChart(
                $"cells {job.Name}", Axis.Category("cell", names),
                [new Series(MeasuredText.Name(job.Error), [.. Cells.Select(c => Mean("", c).Value)])])
            {
                ValueName = MeasuredText.Name(job.Error),
                Summary = Sentence(),
            },
            new Table(
                [
                    new("cell", Alignment.Left), new("units"), new("parameters"), new(MeasuredText.Name(job.Error)),
                    new("least"), new("most"), new("steps"), new("ms a step"),
                ],
                [
                    .. Cells.Select(c => TableRow.Of(
                        ComparedCells.Name(c[0].Cell), ClaimNumbers.Count(c[0].Units),
                        ClaimNumbers.Count(c[0].Parameters), MeasuredText.Number(Mean("", c).Value),
                        MeasuredText.Number(c.Min(o => o.Error)), MeasuredText.Number(c.Max(o => o.Error)),
                        ClaimNumbers.Count(c.Average(o => o.Steps)), ClaimNumbers.Short(c.Min(o => o.Milliseconds)))),
                ])
            {
                Note = "Error: mean, least and most of the seeds. Time: least of the seeds, one thread, with the "
                    + "validation between steps.",
            },
        ];
    }

    // A training that diverged has no error; where all did, the figure is not known.
    private static MeasuredFigure Mean(string name, WholeJobOutcome[] cell)
    {
        double[] known = [.. cell.Select(o => o.Error).Where(double.IsFinite)];
        return known.Length == 0 ? new MeasuredFigure(name, double.NaN) : SeedStatistics.Mean(name, known);
    }
}
