using System.Globalization;
using System.Text;
using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Inspection.Stepping;
using Carousel.Jobs;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Stepping;
using Carousel.Layers;
using Carousel.Report;

namespace Carousel.Laboratory.Claims;

/// <summary><c>step</c>: one step of a cell with its numbers.</summary>
internal sealed class StepClaim : Claim
{
    private const string Difference = "largest_difference";
    private const double Tolerance = 1e-6;

    /// <summary>Every step is a separate table: with more of them a browser is slow to show the page.</summary>
    internal const int MostSteps = 200;

    public override string Name => "step";

    /// <inheritdoc/>
    public override string Title => "One step of a cell, number by number";

    public override string Statement =>
        "A step of a recurrent cell is a handful of small equations; those of an LSTM forget, take in, update and "
        + "show.";

    public override string Question =>
        "What does a cell compute in one step, number by number, and is it what the layer computes?";

    public override string Setup =>
        "Two units with weights set by hand read a value and a mark over eight steps; every equation is evaluated in "
        + "double precision, shown with its terms, and compared with the output of the layer. With MODEL: the first "
        + "recurrent layer of a forecaster, or a cell.json with your weights and inputs, as --out writes it; with "
        + "DATA: over the last rows of a file's first series.";

    public override string Source =>
        "Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000; Cho et al. 2014; Elman 1990";

    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtMost(
            Difference, Tolerance, "greatest difference between the shown equations and the output of the layer"),
    ];

    public override IReadOnlyList<ClaimInput> Inputs { get; } =
    [
        new(
            "MODEL",
            "A model that 'carousel forecast' wrote, or a cell.json with weights and inputs, as --out writes it."),
        ModelRows.Input,
    ];

    public override IReadOnlyList<ClaimOption> Options { get; } =
        [
            new(
                "cell", ["elman", "gru", "lstm", StepSource.AllCells],
                "The cell that is set by hand, or all side by side. Default lstm."),
            ClaimOption.Steps("at", MostSteps, "The steps to show, counted from 1. Default: the most informative one."),
            ClaimOption.Whole("length", 1, MostSteps, "Steps of the sequence; the last is shown first."),
        ];

    public override bool HasFull => false;

    public override int DefaultSeeds => 0;

    public override ClaimResult Run(ClaimRun run)
    {
        StepRange? asked = run.Option("at") is { } at ? Options.First(o => o.Name == "at").ReadSteps(at) : null;
        return StepSource.Use(
            run, run.Whole(this, "length"), MostSteps, asked?.Last ?? 0, source => Show(source, asked));
    }

    private ClaimResult Show(StepSource source, StepRange? asked)
    {
        CellWalk[] walks;
        try
        {
            walks = [.. source.Readings.Select(r => CellWalk.Alone(r.Layer, r.Input, r.Output))];
        }
        catch (NotSupportedException exception)
        {
            throw new DataFormatException(exception.Message, exception);
        }

        CellWalk walk = walks[0];
        if (asked is { } steps && steps.Last > walk.Steps.Count)
        {
            throw new DataFormatException($"--at must be within the {walk.Steps.Count} steps, but is {steps}.");
        }

        (int start, int together) = asked is { } range ? (range.First - 1, range.Count) : (source.Start, 1);
        IReadOnlyList<string> features = source.Readings[0].Features;
        double largest = walks.Max(w => w.LargestDifference);
        MeasuredFigure[] figures =
        [
            new(Difference, largest), new("steps", walk.Steps.Count), new("units", walk.Units),
            new("inputs", walk.Inputs),
        ];
        var page = new StepPage(walk, features, first: 1);
        Block[] blocks = walks.Length > 1
            ? [.. new CellsBeside(walks, features).Blocks(start, together, source.Origin)]
            : [page.Walk(start, source.Origin, label: null, together), .. page.Course()];
        return new ClaimResult(this, figures, Sentence(walks, largest), blocks)
        {
            Files = source.Set is { } set
                ? [new JobFile("cell.json", Encoding.UTF8.GetBytes(SetCellFile.TextOf(set)))]
                : [],
        };
    }

    private static string Sentence(CellWalk[] walks, double largest)
    {
        CellWalk walk = walks[0];
        string verdict = largest <= Tolerance
            ? ": the layer computes what is shown"
            : ", which is more than rounding explains";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Over {walk.Steps.Count} {(walk.Steps.Count == 1 ? "step" : "steps")} of {walk.Units} "
            + $"{(walk.Units == 1 ? "unit" : "units")}, the "
            + $"{RecurrentCell.Listed(walks.Select(w => w.Cell.Name), "and")} equations as shown and the output "
            + $"of the layer differ by at most {MeasuredText.Number(largest)}{verdict}.");
    }
}
