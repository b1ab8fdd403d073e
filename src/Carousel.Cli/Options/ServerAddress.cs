using Carousel.Cli.Errors;

namespace Carousel.Cli.Options;

/// <summary>The address of a server on a command line.</summary>
internal static class ServerAddress
{
    /// <summary>Reads an address.</summary>
    /// <param name="address">What was typed.</param>
    /// <exception cref="UsageException">It is none.</exception>
    public static Uri Parse(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? server) && server.Scheme is "http" or "https"
            ? server
            : throw new UsageException(
                $"'{address}' is no address of a server. Pass one such as http://127.0.0.1:8080.");
}
