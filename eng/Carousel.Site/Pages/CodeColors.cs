using System.Text.RegularExpressions;

namespace Carousel.Site.Pages;

/// <summary>
/// Marks keywords, strings and comments of C# blocks, and comments of shell blocks; other blocks stay as they are.
/// </summary>
internal static partial class CodeColors
{
    /// <summary>Marks the blocks of a page.</summary>
    /// <param name="html">The page, whose blocks name their language as Markdig does.</param>
    public static string Apply(string html) => Blocks().Replace(html, block => block.Groups["language"].Value switch
    {
        "csharp" => block.Groups["open"].Value + CSharp().Replace(block.Groups["code"].Value, Marked) + "</code>",
        "shell" => block.Groups["open"].Value + Shell().Replace(block.Groups["code"].Value, Marked) + "</code>",
        _ => block.Value,
    });

    private static string Marked(Match token)
    {
        string kind = token.Groups.Values.Skip(1).First(g => g.Success).Name;
        return $"<span class=\"{kind}\">{token.Value}</span>";
    }

    [GeneratedRegex(
        "(?<open><code class=\"language-(?<language>[a-z]+)\">)(?<code>.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    // What Markdig encodes stays encoded: a quotation mark is &quot;.
    [GeneratedRegex(
        @"(?<comment>//[^\n]*)|(?<string>[$@]?&quot;.*?&quot;)|(?<keyword>\b("
            + "abstract|as|await|bool|break|byte|case|class|const|continue|default|do|double|else|false|finally|float|"
            + "for|foreach|if|in|int|internal|is|long|namespace|new|null|out|override|params|private|protected|public|"
            + "readonly|record|return|sealed|static|string|switch|this|throw|true|try|using|var|void|when|while|with"
            + @")\b)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex CSharp();

    [GeneratedRegex(@"(?<comment>(?<=^|\s)#[^\n]*)", RegexOptions.Multiline)]
    private static partial Regex Shell();
}
