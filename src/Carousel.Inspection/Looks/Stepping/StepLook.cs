using Carousel.Data;
using Carousel.Inspection.Equations;
using Carousel.Inspection.Stepping;
using Carousel.Inspection.Traces;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Reading;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>
/// One step of a layer with its numbers: what it read, the terms of each gate, the states before and after.
/// </summary>
/// <param name="options">Which step.</param>
internal sealed class StepLook(StepOptions options) : Look
{
    private const int MostAround = 100;
    private const int MostTogether = 200;
    private const double Tolerance = 1e-5;

    /// <inheritdoc/>
    public override string Name => "step";

    private protected override void Check(InspectionSubject subject)
    {
        InspectedSequence sequence = subject.Sequences[0];
        OptionException.Within<int>(options.Around, 0, MostAround, nameof(options.Around));
        if (options.At.First < 0 || options.At.Last >= sequence.Steps)
        {
            throw new OptionException(
                $"{{At}} must be 0…{sequence.Steps - 1}, a step of {sequence.Name}, but is {options.At}.");
        }

        if (options.At.Count > MostTogether)
        {
            throw new OptionException($"{{At}} must name at most {MostTogether} steps, but is {options.At}.");
        }

        Place(subject, ReaderLayers.Of(subject));
    }

    private protected override InspectionResult Run(InspectionSubject subject, LookProgress progress)
    {
        InspectedSequence sequence = subject.Sequences[0];
        IReadOnlyList<LayerTrace> layers = ReaderLayers.Of(subject);
        int place = Place(subject, layers);
        int first = Math.Max(0, options.At.First - options.Around),
            end = Math.Min(sequence.Steps, options.At.Last + options.Around + 1);
        CellWalk walk = Walk(subject.Model, sequence, layers[place].Layer, first, end - first);
        progress.Report(1);
        bool isFirst = place == 0 && walk.Inputs == subject.Model.InputNames.Count;
        var page = new StepPage(
            walk, isFirst ? subject.Model.InputNames : [.. Enumerable.Range(0, walk.Inputs).Select(i => $"input {i}")],
            first: 0);
        string layer = LayerNames.Shown(walk.Layer);
        Stepper stepper = page.Walk(
            options.At.First - first, $"{layer} over {sequence.Name}, {subject.Model.StepName}s {first} to {end - 1}",
            t => Label(subject, sequence, first + t), options.At.Count);
        string label = options.At.Count == 1 ? Label(subject, sequence, options.At.First) : "";
        string verdict = walk.LargestDifference <= Tolerance
            ? "the layer computes what is shown"
            : "which is more than rounding explains";
        string sentence = Invariant.Of(
            $"{(options.At.Count == 1 ? "Step" : "Steps")} {options.At} of {sequence.Name}"
            + $"{(label.Length > 0 ? $", {label}" : "")}: the {walk.Cell.Name} "
            + $"equations "
            + $"of {layer} with its {FigureText.Counted(walk.Units, "unit")}, evaluated in double precision, and the "
            + $"layer's computed states over {FigureText.Counted(walk.Steps.Count, "step")} differ "
            + $"by {MeasuredText.Number(walk.LargestDifference)} at most: {verdict}.");
        return new InspectionResult(
            Name, "What does the cell compute in this step, number by number?",
            [new("largest_difference", walk.LargestDifference), new("units", walk.Units), new("inputs", walk.Inputs)],
            sentence, [new Section($"One step of {layer}", [stepper, .. page.Course()])])
        {
            Holds = walk.LargestDifference <= Tolerance,
            Notes = subject.Sequences.Count == 1
                ? []
                : [
                    $"Shown is {sequence.Name}, the first of {subject.Sequences.Count} sequences; --sequence chooses "
                    + "another.",
                ],
            Files =
            [
                Table(
                    walk.Steps.Skip(options.At.First - first).Take(options.At.Count), options.At.First, walk.HasCell),
            ],
        };
    }

    private int Place(InspectionSubject subject, IReadOnlyList<LayerTrace> layers) =>
        options.Layer is { } name ? ReaderLayers.Find(layers, name, subject.ModelName) : 0;

    private static CellWalk Walk(IInspectedModel model, InspectedSequence sequence, string layer, int first, int steps)
    {
        try
        {
            return CellWalk.Of(model.Backend, model.Reader, sequence.Input, layer, first, steps, sequence.Start.Span);
        }
        catch (NotSupportedException exception)
        {
            throw new DataFormatException(exception.Message, exception);
        }
    }

    private static string Label(InspectionSubject subject, InspectedSequence sequence, int step) =>
        subject.Text.IsRunning && step < sequence.StepNames.Count
            ? $"'{subject.Text.Line(sequence, step, step + 1)}'"
            : sequence.NameAt(step);

    private static JobFile Table(IEnumerable<ShownStep> steps, int first, bool hasCell)
    {
        var table = new CsvText("step,equation,term,unit,value");
        int number = first;
        foreach (ShownStep step in steps)
        {
            void Rows(string equation, string term, IReadOnlyList<double> values)
            {
                for (int u = 0; u < values.Count; u++)
                {
                    table.Row($"{number},{equation},{term},{u},{values[u]:G9}");
                }
            }

            Rows("read", "x", step.Input);
            Rows("before", "h₋", step.Before.Hidden);
            if (hasCell)
            {
                Rows("before", "c₋", step.Before.Cell);
            }

            foreach (StepPart part in step.Parts)
            {
                foreach (StepTerm term in part.Terms)
                {
                    Rows(part.Name, term.Name, term.Values);
                }
            }

            number++;
        }

        return table.ToFile("step.csv");
    }
}
