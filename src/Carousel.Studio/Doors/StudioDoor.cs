using Carousel.Server.Doors;
using Carousel.Studio.Messages;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Doors;

/// <summary>
/// Who may ask: this machine by one of its own names, no page of another site, and who has the token. What an answer
/// may do in a browser.
/// </summary>
/// <param name="token">The word of the link that is printed.</param>
/// <param name="opening">That of the link that a browser is started with.</param>
internal sealed class StudioDoor(StudioToken token, OneTimeWord opening)
{
    private const string Policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; "
        + "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>Names the word of a link.</summary>
    public const string Token = "token", Opening = "open";

    private readonly SiteCheck _sites = new([], []);

    /// <summary>Where the policy of a page that has its own is replaced: reports may not be framed elsewhere.</summary>
    public const string FramePolicy = "frame-ancestors 'self'";

    /// <summary>Says what a browser may do with the answer.</summary>
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
                403, "The studio answers to localhost and 127.0.0.1 alone: open the link that the terminal shows.");
        }

        string fetched = context.Request.Headers["Sec-Fetch-Site"].ToString();
        if (SiteCheck.OtherSite(context) is not null || fetched is "cross-site" or "same-site")
        {
            throw new RefusalException(403, "Pages of other sites may not use the studio.");
        }
    }

    /// <summary>Takes the word of a link: sets a cookie, and sends the browser on without it.</summary>
    /// <param name="context">The request.</param>
    /// <returns>Whether the request was that of a link.</returns>
    /// <exception cref="RefusalException">The word is another one.</exception>
    public bool TryEnter(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        if (context.Request.Path != "/" || !(query.ContainsKey(Token) || query.ContainsKey(Opening)))
        {
            return false;
        }

        if (query.ContainsKey(Token))
        {
            Require(token.Is(query[Token].ToString()));
        }
        else if (!token.IsSession(context.Request.Cookies[CookieName(context)]))
        {
            // Who is in already may come by this link again: a browser that opens its last pages does.
            Require(opening.TryUse(query[Opening].ToString()));
        }

        context.Response.Cookies.Append(
            CookieName(context), token.Session,
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Path = "/",
                MaxAge = TimeSpan.FromDays(90),
            });
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/";
        return true;
    }

    /// <summary>Refuses who has no token.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="RefusalException">It has none.</exception>
    public void Require(HttpContext context)
    {
        const string Bearer = "Bearer ";
        string header = context.Request.Headers.Authorization.ToString();
        Require(header.StartsWith(Bearer, StringComparison.Ordinal)
            ? token.Is(header[Bearer.Length..])
            : token.IsSession(context.Request.Cookies[CookieName(context)]));
    }

    // Cookies belong to a host and not to its port: two studios would take each other's.
    private static string CookieName(HttpContext context) => $"carousel-studio-{context.Connection.LocalPort}";

    private static void Require(bool isKnown)
    {
        if (!isKnown)
        {
            throw new RefusalException(
                401, "This needs the link that the terminal of carousel studio shows: open that.");
        }
    }
}
