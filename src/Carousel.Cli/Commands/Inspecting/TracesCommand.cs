using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Inspection.Looks;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel inspect traces</c>: what gates and states do.</summary>
internal sealed class TracesCommand() : InspectionCommand(
    "inspect traces",
    "Show all gates and states over time: saturation, time constants, spikes, dead and duplicate units.",
    "carousel inspect traces out/moby/model.safetensors samples/moby_dick.txt --layer lstm.0 --from 0 --to 500")
{
    private readonly DeclaredOptionSet<TraceOptions> _traces = new();

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own => _traces.Groups;

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject) =>
        [new TraceLook(_traces.Read(result))];
}
