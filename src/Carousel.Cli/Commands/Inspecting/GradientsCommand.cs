using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Inspection.Looks;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel inspect gradients</c>: how far errors reach back.</summary>
internal sealed class GradientsCommand() : InspectionCommand(
    "inspect gradients", "Measure how far back errors reach: over how many steps the model can learn.",
    "carousel inspect gradients out/moby/model.safetensors samples/moby_dick.txt --lags 200")
{
    private readonly DeclaredOptionSet<GradientOptions> _options = new();

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own => _options.Groups;

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject) =>
        [new GradientLook(_options.Read(result))];
}
