using Carousel.Site.Api;
using Carousel.Site.Pages;

namespace Carousel.Site.Tests;

public sealed class ApiReferenceTests
{
    private static readonly string[] _text =
    [
        "namespace A.B", "",
        "  abstract class Shape", "    abstract int Area(int scale = 1)", "",
        "  sealed record Square : Shape, IThing<int>", "    Square(int Side, IReadOnlyList<(int, string)> Names)",
        "    override int Area(int scale = 1)", "    int Side { get; init; }",
        "    (int, string) Pair<T>(T value, Func<int, T> make) where T : class",
        "    float this[int row, int column] { get; }", "    static Square operator Addition(Square a, Square b)",
        "    const int Most = 3", "",
        "  delegate Square Maker(int side)", "",
    ];

    private const string Xml = """
        <doc><members>
        <member name="T:A.B.Square">
        <summary>Four sides, see <see cref="T:A.B.Shape"/>.</summary><param name="Side">Of one &lt; side.</param>
        </member>
        <member name="M:A.B.Shape.Area(System.Int32)">
        <summary>How large.</summary><param name="scale">By what.</param>
        </member>
        <member name="M:A.B.Square.Area(System.Int32)"><inheritdoc/></member>
        <member name="M:A.B.Square.Pair``1(``0,System.Func{System.Int32,``0})">
        <summary>Two.</summary><returns>Both.</returns>
        </member>
        </members></doc>
        """;

    [Fact]
    public void Parse_FindsTypesAndMembers()
    {
        ApiType[] types = [.. ApiReference.Parse(_text)];

        Assert.Equal(["Shape", "Square", "Maker"], types.Select(t => t.Name));
        Assert.All(types, t => Assert.Equal("A.B", t.Namespace));
        Assert.Equal(["Shape", "IThing"], types[1].Bases);
        Assert.Equal(
            ["#ctor", "Area", "Side", "Pair", "Item", "op_Addition", "Most"], types[1].Members.Select(m => m.Name));
        Assert.Equal(["Side", "Names"], types[1].Members[0].Parameters);
        Assert.Equal(["value", "make"], types[1].Members[3].Parameters);
    }

    [Fact]
    public void Pages_SayWhatTheDocumentationSays()
    {
        var docs = new XmlDocs();
        docs.Add(Xml);
        var api = new ApiReference(
            [.. ApiReference.Parse(_text)], new Dictionary<string, string> { ["A.B"] = "Lib" }, docs);

        SitePage[] pages = [.. ApiPages.Render(api)];

        string html = Assert.Single(pages, p => p.Path == "api/A.B.html").Html;
        Assert.Contains("<p>Four sides, see <a href=\"A.B.html#Shape\">Shape</a>.</p>", html, StringComparison.Ordinal);
        Assert.Contains("<dt>Side</dt><dd>Of one &lt; side.</dd>", html, StringComparison.Ordinal);
        Assert.Contains("<dt>returns</dt><dd>Both.</dd>", html, StringComparison.Ordinal);
        Assert.Equal(3, html.Split("How large.").Length);
        Assert.Contains(
            "<a href=\"A.B.html#Square\">Square</a>", pages.Single(p => p.Path == "api/index.html").Html,
            StringComparison.Ordinal);
    }
}
