using System.Net;
using System.Text;
using Carousel.Interchange.Networks;
using Carousel.Networks;

namespace Carousel.Interchange.Web;

/// <summary>
/// A model as one page that makes no requests: the engine in plain JavaScript, the model, and the script that does its
/// job on the data of the reader.
/// </summary>
/// <remarks>Equal networks give equal bytes: the page contains no time and no random name.</remarks>
internal static class WebExport
{
    private static readonly string[] _engine = ["rounding.js", "matrices.js", "stages.js", "engine.js"];
    private static readonly string[] _page =
    [
        "elements.js", "units.js", "rows.js", "features.js", "chart.js", "texts.js", "tables.js", "forecast.js",
        "page.js",
    ];

    /// <summary>Writes a network as a page.</summary>
    /// <param name="network">The network.</param>
    /// <param name="precision">The numbers in which it computes.</param>
    /// <param name="title">The page's title.</param>
    /// <param name="sequences">What the golden vectors read; made sequences where it is empty.</param>
    /// <param name="example">Rows that the page's box holds when it opens, with their header; empty for none.</param>
    /// <returns>The page.</returns>
    public static WebPage Write(
        PortableNetwork network, WebPrecision precision, string title, IReadOnlyList<PortableSequence> sequences,
        string example = "")
    {
        var weights = new WebWeights(precision);
        var golden = new WebGolden(network, precision, GoldenSequences.Of(network, sequences));
        string model = WebModel.ToJson(network, precision, title, weights), engine = Engine(),
            page = WebFrame.Script(Joined(_page));
        var parts = new Dictionary<string, string>
        {
            ["title"] = WebUtility.HtmlEncode(title),
            ["task"] = WebUtility.HtmlEncode(network.Task),
            ["sentence"] = WebUtility.HtmlEncode(network.Sentence),
            ["style"] = WebResource.Read("page.css"),
            ["golden"] = golden.ToJson(example),
            ["model"] = model,
        };
        string html = WebFrame.Fill("page.html", engine, page, parts);
        return new WebPage(html, Encoding.UTF8.GetByteCount(model), golden.Steps);
    }

    /// <summary>Only the engine, the same in every page: a script that defines <c>Carousel</c>.</summary>
    /// <returns>JavaScript.</returns>
    public static string Engine() =>
        "const Carousel = (() => {\n\"use strict\";\n" + Joined(_engine)
            + "return { open, toNetwork, toData, bytesOf };\n})();\nif (typeof module === \"object\") module.exports = "
            + "Carousel;\n";

    /// <summary>How a precision is called on the page and on the command line.</summary>
    /// <param name="precision">The precision.</param>
    /// <returns><c>float32</c> or <c>int8</c>.</returns>
    public static string NameOf(WebPrecision precision) => precision == WebPrecision.Bytes ? "int8" : "float32";

    private static string Joined(string[] names) => string.Concat(names.Select(n => WebResource.Read(n) + "\n"));
}
