using Carousel.Jobs.Options;

namespace Carousel.Studio.Hosting;

/// <summary>What <c>carousel studio</c> takes.</summary>
internal sealed record StudioVerbOptions : DeclaredOptions
{
    [OptionGroup("Studio")]
    [Option(
        "Folder of data, runs and models. Default: carousel/studio in the user's application data folder.",
        Value = "DIR")]
    public string? Folder { get; init; }

    [Option(
        "The port on this machine, 0 for a free one. Default 8090, or a free one if that is in use.", Least = 0,
        Most = 65_535, Range = "")]
    public int? Port { get; init; }

    [Option("Do not open the page in the browser; the link is printed either way.")]
    public bool NoOpen { get; init; }
}
