using System.Security.Cryptography;
using System.Text;

namespace Carousel.Report.Html;

/// <summary>The script and the style of every report, built from web/src and embedded in this assembly.</summary>
internal static class Bundle
{
    /// <summary>The script.</summary>
    public static string Script { get; } = Read("report.js");

    /// <summary>The style.</summary>
    public static string Style { get; } = Read("report.css");

    /// <summary>The only script that the page lets run, as its content security policy names it.</summary>
    public static string ScriptHash { get; } = "sha256-"
        + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));

    private static string Read(string name)
    {
        using Stream stream = typeof(Bundle).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource '{name}'.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
