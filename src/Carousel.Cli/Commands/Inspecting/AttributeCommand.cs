using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Inspection.Looks;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel inspect attribute</c>: which steps and inputs moved what the model says.</summary>
internal sealed class AttributeCommand() : InspectionCommand(
    "inspect attribute", "Attribute a model's output to steps and inputs.",
    "carousel inspect attribute out/classes/model.safetensors samples/film_reviews.tsv --sequence 3")
{
    private readonly AttributionOptionSet _attribution = new();

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own => [_attribution.Group];

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject) =>
        [new AttributionLook(_attribution.Read(result, MostSequences(result)))];
}
