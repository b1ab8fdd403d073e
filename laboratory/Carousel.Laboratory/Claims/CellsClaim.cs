using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Laboratory.Claims.Comparing;
using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Claims;

/// <summary><c>cells</c>: the recurrent cells on a whole job.</summary>
internal sealed class CellsClaim : Claim
{
    private const double Exactly = 0.75;
    private const double MostShare = 1;
    private const int Timings = 3;

    private static readonly ICellsJob[] _jobs = [new ForecastCells()];
    private static readonly string[] _names = [.. _jobs.Select(j => j.Name), .. WholeJob.All.Select(j => j.Name)];
    private static readonly double[] _shares = [0.05, 0.1, 0.25, 0.5, MostShare];

    private readonly IReadOnlyList<double> _wanted;

    /// <summary>The claim.</summary>
    public CellsClaim()
        : this(_shares)
    {
    }

    /// <summary>With fewer shares of the data.</summary>
    internal CellsClaim(IReadOnlyList<double> shares) => _wanted = shares;

    public override string Name => "cells";

    /// <inheritdoc/>
    public override string Title => "The three cells on one job";

    public override string Statement => CellsComparison.Statement;

    public override string Question =>
        "How do the three cells compare on a whole job: parameters, speed, error with little and with much data, gap "
        + "between training and test?";

    public override string Setup =>
        "The same forecaster with each cell in place, from the same data; it learns from the last 5 to 100 % of the "
        + "training rows, and all are measured on the same test part. At every share it is trained for whole epochs of "
        + "about 300 steps in all, and ends where the validation part has not got better for a third of the epochs and "
        + "at least five, so that steps are about equal, not exactly; they stand in the table. The validation part is "
        + "the same at every share (on the bundled series it has 336 rows, beside 167 to learn from at 5 %), so that "
        + "with little data more rows choose the parameters than teach them. Speed is timed apart, one training after "
        + "the other on one thread, before the others begin. Without DATA the bundled series of late flights. "
        + "Of a job, forecast, language, tag or classify: every cell there is, one layer, about as many parameters in "
        + "the network as with an LSTM of 64 units, as many epochs, all of the data; the error on the part that "
        + "measures, and the time of a step; of language also the error after as much time as the LSTM took.";

    public override string Source => "Cho et al. 2014; Chung et al. 2014; Greff et al. 2017";

    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
        [
            new(
                CellsComparison.Ratio, Exactly, Exactly,
                "W, R and b of the first recurrent layer; a reset gate after the recurrent product adds a bias beyond "
                + "them"),
        ];

    public override IReadOnlyList<ClaimInput> Inputs { get; } =
    [
        new("JOB", $"What the cells are compared on: {string.Join(", ", _names)}."),
        new("DATA", "A CSV file, whose last column of numbers is forecast; a text; sentences; series with classes."),
        new("TEST", "A second file that measures, of tag and classify."),
    ];

    public override ClaimResult Run(ClaimRun run)
    {
        string name = FindJob(run.Inputs);
        if (WholeJob.All.FirstOrDefault(j => j.Name == name) is { } whole)
        {
            return WholeJobComparison.Run(this, whole, [.. run.Inputs.Skip(1)], run);
        }

        if (run.Inputs.Count > 2)
        {
            throw new DataFormatException($"{name} measures on the end of its data: leave {run.Inputs[2]} out.");
        }

        ICellsTask task = _jobs.First(j => j.Name == name)
            .Prepare(run.Inputs.Count > 1 ? run.Inputs[1] : null, run.Full);
        IReadOnlyList<double> shares = task.Usable(_wanted);
        if (shares.Count == 0)
        {
            throw new DataFormatException("There are too few rows to train on. Pass a file with more rows.");
        }

        // Alone: trials that run beside each other share caches and memory. The first training of each cell pays for
        // compiling it and is not timed.
        var speeds = new Dictionary<CellKind, double>();
        foreach (CellKind cell in ComparedCells.All)
        {
            run.Progress?.Report(($"{ComparedCells.Name(cell)}, timing", 0));
            task.Train(cell, shares[0], run.Seed, run.Cancellation);
            speeds[cell] = Enumerable.Range(0, Timings)
                .Select(_ => task.Train(cell, shares[^1], run.Seed, run.Cancellation).UnitsPerSecond)
                .Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();
        }

        // The longest first: with all of the data an epoch is longest.
        (CellKind Cell, double Share, ulong Seed)[] jobs =
        [
            .. from share in shares.Reverse()
               from seed in run.SeedsOf(this)
               from cell in ComparedCells.All.Reverse()
               select (cell, share, seed),
        ];
        CellsOutcome[] outcomes = ClaimTrials.Run(
            jobs, run,
            j =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ComparedCells.Name(j.Cell)}, {100 * j.Share:0} % of the data, seed {j.Seed}"), Cost,
            (job, _, _) => task.Train(job.Cell, job.Share, job.Seed, run.Cancellation));
        var comparison = new CellsComparison(
            task, shares,
            jobs.Zip(outcomes).GroupBy(p => (p.First.Cell, p.First.Share))
                .ToDictionary(g => g.Key, g => g.Select(p => p.Second).ToArray()), speeds);
        return new ClaimResult(this, comparison.Figures(), comparison.Sentence(), comparison.Blocks())
        {
            Reduced = run.Full
                ? ""
                : "the forecaster's usual size and length of training; here one layer of 32 units and about 300 steps.",
        };
    }

    private static double Cost((CellKind Cell, double Share, ulong Seed) job) =>
        Math.Max(2, job.Cell.ToCell().GateCount);

    private static string FindJob(IReadOnlyList<string> inputs)
    {
        if (inputs.Count == 0)
        {
            return _names[0];
        }

        return _names.FirstOrDefault(n => n.Equals(inputs[0], StringComparison.OrdinalIgnoreCase))
            ?? throw new DataFormatException(
                File.Exists(inputs[0])
                    ? $"'{inputs[0]}' is a file, not a job. To compare the cells on it: carousel-lab "
                        + $"cells {WholeJob.All[0].Name} {inputs[0]}"
                    : NearestName.Find(inputs[0], _names) is { } near
                        ? $"cells has no job '{inputs[0]}'. Did you mean '{near}'?"
                        : $"cells has no job '{inputs[0]}'. Its jobs: {string.Join(", ", _names)}.");
    }
}
