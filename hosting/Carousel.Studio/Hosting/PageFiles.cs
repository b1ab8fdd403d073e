using System.Collections.Concurrent;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Carousel.Studio.Hosting;

/// <summary>The files of the page, which are in the assembly: compressed once, when they are first requested.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "page/", Index = "index.html";

    private static readonly Dictionary<string, string> _types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".json"] = "application/json; charset=utf-8",
        [".png"] = "image/png",
        [".woff2"] = "font/woff2",
        [".txt"] = "text/plain; charset=utf-8",
    };

    private readonly Assembly _assembly = typeof(PageFiles).Assembly;
    private readonly HashSet<string> _names;
    private readonly ConcurrentDictionary<(string Name, string Coding), (byte[] Bytes, string Tag)> _packed = new();

    /// <summary>Finds the files.</summary>
    public PageFiles() => _names =
    [
        .. _assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..]),
    ];

    /// <summary>Answers a request for a file; a path without an extension gets the page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">Its answer.</param>
    /// <returns>False where there is no such file.</returns>
    public bool TryAnswer(HttpContext context, out Task answer)
    {
        answer = Task.CompletedTask;
        string path = context.Request.Path.Value!.TrimStart('/');
        string name = path.Length == 0 || !Path.HasExtension(path) ? Index : path;
        if (!_names.Contains(name) || context.Request.Method is not ("GET" or "HEAD"))
        {
            return false;
        }

        answer = WriteAsync(context, name);
        return true;
    }

    private Task WriteAsync(HttpContext context, string name)
    {
        string accepted = context.Request.Headers.AcceptEncoding.ToString();
        string coding = accepted.Contains("br", StringComparison.Ordinal) ? "br"
            : accepted.Contains("gzip", StringComparison.Ordinal) ? "gzip" : "";
        (byte[] bytes, string tag) = _packed.GetOrAdd((name, coding), key => Pack(key.Name, key.Coding));
        HttpResponse response = context.Response;
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.IfNoneMatch.ToString() == tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = _types.GetValueOrDefault(Path.GetExtension(name)) ?? "application/octet-stream";
        response.ContentLength = bytes.Length;
        if (coding.Length > 0)
        {
            response.Headers.ContentEncoding = coding;
        }

        return context.Request.Method == "HEAD" ? Task.CompletedTask
            : response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private (byte[] Bytes, string Tag) Pack(string name, string coding)
    {
        using Stream stream = _assembly.GetManifestResourceStream(Prefix + name)!;
        using var packed = new MemoryStream();
        if (coding.Length == 0)
        {
            stream.CopyTo(packed);
        }
        else
        {
            using Stream packing = coding == "br"
                ? new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true)
                : new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true);
            stream.CopyTo(packing);
        }

        byte[] bytes = packed.ToArray();
        return (bytes, TagOf(bytes));
    }

    private static string TagOf(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..12])}\"";
}
