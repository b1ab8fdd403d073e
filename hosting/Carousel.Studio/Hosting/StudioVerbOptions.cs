using Carousel.Jobs.Options;

namespace Carousel.Studio.Hosting;

/// <summary>What <c>carousel studio</c> takes.</summary>
internal sealed record StudioVerbOptions : DeclaredOptions
{
    [OptionGroup("Studio")]
    [Option(
        "Where data, runs and models are kept. Default: carousel/studio in the folder of the user's application data.",
        Value = "DIR")]
    public string? Folder { get; init; }

    [Option(
        "The port on this machine, 0 for a free one. Default 8090, or a free one where that is in use.", Least = 0,
        Most = 65_535, Range = "")]
    public int? Port { get; init; }

    [Option("Do not open the page in the browser; the link is printed either way.")]
    public bool NoOpen { get; init; }
}
