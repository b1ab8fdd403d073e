using Carousel.Site.Checks;
using Carousel.Site.Pages;

namespace Carousel.Site.Tests;

public sealed class LinkCheckTests
{
    [Theory]
    [InlineData("<a href=\"b/c.html#d\">", null)]
    [InlineData("<a href=\"https://example.org/x\">", null)]
    [InlineData("<p id=\"e\"> <a href=\"#e\">", null)]
    [InlineData("<a href=\"b/x.html\">", "a.html: links to b/x.html, and there is no b/x.html.")]
    [InlineData("<a href=\"b/c.html#x\">", "a.html: links to b/c.html#x, and b/c.html has no such heading.")]
    [InlineData("<a href=\"#x\">", "a.html: links to #x, and a.html has no such heading.")]
    [InlineData("<img src=\"x.png\">", "a.html: links to x.png, and there is no x.png.")]
    public void Broken_NamesLinksThatLeadNowhere(string html, string? expected)
    {
        var files = new SiteFiles();
        files.Add("a.html", html);
        files.Add("b/c.html", "<h2 id=\"d\">");

        Assert.Equal(expected, LinkCheck.Broken(files).SingleOrDefault());
    }

    [Theory]
    [InlineData("a.html", "b.html", "b.html")]
    [InlineData("guide/a.html", "b.html", "../b.html")]
    [InlineData("guide/a.html", "guide/b.html", "b.html")]
    [InlineData("a/b/c.html", "a/d/e.html", "../d/e.html")]
    public void RelativePath_LeadsFromOneToTheOther(string from, string to, string expected)
    {
        Assert.Equal(expected, RelativePath.Between(from, to));
        Assert.Equal(to, RelativePath.Resolve(from, expected));
    }

    [Fact]
    public void TwoPages_OfOnePath_AreRefused()
    {
        var files = new SiteFiles();
        files.Add("a.html", "");

        Assert.Throws<InvalidOperationException>(() => files.Add("a.html", ""));
    }
}
