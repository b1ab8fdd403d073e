using Carousel.Server.Doors;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>What paths there are: for programs as OpenAPI, and as a page.</summary>
/// <param name="doorkeeper">Says who asks.</param>
internal sealed class ApiDocument(Doorkeeper doorkeeper)
{
    private const string Resource = "openapi.json";

    private static readonly Lazy<byte[]> _document = new(Read), _page = new(() => ApiPage.Of(_document.Value));

    /// <summary>The document, in UTF-8.</summary>
    public static ReadOnlySpan<byte> Document => _document.Value;

    /// <summary>Answers the paths that say what others there are.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Its path.</param>
    /// <returns>False where it is another path.</returns>
    public bool TryAnswer(HttpContext context, string path)
    {
        if (path is not ("/openapi.json" or "/" or "/docs"))
        {
            return false;
        }

        doorkeeper.Admit(context);
        Refusals.RequireMethod(context, "GET");

        if (path == "/openapi.json")
        {
            RequestBody.WriteJson(context, 200, Document);
        }
        else
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
            RequestBody.Write(context, 200, "text/html; charset=utf-8", _page.Value);
        }

        return true;
    }

    private static byte[] Read()
    {
        using Stream stream = typeof(ApiDocument).Assembly.GetManifestResourceStream(Resource)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
