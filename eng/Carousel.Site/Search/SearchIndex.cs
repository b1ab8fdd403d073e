using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Carousel.Site.Pages;

namespace Carousel.Site.Search;

/// <summary>
/// What the search looks through: a script that sets a list, since a page of a folder may not read other files.
/// </summary>
internal static partial class SearchIndex
{
    /// <summary>The script. An entry a heading: page, heading, address, words.</summary>
    /// <param name="pages">All pages.</param>
    public static string Of(IEnumerable<SitePage> pages)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (SitePage page in pages)
            {
                Write(json, page);
            }

            json.WriteEndArray();
        }

        return $"window.carouselSearch = {Encoding.UTF8.GetString(bytes.ToArray())};\n";
    }

    private static void Write(Utf8JsonWriter json, SitePage page)
    {
        Match[] headings = [.. Headings().Matches(page.Html).Cast<Match>()];
        for (int k = 0; k < headings.Length; k++)
        {
            int end = k + 1 < headings.Length ? headings[k + 1].Index : page.Html.Length;
            string id = headings[k].Groups["id"].Value;
            json.WriteStartArray();
            json.WriteStringValue(page.Title);
            json.WriteStringValue(Plain(headings[k].Groups["text"].Value));
            json.WriteStringValue(
                id.Length > 0 && headings[k].Groups["level"].Value != "1" ? $"{page.Path}#{id}" : page.Path);
            json.WriteStringValue(Plain(page.Html[(headings[k].Index + headings[k].Length)..end]));
            json.WriteEndArray();
        }
    }

    private static string Plain(string html) =>
        Blanks().Replace(WebUtility.HtmlDecode(Tags().Replace(html, " ")), " ").Trim();

    [GeneratedRegex("<h(?<level>[1-4])( id=\"(?<id>[^\"]*)\")?[^>]*>(?<text>.*?)</h[1-4]>", RegexOptions.Singleline)]
    private static partial Regex Headings();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
