using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Carousel.Interchange.Web;

/// <summary>A page that lets its own two scripts run and nothing be fetched.</summary>
internal static partial class WebFrame
{
    /// <summary>Fills the places of a frame.</summary>
    /// <param name="frame">The name of its resource.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="page">The script of the page.</param>
    /// <param name="parts">The contents of the frame's other places, by name.</param>
    /// <returns>The page.</returns>
    public static string Fill(string frame, string engine, string page, IReadOnlyDictionary<string, string> parts)
    {
        var all = new Dictionary<string, string>(parts, StringComparer.Ordinal)
        {
            ["policy"] = $"script-src '{Hash(engine)}' '{Hash(page)}'",
            ["engine"] = engine,
            ["page"] = page,
        };

        // In one pass: a placeholder inside a title or a name is not replaced.
        return Place().Replace(WebResource.Read(frame), match => all[match.Groups[1].Value]);
    }

    /// <summary>A script whose names are its own.</summary>
    /// <param name="text">JavaScript.</param>
    public static string Script(string text) => "(() => {\n\"use strict\";\n" + text + "})();\n";

    private static string Hash(string script) =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Place();
}
