using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.English;

/// <summary>Pages are few and short, and so are the sentences of those that a user follows step by step.</summary>
public sealed partial class PageLengthTests
{
    private const int MostWords = 30, MostLines = 90;
    private const double MostLong = 0.05;

    [Theory]
    [InlineData("docs/tutorials")]
    [InlineData("docs/how-to")]
    public void Sentences_AreShort(string folder)
    {
        string[][] sentences = [.. Repository.Files(folder, ".md").SelectMany(page => Sentences(page.Text))];
        Assert.NotEmpty(sentences);
        string[][] tooLong = [.. sentences.Where(words => words.Length > MostWords)];
        Assert.True(
            tooLong.Length <= MostLong * sentences.Length,
            $"{folder}: {tooLong.Length} of {sentences.Length} sentences have more than {MostWords} words:\n"
            + string.Join('\n', tooLong.Take(20).Select(words => string.Join(' ', words))));
    }

    [Fact]
    public void PagesOfOneTask_HaveAtMost90Lines() =>
        Assert.All(
            Repository.Files("docs/how-to", ".md"),
            page => Assert.True(page.Text.Count(c => c == '\n') <= MostLines, page.Path));

    [Theory]
    [InlineData("One two three. Four five!\n\n- Six.\n", "3 2 1")]
    [InlineData("# Not this\n\n| nor | this |\n\nOne `carousel forecast a.csv` two.\n\n```text\nNor this.\n```\n", "3")]
    public void Sentences_AreCounted_WithoutTablesAndCode(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Sentences(text).Select(words => words.Length)));

    private static IEnumerable<string[]> Sentences(string text)
    {
        string prose = Span().Replace(Skipped().Replace(Fence().Replace(text, "\n"), "\n"), "c");
        return End().Split(prose).Select(sentence => Word().Matches(sentence).Select(word => word.Value).ToArray())
            .Where(words => words.Length > 0);
    }

    [GeneratedRegex("```.*?```|<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^(#|\||\s{4,}).*$", RegexOptions.Multiline)]
    private static partial Regex Skipped();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex Span();

    [GeneratedRegex(@"(?<=[.!?])\s+|\n\s*\n|\n\s*[-*\d]+\.?\s")]
    private static partial Regex End();

    [GeneratedRegex(@"[\p{L}\d][\p{L}\d'’.,-]*")]
    private static partial Regex Word();
}
