using Carousel.Jobs.Options;

namespace Carousel.Server.Top;

/// <summary>What <c>carousel top</c> takes.</summary>
internal sealed record TopOptions : DeclaredOptions
{
    [Option(
        "The address of a server that carousel serve started, such as http://127.0.0.1:8080.", IsArgument = true,
        IsNeeded = true, Value = "URL")]
    public string Server { get; init; } = "";

    [OptionGroup("Looking")]
    [Option("The server's key.", Value = "KEY")]
    public string? Key { get; init; }

    [Option("Print one snapshot, and end.")]
    public bool Once { get; init; }

    [Option("Seconds between two updates. Default 1.", Default = "")]
    public double Every { get; init; } = 1;
}
