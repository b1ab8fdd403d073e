using System.CommandLine;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;

namespace Carousel.Cli.Tests;

/// <summary>The guide shows command lines that are understood, and names every verb and every exit code.</summary>
public sealed class GuideTests
{
    private static readonly string _guide = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "guide", "command-line.md"));

    [Theory]
    [InlineData("guide/command-line.md")]
    [InlineData("claims.md")]
    [InlineData("laboratory.md")]
    public void Commands_AreUnderstood(string page)
    {
        string[] commands = [.. File.ReadAllText(Path.Combine(Repository.Folder, "docs", page)).Split('\n').Where(l => l.StartsWith("carousel ", StringComparison.Ordinal) && !l.Contains('·') && !l.Contains('<'))];
        Assert.NotEmpty(commands);
        Assert.All(commands, command =>
        {
            IReadOnlyList<VerbCommand> verbs = VerbCatalogue.MakeAll();
            var root = new RootCommand();
            foreach (VerbCommand one in verbs)
            {
                root.Subcommands.Add(one.Syntax);
            }

            string[] words = [.. command.Split(' ').Skip(1).TakeWhile(w => w is not ("|" or ">"))];
            ParseResult result = root.Parse(words);
            VerbCommand? verb = verbs.FirstOrDefault(v => v.Syntax == result.CommandResult.Command);
            Assert.NotNull(verb);
            Assert.Null(UsageErrors.Find(result, verb, verbs));
        });
    }

    [Fact]
    public void Options_ThatTheGuideNames_AreThere()
    {
        HashSet<string> known = [.. VerbCatalogue.MakeAll().SelectMany(v => v.Options).SelectMany(o => o.Aliases.Append(o.Name)), "--help", "--project", "--"];
        string[] named = [.. _guide.Split(' ', '`', '\n', '|', ',', '.', ';', ':', ')', '(').Where(w => w.StartsWith("--", StringComparison.Ordinal) && w.Trim('-').Length > 0)];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, known));
    }

    [Fact]
    public void Verbs_AreAllExplained() =>
        Assert.All(VerbCatalogue.MakeAll(), v => Assert.Contains($"| `{v.Name} ", _guide, StringComparison.Ordinal));
}
