using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Inspection.Looks;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel inspect novelty</c>: where the states leave what they were.</summary>
internal sealed class NoveltyCommand() : InspectionCommand(
    "inspect novelty", "Find where the state changes: boundaries, acts, chapters.",
    "carousel inspect novelty out/moby/model.safetensors samples/moby_dick.txt --acts 3 --chapters ^CHAPTER")
{
    private readonly DeclaredOptionSet<NoveltyOptions> _options = new();

    /// <inheritdoc/>
    protected override IReadOnlyList<OptionGroup> Own => _options.Groups;

    /// <inheritdoc/>
    protected override IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject) =>
        [new NoveltyLook(_options.Read(result))];
}
