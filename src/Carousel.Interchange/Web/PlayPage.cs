namespace Carousel.Interchange.Web;

/// <summary>
/// A page on which one unit of each cell is set by sliders and run by the engine of every page. It shows its gates, its
/// circuit, and the error that flows back; and a small network is trained on it.
/// </summary>
internal static class PlayPage
{
    private static readonly string[] _scripts = ["play.js", "learn.js", "learnview.js"];

    /// <summary>The page: it asks for nothing, and is the same each time.</summary>
    public static string Write() => WebFrame.Fill(
        "play.html", WebExport.Engine(),
        WebFrame.Script(string.Concat(_scripts.Select(WebResource.Read))),
        new Dictionary<string, string>
        {
            ["style"] = WebResource.Read("page.css") + WebResource.Read("play.css"),
        });
}
