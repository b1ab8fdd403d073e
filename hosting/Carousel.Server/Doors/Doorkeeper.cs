using Carousel.Cluster.Stores;
using Carousel.Server.Engine;
using Carousel.Server.Storage;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Doors;

/// <summary>Says who asks, and whether he may.</summary>
/// <param name="store">Keeps the keys.</param>
/// <param name="owners">Told what each key may do.</param>
/// <param name="sites">Keeps web pages of others out.</param>
internal sealed class Doorkeeper(IKeyStore store, SessionOwners owners, SiteCheck sites) : IDisposable
{
    /// <summary>The sub-protocol of WebSockets that is selected where it is offered.</summary>
    public const string SubProtocol = "carousel";

    // Browsers can't set headers of a WebSocket, but name sub-protocols.
    private const string KeyProtocol = "carousel.key.", Scheme = "Bearer ";

    private readonly Caller _anyone = Caller.Anyone();
    private volatile KeyRing _keys = KeyRing.Empty;
    private volatile bool _asksForKeys;

    /// <summary>Whether a key is asked for: there is one, or was one since the start.</summary>
    public bool AsksForKeys => _asksForKeys;

    /// <summary>Reads the keys again; those that are gone or have other rights end.</summary>
    /// <exception cref="StoreException">The store fails; the keys are those of before.</exception>
    public void Look()
    {
        IReadOnlyList<StoredKey> keys = store.ReadKeys();

        // Also a key that is damaged, and opens nothing, keeps the doors closed.
        _asksForKeys |= keys.Count > 0;
        KeyRing before = _keys, now = before.With(keys);
        if (now == before)
        {
            return;
        }

        foreach (Caller caller in now.Callers)
        {
            KeyRights rights = caller.Rights;
            owners[caller.Owner].Limits = new OwnerLimits(
                rights.Sessions > 0 ? rights.Sessions : int.MaxValue, rights.StepsPerSecond,
                rights.Models.Contains(KeyRights.AllModels) ? null : rights.Models.ToHashSet(StringComparer.Ordinal));
        }

        // Once there were keys, the doors stay closed without one: also when the last one is removed.
        _asksForKeys = true;
        _keys = now;
        _anyone.End();
        foreach (Caller caller in before.Callers.Except(now.Callers))
        {
            caller.End();
            caller.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Caller caller in _keys.Callers.Append(_anyone))
        {
            caller.End();
            caller.Dispose();
        }
    }

    /// <summary>Looks from where a request comes, not from whom.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="RequestException">It is one of a web page that may not ask.</exception>
    public void Greet(HttpContext context)
    {
        if (!sites.HasHost(context))
        {
            throw new RequestException(
                400, "The request names a host that is not one of this server's: add it to the server's hosts to allow "
                    + "it.");
        }

        if (SiteCheck.OtherSite(context) is not { } site)
        {
            return;
        }

        if (!sites.MayAsk(site))
        {
            throw new RequestException(
                403, "Pages of this site may not call this server: add the site to the server's origins.");
        }

        context.Response.Headers.AccessControlAllowOrigin = site;
        context.Response.Headers.AccessControlExposeHeaders = "Location, Retry-After";
        context.Response.Headers.Vary = "Origin";
    }

    /// <summary>Answers a browser that asks whether a page of another site may ask.</summary>
    /// <param name="context">The request.</param>
    /// <returns>False where it asks something else.</returns>
    /// <exception cref="RequestException">The page may not ask.</exception>
    public bool TryAnswerPreflight(HttpContext context)
    {
        if (context.Request.Method != "OPTIONS"
            || context.Request.Headers.AccessControlRequestMethod.Count == 0)
        {
            return false;
        }

        Greet(context);
        context.Response.StatusCode = 204;
        context.Response.Headers.AccessControlAllowMethods = "GET, POST, PUT, DELETE";
        context.Response.Headers.AccessControlAllowHeaders =
            "authorization, content-type, last-event-id, inference-header-content-length, ocp-apim-subscription-key";
        context.Response.Headers.AccessControlMaxAge = "600";
        return true;
    }

    /// <summary>Who asks.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="RequestException">The caller has no access.</exception>
    public Caller Admit(HttpContext context)
    {
        Greet(context);
        if (!_asksForKeys)
        {
            return _anyone;
        }

        IHeaderDictionary headers = context.Request.Headers;
        if (headers.Authorization is { Count: 1 } authorization)
        {
            if (Find(authorization.ToString()) is { } caller)
            {
                return caller;
            }
        }
        else if (headers.Authorization.Count == 0 && context.WebSockets.IsWebSocketRequest)
        {
            foreach (string protocol in context.WebSockets.WebSocketRequestedProtocols)
            {
                if (protocol.StartsWith(KeyProtocol, StringComparison.Ordinal)
                    && _keys.Find(protocol, protocol.AsSpan(KeyProtocol.Length)) is { } caller)
                {
                    return caller;
                }
            }
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        throw NoKey(headers.Authorization.Count == 0);
    }

    /// <summary>Who asks otherwise than by HTTP.</summary>
    /// <param name="authorization">The value of the header Authorization; null if there is none.</param>
    /// <exception cref="RequestException">The caller has no access.</exception>
    public Caller Admit(string? authorization) => !_asksForKeys ? _anyone
        : authorization is not null && Find(authorization) is { } caller ? caller
        : throw NoKey(authorization is null);

    /// <summary>Lets a caller to a model.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="model">The model's name.</param>
    /// <returns>The caller.</returns>
    /// <exception cref="RequestException">The model is not the caller's to use.</exception>
    public Caller Require(Caller caller, string model) => MayUse(caller, model)
        ? caller
        : throw new RequestException(
            403,
            Invariant.Of($"The key '{caller.Name}' may not use this model; it may use {Few(caller.Rights.Models)}."));

    /// <summary>Whether a caller may use a model.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="model">The model's name.</param>
    public bool MayUse(Caller caller, string model) => owners[caller.Owner].MayUse(model);

    /// <summary>Counts steps that are taken without a session; those of sessions are counted by the engine.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="steps">How many.</param>
    /// <exception cref="RequestException">The caller's steps of this second are used up.</exception>
    public void Count(Caller caller, int steps)
    {
        if (owners[caller.Owner].Delay(steps) is var delay and > 0)
        {
            throw new RequestException(StepFault.Rate)
            {
                RetrySeconds = delay,
            };
        }
    }

    /// <summary>Charges what a row without a session costs beyond one step.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="units">How many steps more.</param>
    public void Charge(Caller caller, long units) => owners[caller.Owner].Charge(units);

    /// <summary>Checks that a caller may read the counts of all callers.</summary>
    /// <param name="caller">Who asks.</param>
    /// <exception cref="RequestException">The caller does not administer the server.</exception>
    public static void RequireAdministrator(Caller caller)
    {
        if (!caller.Rights.Administers)
        {
            throw new RequestException(
                403, $"The key '{caller.Name}' does not administer the server: add one that does.");
        }
    }

    private static RequestException NoKey(bool isMissing) => new(
        401,
        isMissing
            ? "The server requires a key. Send it as Authorization: Bearer KEY."
            : "The key is not one of this server's, or it was removed.");

    private Caller? Find(string header) => header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        ? _keys.Find(header, header.AsSpan(Scheme.Length).Trim())
        : null;

    private static string Few(IReadOnlyList<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Take(20)) + (names.Count > 20 ? ", …" : "");
}
