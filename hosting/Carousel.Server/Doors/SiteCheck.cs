using System.Net;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Doors;

/// <summary>
/// Keeps web pages of others out: a name that was bound to the loopback by its owner (DNS rebinding) shows in the
/// header Host, a page of another site in the header Origin.
/// </summary>
/// <param name="hosts">Allowed names in Host, in addition to those of the loopback.</param>
/// <param name="origins">Sites whose pages may ask, such as <c>https://example.com</c>.</param>
internal sealed class SiteCheck(IReadOnlyCollection<string> hosts, IReadOnlyCollection<string> origins)
{
    private static readonly string[] _loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly string[] _hosts = [.. _loopback, .. hosts];
    private readonly string[] _origins = [.. origins.Select(origin => origin.TrimEnd('/'))];

    /// <summary>Whether a request asks for a host that the server goes by. Only asked on the loopback: elsewhere a page
    /// has no key.</summary>
    /// <param name="context">The request.</param>
    public bool HasHost(HttpContext context) =>
        context.Connection.LocalIpAddress is not { } address || !IPAddress.IsLoopback(address)
        || IsAny(_hosts, NameOf(context.Request.Host.Value));

    /// <summary>The site whose page asks.</summary>
    /// <param name="context">The request.</param>
    /// <returns>Null if no page sent the request, or if the page has the server's host and scheme.</returns>
    public static string? OtherSite(HttpContext context)
    {
        if (context.Request.Headers.Origin is not { Count: > 0 } header)
        {
            return null;
        }

        // A page of http is another site than one of https: anybody on the way can have written the former.
        string origin = header.ToString(), own = $"{context.Request.Scheme}://{context.Request.Host.Value}";
        return origin.Equals(own, StringComparison.OrdinalIgnoreCase) ? null : origin;
    }

    /// <summary>Whether pages of a site may ask.</summary>
    /// <param name="site">The site.</param>
    public bool MayAsk(string site) => IsAny(_origins, site);

    private static bool IsAny(string[] names, ReadOnlySpan<char> name)
    {
        foreach (string one in names)
        {
            if (name.Equals(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A host without its port.</summary>
    private static ReadOnlySpan<char> NameOf(string? host)
    {
        ReadOnlySpan<char> all = host;
        int end = all.IndexOf(']') + 1, port = all[end..].IndexOf(':');
        return port < 0 ? all : all[..(end + port)];
    }
}
