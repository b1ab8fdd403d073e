using System.Globalization;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Comparing;

/// <summary>A whole job with each cell, compared: table, picture, sentence.</summary>
/// <param name="job">The job.</param>
/// <param name="outcomes">Of all cells and seeds.</param>
/// <param name="timed">The same in as much time as the LSTM had; empty where that was not asked.</param>
internal sealed class WholeJobComparison(
    WholeJob job, IReadOnlyList<WholeJobOutcome> outcomes, IReadOnlyList<WholeJobOutcome> timed)
{
    /// <summary>Trains every cell with every seed.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="job">The job.</param>
    /// <param name="inputs">The data after its name.</param>
    /// <param name="run">Seeds, threads, progress.</param>
    public static ClaimResult Run(Claim claim, WholeJob job, IReadOnlyList<string> inputs, ClaimRun run)
    {
        (string Data, string? Test) files = job.Files(inputs);
        int epochs = job.Epochs(run.Full);
        Dictionary<CellKind, int> units = job.Units(files, run.Full, run.Progress, run.Cancellation);
        WholeJobOutcome[] Train(IEnumerable<(CellKind Cell, int Epochs)> cells) => ClaimTrials.Run(
            [.. from cell in cells from seed in run.SeedsOf(claim) select (cell.Cell, cell.Epochs, Seed: seed)], run,
            t => string.Create(CultureInfo.InvariantCulture, $"{ComparedCells.Name(t.Cell)}, seed {t.Seed}"),
            cost: null,
            (t, _, _) => job.Run(files, t.Cell, units[t.Cell], t.Seed, t.Epochs, run.Cancellation));
        WholeJobOutcome[] outcomes = Train(units.Keys.Select(cell => (cell, epochs)));
        var comparison = new WholeJobComparison(job, outcomes, job.HasEqualTime ? EqualTime() : []);
        return new ClaimResult(claim, comparison.Figures(), comparison.Sentence(), comparison.Blocks())
        {
            Reduced = run.Full ? "" : "twice the units, and more epochs.",
        };

        // Whole epochs, so that the rate falls to the end; who had as many has been measured.
        WholeJobOutcome[] EqualTime()
        {
            double Seconds(CellKind cell) => outcomes.Where(o => o.Cell == cell).Min(o => o.Seconds);
            double wanted = epochs * Seconds(CellKind.Lstm);
            if (!double.IsFinite(wanted))
            {
                return [];
            }

            (CellKind Cell, int Epochs)[] cells =
            [
                .. from cell in units.Keys
                   let seconds = Seconds(cell)
                   select (cell, double.IsFinite(seconds) ? (int)Math.Max(1, Math.Round(wanted / seconds)) : epochs),
            ];
            WholeJobOutcome[] others = Train(cells.Where(c => c.Epochs != epochs));
            return
            [
                .. from cell in cells
                   from outcome in (cell.Epochs == epochs ? outcomes : others).Where(o => o.Cell == cell.Cell)
                   select outcome,
            ];
        }
    }

    private IEnumerable<WholeJobOutcome[]> Cells => outcomes.GroupBy(o => o.Cell).Select(g => g.ToArray());

    private List<MeasuredFigure> Figures() =>
    [
        .. Cells.Select(c => Mean($"{job.Error}_{ComparedCells.Key(c[0].Cell)}", c)),
        .. timed.GroupBy(o => o.Cell).Select(
            c => Mean($"{job.Error}_at_equal_time_{ComparedCells.Key(c.Key)}", [.. c]) with { IsTiming = true }),
        .. Cells.Select(c => new MeasuredFigure($"units_{ComparedCells.Key(c[0].Cell)}", c[0].Units)),
        .. Cells.Select(c => new MeasuredFigure(
            $"parameters_{ComparedCells.Key(c[0].Cell)}", c.Max(o => o.Parameters))),
        .. Cells.Select(c => new MeasuredFigure($"steps_{ComparedCells.Key(c[0].Cell)}", Steps(c))),
        new("diverged_runs", outcomes.Count(o => double.IsNaN(o.Error))),
        .. Cells.Select(c => new MeasuredFigure(
            $"milliseconds_a_step_{ComparedCells.Key(c[0].Cell)}", c.Min(o => o.Milliseconds), IsTiming: true)),
    ];

    private string Sentence()
    {
        (string Name, MeasuredFigure Error)[] ranked =
        [
            .. Cells.Select(c => (ComparedCells.Name(c[0].Cell), Mean("", c)))
                .OrderBy(c => double.IsNaN(c.Item2.Value) ? double.PositiveInfinity : c.Item2.Value),
        ];
        bool isClear = ranked[0].Error.Interval is { } best && ranked[1].Error.Interval is { } next
            && best.High < next.Low;
        return $"With as many parameters and epochs the {MeasuredText.Name(job.Error)} is "
            + $"{string.Join(", ", ranked.Select(r => $"{r.Name} {MeasuredText.Number(r.Error.Value)}"))}: "
            + (isClear
                ? $"{ranked[0].Name} is best beyond the spread of the seeds."
                : "the first two are within the spread of the seeds.");
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
                    .. timed.Count == 0 ? (IEnumerable<TableColumn>)[] : [new("at equal time"), new("its steps")],
                ],
                [
                    .. Cells.Select(c => TableRow.Of(
                    [
                        ComparedCells.Name(c[0].Cell), ClaimNumbers.Count(c[0].Units),
                        ClaimNumbers.Count(c.Max(o => o.Parameters)), MeasuredText.Number(Mean("", c).Value),
                        MeasuredText.Number(Known(c).Min()), MeasuredText.Number(Known(c).Max()),
                        ClaimNumbers.Count(Steps(c)), ClaimNumbers.Short(c.Min(o => o.Milliseconds)),
                        .. TimedCells(c[0].Cell),
                    ])),
                ])
            {
                Note = "Error: mean, minimum and maximum over the seeds. Time: minimum over the seeds, one thread, "
                    + "with the validation between steps."
                    + (timed.Count == 0
                        ? ""
                        : " At equal time: as many whole epochs, at least one, as take as long as the LSTM's; for "
                            + "this, use --threads 1 and keep the machine otherwise idle."),
            },
        ];
    }

    private string[] TimedCells(CellKind cell)
    {
        WholeJobOutcome[] own = [.. timed.Where(o => o.Cell == cell)];
        return own.Length == 0
            ? []
            : [MeasuredText.Number(Mean("", own).Value), ClaimNumbers.Count(Steps(own))];
    }

    // A training that diverged has no error; where all did, the figure is not known.
    private static MeasuredFigure Mean(string name, WholeJobOutcome[] cell)
    {
        double[] known = Known(cell);
        return double.IsNaN(known[0]) ? new MeasuredFigure(name, double.NaN) : SeedStatistics.Mean(name, known);
    }

    private static double[] Known(WholeJobOutcome[] cell) =>
        [.. cell.Select(o => o.Error).Where(double.IsFinite).DefaultIfEmpty(double.NaN)];

    private static double Steps(WholeJobOutcome[] cell) =>
        cell.Where(o => double.IsFinite(o.Error)).Select(o => (double)o.Steps).DefaultIfEmpty(0).Average();
}
