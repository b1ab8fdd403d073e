using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Inspection.Looks;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel inspect</c>: every look that needs no question, in one report; or one look by its name.
/// </summary>
internal sealed class InspectCommand() : InspectionCommand(
    "inspect", "Inspect the gates and states of a model on data.",
    "carousel inspect out/flights/model.safetensors samples/us_flights_hourly.csv")
{
    /// <inheritdoc/>
    public override IReadOnlyList<VerbCommand> Verbs { get; } =
    [
        new DeclaredLookCommand<TraceOptions>(
            "inspect traces",
            "Show all gates and states over time: saturation, time constants, spikes, dead and duplicate units.",
            "carousel inspect traces out/moby/model.safetensors samples/moby_dick.txt --layer lstm.0 --from 0 --to 500",
            options => new TraceLook(options)),
        new StepCommand(),
        new DeclaredLookCommand<GradientOptions>(
            "inspect gradients", "Measure how far back errors reach: over how many steps the model can learn.",
            "carousel inspect gradients out/moby/model.safetensors samples/moby_dick.txt --lags 200",
            options => new GradientLook(options)),
        new ProbeCommand(),
        new AttributeCommand(),
        new DeclaredLookCommand<NoveltyOptions>(
            "inspect novelty", "Find where the state changes: boundaries or acts.",
            "carousel inspect novelty out/moby/model.safetensors samples/moby_dick.txt --acts 3",
            options => new NoveltyLook(options)),
        new CompareCommand(),
    ];

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own => [];

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject) =>
    [
        new TraceLook(new TraceOptions()),
        .. Optional.Of(subject.Model.Reader.IsCausal && subject.Sequences.Any(s => s.Steps > 1)
            ? new GradientLook(new GradientOptions())
            : null),
        .. Optional.Of(subject.Model.ScoreName.Length > 0 ? new AttributionLook(new AttributionLookOptions()) : null),
    ];
}
