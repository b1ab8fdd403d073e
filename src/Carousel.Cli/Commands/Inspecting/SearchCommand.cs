using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Inspection.Looks;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel inspect search</c>: the units that are active exactly on a span, and where else they are.
/// </summary>
internal sealed class SearchCommand() : InspectionCommand(
    "inspect search", "Find the units active exactly on a span, and where else they are.",
    "carousel inspect search out/moby/model.safetensors samples/moby_dick.txt --from 120 --to 140")
{
    private readonly Option<int?> _from = OptionKinds.Whole(
        "--from", "The first step of the span, from 0. Default: none; it must be given.");
    private readonly Option<int?> _to = OptionKinds.Whole(
        "--to", "The step after its last one. Default: none; it must be given.");
    private readonly Option<double?> _threshold = OptionKinds.Number(
        "--threshold",
        "Absolute value from which a unit is active. Default: per unit, halfway between span and neighbours.");
    private readonly Option<double?> _level = OptionKinds.Number(
        "--level", "False discovery rate up to which a unit counts as found. Default 0.01.");
    private readonly Option<int?> _shown = OptionKinds.Whole(
        "--shown", "Spans that are shown; spans.csv has all. Default 10.");
    private readonly DeclaredOptionSet<StateChoice> _states = new();

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own =>
        [new("Span", [_from, _to, _threshold, _level, _shown, .. _states.Groups.SelectMany(g => g.Options)])];

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject)
    {
        if (result.GetValue(_from) is not { } from || result.GetValue(_to) is not { } to)
        {
            throw new UsageException(
                "inspect search needs --from and --to, the first step of a span and the step after its last.");
        }

        return
        [
            new SearchLook(new SearchOptions(from, to)
            {
                Threshold = result.GetValue(_threshold),
                Level = result.GetValue(_level) ?? 0.01,
                Shown = result.GetValue(_shown) ?? 10,
                States = _states.Read(result),
            }),
        ];
    }
}
