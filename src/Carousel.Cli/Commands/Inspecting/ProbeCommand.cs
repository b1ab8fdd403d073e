using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Inspection.Looks;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel inspect probe</c>: what can be read from states.</summary>
internal sealed class ProbeCommand() : InspectionCommand(
    "inspect probe", "Test what can be read from states: probes with control tasks.",
    "carousel inspect probe out/moby/model.safetensors samples/moby_dick.txt --property quotes --kind linear")
{
    private readonly DeclaredOptionSet<ProbeOptions> _options = new();

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own => _options.Groups;

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject)
    {
        ProbeOptions options = _options.Read(result);
        return options.Property.Length > 0 || options.Labels is not null
            ? [new ProbeLook(options)]
            : throw new UsageException(
                "inspect probe needs --property, a column of the data or one of "
                + $"{string.Join(", ", ProbeOptions.StepProperties)}; or --labels with a file. For example: "
                + $"{CommandLineText.Of(result)} --property step");
    }
}
