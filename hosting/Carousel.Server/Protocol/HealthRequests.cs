using Carousel.Server.Engine;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>Answers those who start and stop servers: whether the process runs, and whether it takes steps.</summary>
/// <remarks>No key is asked for: the answers say nothing of models or sessions.</remarks>
/// <param name="engine">Has the sessions.</param>
internal sealed class HealthRequests(ISessionEngine engine)
{
    /// <summary>Answers <c>/health/live</c> and <c>/health/ready</c>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Its path.</param>
    /// <returns>False where it is another path.</returns>
    public bool TryAnswer(HttpContext context, string path)
    {
        if (path is not ("/health/live" or "/health/ready"))
        {
            return false;
        }

        Refusals.RequireMethod(context, "GET");

        bool isWell = path == "/health/live" || engine.IsReady;
        context.Response.Headers.CacheControl = "no-store";
        RequestBody.WriteJson(
            context, isWell ? 200 : 503,
            isWell ? """{"status":"ok"}"""u8
                : """{"status":"unavailable","error":"The store does not take steps now: its log says why."}"""u8);
        return true;
    }
}
