using Carousel.Server.Doors;
using Carousel.Studio.Messages;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Doors;

/// <summary>
/// Checks requests: only from this machine under one of its names, from no page of another site, and only with the
/// token of this start. What an answer may do in a browser.
/// </summary>
/// <param name="token">The token.</param>
/// <param name="words">Words that open one path once.</param>
internal sealed class StudioDoor(StudioToken token, OneTimeWords words)
{
    /// <summary>Names of values in an address after <c>#</c>, which a browser sends to no server.</summary>
    public const string Token = "token", Opening = "open";

    /// <summary>Names the one-time word of a request that carries no header.</summary>
    public const string Ticket = "ticket";

    /// <summary>Where the word of the link that a browser is started with is exchanged for the token.</summary>
    public const string SessionPath = "/studio/v1/session";

    /// <summary>Replaces the policy for a page that has its own: reports may not be framed elsewhere.</summary>
    public const string FramePolicy = "frame-ancestors 'self'";

    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; "
        + "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private readonly SiteCheck _sites = new([], []);

    /// <summary>Sets what a browser may do with the answer.</summary>
    /// <param name="context">The request.</param>
    public static void Protect(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    /// <summary>Refuses names that are not this machine's, and pages of other sites.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="RefusalException">It may not ask.</exception>
    public void RequireOwnSite(HttpContext context)
    {
        if (!_sites.HasHost(context))
        {
            throw new RefusalException(
                403, "The studio answers only to localhost and 127.0.0.1: open the link that the terminal shows.");
        }

        string fetched = context.Request.Headers["Sec-Fetch-Site"].ToString();
        if (SiteCheck.OtherSite(context) is not null || fetched is "cross-site" or "same-site")
        {
            throw new RefusalException(403, "Pages of other sites may not use the studio.");
        }
    }

    /// <summary>Requires the token, or a one-time word for this path.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="RefusalException">It has neither.</exception>
    public void Require(HttpContext context)
    {
        const string Bearer = "Bearer ";
        string header = context.Request.Headers.Authorization.ToString();
        bool mayAsk = header.StartsWith(Bearer, StringComparison.Ordinal)
            ? token.Is(header[Bearer.Length..])
            : HttpMethods.IsGet(context.Request.Method)
                && words.TryUse(context.Request.Query[Ticket].ToString(), context.Request.Path.Value ?? "");
        if (!mayAsk)
        {
            throw Refused();
        }
    }

    /// <summary>Exchanges the word of the link that a browser is started with.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The token.</returns>
    /// <exception cref="RefusalException">It is another one, was used before, or is too old.</exception>
    public string Enter(string word) => words.TryUse(word, SessionPath) ? token.Text : throw Refused();

    /// <summary>Makes a one-time word for a request that carries no header.</summary>
    /// <param name="path">Its path.</param>
    public string TicketFor(string path) => words.Make(path);

    private static RefusalException Refused() => new(
        401, "This tab is not connected with this start of the studio: open the link that its terminal shows.");
}
