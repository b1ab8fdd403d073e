using Carousel.Inspection.Traces;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;

namespace Carousel.Inspection.Looks;

/// <summary>
/// What the gates and states of a model do on data: saturation, time constants, spikes, dead and duplicate units, a map
/// of all of it.
/// </summary>
/// <param name="options">What is traced.</param>
internal sealed class TraceLook(TraceOptions options) : Look
{
    /// <inheritdoc/>
    public override string Name => "traces";

    private protected override void Check(InspectionSubject subject)
    {
        if (options.From < 0 || options.To is { } to && to <= options.From)
        {
            throw options.From < 0 ? new OptionException($"{{From}} must be 0 or more, but is {options.From}.")
                : new OptionException(
                    $"{{To}} must be more than {{From}}, which is {options.From}, but is {options.To}.");
        }

        _ = new TraceReading(subject, options);
    }

    private protected override InspectionResult Run(InspectionSubject subject, LookProgress progress)
    {
        var reading = TraceReading.Read(subject, options, progress);
        IInspectedModel model = subject.Model;
        var sections = new TraceSections(reading);
        (LayerStatistics Layer, int Number, TraceFigures Figures)[] layers =
            [
                .. reading.Layers.Zip(
                    reading.Numbers, (layer, number) => (layer, number, new TraceFigures(layer, number, reading))),
            ];
        MeasuredFigure[] figures =
        [
            new("steps", reading.Layers[0].Steps), .. layers.SelectMany(l => l.Figures.Figures()),
        ];
        string sentence =
            $"Over {FigureText.Counted(reading.Layers[0].Steps, model.StepName)}: "
            + $"{string.Join(' ', layers.Select(l => l.Figures.Sentence()))}";
        return new InspectionResult(
            Name, "What do the gates and states of the model do?", figures, sentence,
            [.. layers.Select(l => sections.Of(l.Layer, l.Number, l.Figures))])
        {
            Notes = [.. Notes(reading, subject).Where(n => n.Length > 0)],
            Files = [TraceTables.Units(reading.Layers, model.HoursPerStep), .. Optional.Of(reading.Rules.Count > 0
                ? TraceTables.Spikes(reading)
                : null), reading.Rows.File()],
        };
    }

    private static IEnumerable<string> Notes(TraceReading reading, InspectionSubject subject)
    {
        yield return reading.Rows.Note();
        int left = subject.Sequences.Count - reading.Stretches.Count;
        yield return left == 0
            ? ""
            : $"{FigureText.Counted(left, "sequence")} without a step in this range {(left == 1 ? "was" : "were")} "
                + "left out.";
        foreach (LayerStatistics layer in reading.Layers.Where(l => l.TimeConstants.Any(double.IsInfinity)))
        {
            yield return $"{LayerNames.Shown(layer.Layer)}: "
                + $"{FigureText.Counted(layer.TimeConstants.Count(double.IsInfinity), "unit")} whose gate is 1 at "
                + "every step keep for ever, and are not among the time constants.";
        }
    }
}
