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
        new TracesCommand(),
        new StepCommand(),
        new GradientsCommand(),
        new SearchCommand(),
        new ProbeCommand(),
        new AttributeCommand(),
        new NoveltyCommand(),
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
