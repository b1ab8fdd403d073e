using Carousel.Site.Pages;

namespace Carousel.Site.Tests;

public sealed class CodeColorsTests
{
    [Theory]
    [InlineData(
        "csharp", "var a = &quot;new&quot;; // if",
        "<span class=\"keyword\">var</span> a = <span class=\"string\">&quot;new&quot;</span>; <span "
        + "class=\"comment\">// if</span>")]
    [InlineData("csharp", "newer", "newer")]
    [InlineData("shell", "a --b # c", "a --b <span class=\"comment\"># c</span>")]
    [InlineData("text", "var # a", "var # a")]
    public void Apply_MarksWhatTheLanguageHas(string language, string code, string expected)
    {
        string open = $"<pre><code class=\"language-{language}\">";
        Assert.Equal($"{open}{expected}</code></pre>", CodeColors.Apply($"{open}{code}</code></pre>"));
    }
}
