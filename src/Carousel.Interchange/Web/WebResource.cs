using System.Text;

namespace Carousel.Interchange.Web;

/// <summary>The scripts, the style and the frame of every page.</summary>
internal static class WebResource
{
    /// <summary>The text of a resource.</summary>
    /// <param name="name">Its name.</param>
    public static string Read(string name)
    {
        using Stream stream = typeof(WebResource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
