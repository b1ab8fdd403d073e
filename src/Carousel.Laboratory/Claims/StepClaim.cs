using System.Globalization;
using Carousel.Forecasting;
using Carousel.Inspection.Stepping;
using Carousel.Jobs.Inspecting.Stepping;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Stepping;

namespace Carousel.Laboratory.Claims;

/// <summary><c>step</c>: one step of a cell with its numbers.</summary>
internal sealed class StepClaim : Claim
{
    private const string Difference = "largest_difference";
    private const double Tolerance = 1e-6;

    /// <summary>Every step is a table of its own: more of them make a page that a browser has trouble with.</summary>
    private const int MostSteps = 200;

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
        + "double precision beside its terms and compared with the layer's own output. With MODEL, the first recurrent "
        + "layer of a forecaster; with DATA, over the last rows of a file's first series.";

    public override string Source =>
        "Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000; Cho et al. 2014; Elman 1990";

    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtMost(
            Difference, Tolerance, "greatest difference between the shown equations and the layer's own output"),
    ];

    public override IReadOnlyList<ClaimInput> Inputs { get; } =
    [
        new("MODEL", "A model that 'carousel forecast' wrote."), ModelRows.Input,
    ];

    public override IReadOnlyList<ClaimOption> Options { get; } =
        [
            new("cell", ["elman", "gru", "lstm"], "The cell that is set by hand. Default lstm."),
            ClaimOption.Whole("length", 1, MostSteps, "Steps of the sequence; the last is shown first."),
        ];

    public override bool HasFull => false;

    public override int DefaultSeeds => 0;

    public override ClaimResult Run(ClaimRun run) => StepSource.Use(run, run.Whole(this, "length"), MostSteps, Show);

    private ClaimResult Show(StepSource source)
    {
        RecurrentReading reading = source.Reading;
        CellWalk walk;
        try
        {
            walk = CellWalk.Alone(reading.Layer, reading.Input, reading.Output);
        }
        catch (NotSupportedException exception)
        {
            throw new ClaimInputException(exception.Message, exception);
        }

        var page = new StepPage(walk, reading.Features, first: 1);
        MeasuredFigure[] figures =
        [
            new(Difference, walk.LargestDifference), new("steps", walk.Steps.Count), new("units", walk.Units),
            new("inputs", walk.Inputs),
        ];
        return new ClaimResult(
            this, figures, Sentence(walk), [page.Walk(source.Start, source.Origin), .. page.Course()]);
    }

    private static string Sentence(CellWalk walk)
    {
        string verdict = walk.LargestDifference <= Tolerance
            ? ": what is shown is what is computed"
            : ", which is more than rounding explains";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Over {walk.Steps.Count} {(walk.Steps.Count == 1 ? "step" : "steps")} of {walk.Units} "
            + $"{(walk.Units == 1 ? "unit" : "units")}, the {walk.Cell.Name} equations as shown and the layer's own "
            + $"output "
            + $"differ by {MeasuredText.Number(walk.LargestDifference)} at most{verdict}.");
    }
}
