using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Works;

/// <summary>
/// Confines options that name files to the folder of the data set: files that the user dropped or chose in the page.
/// The page must not read other files of the machine.
/// </summary>
internal static class OwnFiles
{
    private const int MostLinks = 40;

    /// <summary>Refuses options that name a file of another folder.</summary>
    /// <param name="folder">The folder of the data set, in which the command runs.</param>
    /// <param name="options">The options by name.</param>
    /// <param name="schema">The schema of the options that there are.</param>
    /// <exception cref="RefusalException">A file is outside the folder.</exception>
    public static void Require(string folder, JsonObject options, JsonObject schema)
    {
        string inside = Real(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        foreach ((string name, JsonNode? value) in options)
        {
            JsonNode? property = schema["properties"]?[name];
            if ((property?["format"] ?? property?["items"]?["format"])?.GetValue<string>() is not { } format)
            {
                continue;
            }

            foreach (JsonNode? one in value is JsonArray several ? [.. several] : new[] { value })
            {
                if (one?.GetValueKind() == JsonValueKind.String && !IsInside(inside, one.GetValue<string>()))
                {
                    throw new RefusalException(new Refusal(
                        $"--{name} must name a {format} of the data set, but '{one.GetValue<string>()}' is not one. "
                        + (format == "file" ? "Choose the file in the page." : "Drop a folder that contains it."),
                        Option: name));
                }
            }
        }
    }

    private static bool IsInside(string folder, string path)
    {
        try
        {
            return !path.Contains('\0', StringComparison.Ordinal)
                && (Real(Path.GetFullPath(Path.Combine(folder, path))) + Path.DirectorySeparatorChar)
                    .StartsWith(folder, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Links in a circle, or a folder that may not be read.
            return false;
        }
    }

    /// <summary>The path without links: each folder of it, and the file, may be one.</summary>
    private static string Real(string path, int links = 0)
    {
        string real = Path.GetPathRoot(path)!;
        foreach (string part in path[real.Length..].Split(
            Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            var file = new FileInfo(real);
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                // The target's folders may be links, too.
                real = links < MostLinks
                    ? Real(target.FullName, links + 1)
                    : throw new IOException("A circle of links.");
            }
        }

        return real;
    }
}
