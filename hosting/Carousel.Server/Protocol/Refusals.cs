using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>Answers to requests for what there is not.</summary>
internal static class Refusals
{
    /// <summary>Refuses a request whose method is another.</summary>
    /// <exception cref="RequestException">It is.</exception>
    public static void RequireMethod(HttpContext context, string allowed)
    {
        if (context.Request.Method != allowed)
        {
            throw NoMethod(context, allowed);
        }
    }

    /// <summary>A path is there, but answers other methods.</summary>
    /// <param name="context">The request.</param>
    /// <param name="allowed">Those that it answers.</param>
    public static RequestException NoMethod(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return new RequestException(405, $"This path answers {allowed}.");
    }

    /// <summary>A path is not there.</summary>
    /// <param name="path">The path.</param>
    public static RequestException NoPath(string path) => new(
        404, $"There is nothing at {ErrorText.Cut(path, 80)}; see /openapi.json.");
}
