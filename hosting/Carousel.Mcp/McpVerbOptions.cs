using Carousel.Jobs.Options;

namespace Carousel.Mcp;

/// <summary>What <c>carousel mcp</c> takes.</summary>
internal sealed record McpVerbOptions : DeclaredOptions
{
    [OptionGroup("Agents")]
    [Option(
        "A folder whose files the agent may read, and in which it may put trained models. May be given again. "
        + "Default: the current folder.", Value = "DIR", IsVerbatim = true)]
    public IReadOnlyList<string> Folder { get; init; } = [];
}
