using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Inspection.Looks;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel inspect attribute</c>: which steps and inputs moved what the model says.</summary>
internal sealed class AttributeCommand() : InspectionCommand(
    "inspect attribute", "Attribute a model's output to steps and inputs.",
    "carousel inspect attribute out/classes/model.safetensors samples/film_reviews.tsv --sequence 3")
{
    private readonly Option<string?> _class = OptionKinds.Text(
        "--class", "NAME", "Class whose score is attributed. Default: the predicted class.");

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own => [new("Attribution", [_class])];

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject) =>
    [
        new AttributionLook(new AttributionLookOptions
        {
            Class = result.GetValue(_class),
            MostSequences = MostSequences(result) ?? new AttributionLookOptions().MostSequences,
        }),
    ];
}
