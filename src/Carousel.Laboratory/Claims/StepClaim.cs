using System.Globalization;
using Carousel.Laboratory.Claims.Stepping;
using Carousel.Tasks.Forecasting;
using Carousel.Tasks.Measuring;

namespace Carousel.Laboratory.Claims;

/// <summary><c>step</c>: one step of a cell with its numbers.</summary>
internal sealed class StepClaim : Claim
{
    private const string Difference = "largest_difference";
    private const double Tolerance = 1e-6;

    /// <summary>Every step is a table of its own: more of them make a page that a browser has trouble with.</summary>
    private const int MostSteps = 200;

    public override string Name => "step";

    public override string Statement => "A step of a recurrent cell is a handful of small equations; those of an LSTM forget, take in, update and show.";

    public override string Question => "What does a cell compute in one step, number by number, and is it what the layer computes?";

    public override string Setup =>
        "Two units with weights set by hand read a value and a mark over eight steps; every equation is evaluated in double precision beside its terms and compared with the layer's own output. "
        + "With MODEL, the first recurrent layer of a forecaster; with DATA, over the last rows of a file's first series.";

    public override string Source => "Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000; Cho et al. 2014; Elman 1990";

    public override IReadOnlyList<ExpectedFigure> Expected { get; } = [ExpectedFigure.AtMost(Difference, Tolerance, "greatest difference between the shown equations and the layer's own output")];

    public override IReadOnlyList<ClaimInput> Inputs { get; } = [new("MODEL", "A model that 'carousel forecast' wrote."), ModelRows.Input];

    public override IReadOnlyList<ClaimOption> Options { get; } =
        [new("cell", ["elman", "gru", "lstm"], "The cell that is set by hand. Default lstm."), ClaimOption.Whole("length", 1, MostSteps, "Steps of the sequence; the last is shown first.")];

    public override bool HasFull => false;

    public override int DefaultSeeds => 0;

    public override ClaimResult Run(ClaimRun run) => StepSource.Use(run, run.Whole(this, "length"), MostSteps, source => Show(source, run));

    private ClaimResult Show(StepSource source, ClaimRun run)
    {
        RecurrentReading reading = source.Reading;
        var equations = ShownCell.Of(reading.Layer);
        int length = reading.Output.Length / equations.H;
        var steps = new List<ShownStep>(length);
        double largest = 0;
        for (int t = 0; t < length; t++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            ShownStep step = equations.Step(reading.Input.AsSpan(t * equations.I, equations.I), t == 0 ? equations.Start() : steps[^1].After);
            for (int u = 0; u < equations.H; u++)
            {
                largest = Math.Max(largest, Math.Abs(step.After.Hidden[u] - reading.Output[(t * equations.H) + u]));
            }

            steps.Add(step);
        }

        var page = new StepPage(equations, reading, steps);
        MeasuredFigure[] figures = [new(Difference, largest), new("steps", length), new("units", equations.H), new("inputs", equations.I)];
        return new ClaimResult(this, figures, Sentence(equations, length, largest), [page.Walk(source.Start, source.Origin), .. page.Course()]);
    }

    private static string Sentence(ShownCell equations, int length, double largest) => string.Create(
        CultureInfo.InvariantCulture,
        $"Over {length} {(length == 1 ? "step" : "steps")} of {equations.H} {(equations.H == 1 ? "unit" : "units")}, the {equations.Name} equations as shown and the layer's own output differ by {MeasuredText.Number(largest)} at most{(largest <= Tolerance ? ": what is shown is what is computed" : ", which is more than rounding explains")}.");
}
