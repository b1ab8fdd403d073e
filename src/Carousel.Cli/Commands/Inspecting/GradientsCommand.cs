using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Inspection.Looks;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel inspect gradients</c>: how far errors reach back.</summary>
internal sealed class GradientsCommand : InspectionCommand
{
    private readonly DeclaredOptionSet<GradientOptions> _options = new();

    /// <inheritdoc/>
    public override string Name => "inspect gradients";

    /// <inheritdoc/>
    public override string Summary => "Measure how far back errors reach: over how many steps the model can learn.";

    /// <inheritdoc/>
    public override string Example =>
        "carousel inspect gradients out/moby/model.safetensors samples/moby_dick.txt --lags 200";

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own => _options.Groups;

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject) =>
        [new GradientLook(_options.Read(result))];
}
