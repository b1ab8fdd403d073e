using System.Globalization;
using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests;

/// <summary>The size of every project is bounded, so that a change that adds code removes code somewhere.</summary>
public sealed partial class BudgetTests
{
    private const string Budgets = "eng/budgets.tsv";

    // More unused room than this means that the limit was not lowered after code was removed.
    private const int MostRoom = 2000;

    [Fact]
    public void Projects_KeepToTheirBudgets()
    {
        (string Project, int Limit)[] budgets =
        [
            .. File.ReadLines(Path.Combine(Repository.Root, Budgets)).Skip(1).Select(line => line.Split('\t'))
                .Select(cells => (cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture))),
        ];
        Assert.Equal(
            Rules.ProjectRule.Projects.Select(Rules.ProjectRule.FolderOf).Order(StringComparer.Ordinal),
            budgets.Select(b => b.Project).Order(StringComparer.Ordinal));
        string[] violations =
        [
            .. budgets.Select(b => (b.Project, b.Limit, Tokens: Repository.Files(b.Project, ".cs").Sum(Tokens)))
                .Where(b => b.Tokens > b.Limit || b.Tokens < b.Limit - MostRoom)
                .Select(b => b.Tokens > b.Limit
                    ? $"{b.Project} has {b.Tokens} tokens, {b.Limit} at most: remove code."
                    : $"{b.Project} has {b.Tokens} tokens, far fewer than its limit of {b.Limit}: lower it in "
                        + $"{Budgets}."),
        ];
        Assert.True(violations.Length == 0, string.Join('\n', violations));
    }

    [Theory]
    [InlineData("int a = b + 1; // a comment", 7)]
    [InlineData("/// <summary>Nothing.</summary>\nclass C;", 3)]
    [InlineData("Say(\"a text of \\\"words\\\"\");", 5)]
    public void Tokens_AreWordsSignsAndTexts_WithoutComments(string text, int tokens) =>
        Assert.Equal(tokens, Tokens(new SourceFile("src/Carousel/A.cs") { Text = text }));

    private static int Tokens(SourceFile file) => Token().Count(Comment().Replace(file.Text, ""));

    [GeneratedRegex(@"///.*|(?<!:)//.*")]
    private static partial Regex Comment();

    [GeneratedRegex("""\"(?:\\.|[^"\\])*"|\w+|[^\s\w]""")]
    private static partial Regex Token();
}
