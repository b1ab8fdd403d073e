using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Inspection.Looks;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel inspect step</c>: steps with their numbers.</summary>
internal sealed class StepCommand() : InspectionCommand(
    "inspect step", "Show steps of a layer with all their numbers.",
    "carousel inspect step out/moby/model.safetensors samples/moby_dick.txt --at 120")
{
    private readonly Option<string?> _at = OptionKinds.Text(
        "--at", "steps",
        "The step, counted from 0 in its sequence, or several such as 1..8. Default: none; it must be given.");
    private readonly Option<string?> _layer = OptionKinds.Text(
        "--layer", "NAME", "A recurrent layer by its path in the model file or its number from 1. Default: the first.");
    private readonly Option<int?> _around = OptionKinds.Whole(
        "--around", "Steps to include before and after it, at most 100. Default 5.");

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own => [new("Step", [_at, _layer, _around])];

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject)
    {
        string given = result.GetValue(_at)
            ?? throw new UsageException("inspect step needs --at, the step to show, counted from 0.");
        StepRange at = StepRange.TryParse(given, out StepRange range)
            ? range
            : throw new UsageException($"--at must be a step such as 3, or steps such as 1..8, but is '{given}'.");
        var options = new StepOptions(at) { Layer = result.GetValue(_layer) };
        return [new StepLook(result.GetValue(_around) is { } around ? options with { Around = around } : options)];
    }
}
