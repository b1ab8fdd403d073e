using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Carousel.Site.Pages;

namespace Carousel.Site.Api;

/// <summary>The reference: a page a namespace, on it every type with its members and what is said of them.</summary>
internal sealed partial class ApiPages
{
    private const string Index = "api/index.html";

    private readonly ApiReference _api;
    private readonly Dictionary<string, ApiType> _byName = new(StringComparer.Ordinal);

    private ApiPages(ApiReference api)
    {
        _api = api;
        foreach (ApiType type in api.Types)
        {
            _byName.TryAdd(type.Name, type);
        }
    }

    /// <summary>Renders the reference.</summary>
    public static IEnumerable<SitePage> Render(ApiReference api)
    {
        var pages = new ApiPages(api);
        IGrouping<string, ApiType>[] namespaces =
        [
            .. api.Types.GroupBy(t => t.Namespace).OrderBy(g => g.Key, StringComparer.Ordinal),
        ];
        return [pages.Map(namespaces), .. namespaces.Select(pages.Namespace)];
    }

    private static string PathOf(string space) => $"api/{space}.html";

    private SitePage Map(IGrouping<string, ApiType>[] namespaces)
    {
        var html = new StringBuilder(
            "<h1>API</h1>\n<p>Every public type of the libraries, by namespace. The same lists, without words, are the "
            + "files <code>PublicApi.txt</code> of the projects, which a test holds.</p>\n");
        foreach (IGrouping<string, IGrouping<string, ApiType>> library in namespaces.GroupBy(
            n => _api.AssemblyOf[n.Key]))
        {
            html.Append($"<h2 id=\"{library.Key}\">{library.Key}</h2>\n<div class=\"table\"><table><tbody>\n");
            foreach (IGrouping<string, ApiType> space in library)
            {
                IEnumerable<string> types = space.Select(
                    t => $"<a href=\"{RelativePath.Between(Index, PathOf(t.Namespace))}#{t.Name}\">{t.Name}</a>");
                html.Append(
                    $"<tr><td><a "
                    + $"href=\"{RelativePath.Between(Index, PathOf(space.Key))}\">{space.Key}</a></td><td>"
                    + $"{string.Join(", ", types)}</td></tr>\n");
            }

            html.Append("</tbody></table></div>\n");
        }

        return new SitePage(Index, "All types", "API", html.ToString());
    }

    private SitePage Namespace(IGrouping<string, ApiType> space)
    {
        var html = new StringBuilder(
            $"<h1>{space.Key}</h1>\n<p>In the library "
            + $"<code>{_api.AssemblyOf[space.Key]}</code>: "
            + $"{string.Join(", ", space.Select(t => $"<a href=\"#{t.Name}\">{t.Name}</a>"))}.</p>\n");
        string path = PathOf(space.Key);
        foreach (ApiType type in space)
        {
            XElement? docs = _api.Docs.Of(type);
            html.Append(
                $"<section class=\"type\">\n<h2 id=\"{type.Name}\">{type.Name}</h2>\n<code "
                + $"class=\"signature\">{Signature(type.Declaration, path, type)}</code>\n");
            AppendDocs(html, docs, path, type, withParameters: false);
            foreach (ApiMember member in type.Members)
            {
                html.Append(
                    $"<div class=\"member\"><code "
                    + $"class=\"signature\">{Signature(member.Signature, path, type)}</code>\n");
                XElement? said = _api.Docs.Of(type, member, name => _byName.GetValueOrDefault(name));
                if (said is null && PositionalText(docs, member) is { } positional)
                {
                    html.Append($"<p>{Inline(positional, path, type)}</p>\n");
                }

                AppendDocs(
                    html, said ?? (member.Name == "#ctor" ? docs : null), path, type, withParameters: true,
                    withSummary: said is not null && said.Element("summary")?.Value != docs?.Element("summary")?.Value);
                html.Append("</div>\n");
            }

            html.Append("</section>\n");
        }

        return new SitePage(path, space.Key, "API", html.ToString());
    }

    // A property of a record is explained where the record's parameter is.
    private static XElement? PositionalText(XElement? type, ApiMember member) =>
        member.Parameters.Count > 0
            ? null
            : type?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == member.Name);

    private void AppendDocs(
        StringBuilder html, XElement? docs, string path, ApiType type, bool withParameters, bool withSummary = true)
    {
        if (docs is null)
        {
            return;
        }

        if (withSummary && docs.Element("summary") is { } summary)
        {
            html.Append($"<p>{Inline(summary, path, type)}</p>\n");
        }

        if (withSummary && docs.Element("remarks") is { } remarks)
        {
            html.Append($"<p>{Inline(remarks, path, type)}</p>\n");
        }

        string[] facts = !withParameters ? [] :
        [
            .. docs.Elements("param")
                .Select(p => $"<dt>{p.Attribute("name")!.Value}</dt><dd>{Inline(p, path, type)}</dd>"),
            .. docs.Elements("returns").Where(r => withSummary && r.Value.Length > 0)
                .Select(r => $"<dt>returns</dt><dd>{Inline(r, path, type)}</dd>"),
            .. docs.Elements("exception").Where(_ => withSummary)
                .Select(e => $"<dt>{Reference(e.Attribute("cref")!.Value, path)}</dt><dd>{Inline(e, path, type)}</dd>"),
        ];
        if (facts.Length > 0)
        {
            html.Append($"<dl>{string.Join('\n', facts)}</dl>\n");
        }
    }

    private string Inline(XElement element, string path, ApiType type) =>
        string.Concat(element.Nodes().Select(node => node switch
        {
            XText text => WebUtility.HtmlEncode(Blanks().Replace(text.Value, " ")),
            XElement { Name.LocalName: "see" or "seealso" } see when see.Attribute("cref") is { } cref =>
                Reference(cref.Value, path),
            XElement { Name.LocalName: "see" or "seealso" } see =>
                $"<code>{WebUtility.HtmlEncode(see.FirstAttribute?.Value ?? "")}</code>",
            XElement { Name.LocalName: "paramref" or "typeparamref" } named =>
                $"<code>{named.Attribute("name")!.Value}</code>",
            XElement { Name.LocalName: "c" } code => $"<code>{WebUtility.HtmlEncode(code.Value)}</code>",
            XElement { Name.LocalName: "code" } block =>
                $"</p><pre><code>{WebUtility.HtmlEncode(block.Value.Trim('\n'))}</code></pre><p>",
            XElement { Name.LocalName: "para" } para => $"</p><p>{Inline(para, path, type)}",
            XElement { Name.LocalName: "item" } item => $"<br>• {Inline(item, path, type)}",
            XElement other => Inline(other, path, type),
            _ => "",
        })).Trim();

    // T:Carousel.Layers.Lstm, M:Carousel.Layers.Layer.Build(…): the type's place where it has one, the last names in
    // any case.
    private string Reference(string cref, string path)
    {
        string[] parts = [.. cref.Split('(')[0].Split(':')[^1].Split('.').Select(part => part.Split('`')[0])];
        string shown = cref.StartsWith("T:", StringComparison.Ordinal) ? parts[^1]
            : parts[^1] == "#ctor" ? parts[^2]
            : string.Join('.', parts[^2..]);
        string owner = cref.StartsWith("T:", StringComparison.Ordinal) ? parts[^1] : parts[^2];
        return _byName.TryGetValue(owner, out ApiType? type)
            ? $"<a href=\"{Link(type, path)}\">{shown}</a>"
            : $"<code>{WebUtility.HtmlEncode(shown)}</code>";
    }

    private string Signature(string signature, string path, ApiType own) =>
        Names().Replace(WebUtility.HtmlEncode(signature), m =>
        m.Value != own.Name && _byName.TryGetValue(m.Value, out ApiType? type)
            ? $"<a href=\"{Link(type, path)}\">{m.Value}</a>"
            : m.Value);

    private static string Link(ApiType type, string path) =>
        $"{RelativePath.Between(path, PathOf(type.Namespace))}#{type.Name}";

    // A name in the place of a type: nothing that is followed by what makes it a member's or a parameter's own name.
    [GeneratedRegex(@"(?<![\w.#&])[A-Z]\w+(?!\w|\s*[({=]|\s*,\s*\w+\)$)")]
    private static partial Regex Names();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
