using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Jobs.Inspecting;
using Carousel.Jobs.Inspecting.Gradients;

namespace Carousel.Cli.Commands.Inspecting;

/// <summary><c>carousel inspect gradients</c>: how far errors reach back.</summary>
internal sealed class GradientsCommand : InspectionCommand
{
    private readonly Option<int?> _lags = OptionKinds.Whole("--lags", "How many steps back errors are followed. Default 100, or fewer where sequences are shorter.");
    private readonly Option<int?> _places = OptionKinds.Whole("--places", "At how many places errors begin. Default: as many as take some seconds, 3 to 16.");

    /// <inheritdoc/>
    public override string Name => "inspect gradients";

    /// <inheritdoc/>
    public override string Summary => "Measure how far an error reaches back: over how many steps the model can learn.";

    /// <inheritdoc/>
    public override string Example => "carousel inspect gradients out/moby/model.safetensors samples/moby_dick.txt --lags 200";

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own => [new("Gradients", [_lags, _places])];

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject) =>
        [new GradientLook(new GradientOptions { Lags = result.GetValue(_lags), Places = result.GetValue(_places) })];
}
