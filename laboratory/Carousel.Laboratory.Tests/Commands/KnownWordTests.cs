using Carousel.Cli.Errors;
using Carousel.Cli.Tests;
using Carousel.Cli.Tests.Documentation;
using Carousel.Lab;

namespace Carousel.Laboratory.Tests.Commands;

/// <summary>Words that name no experiment lead to a command and a page, by the table of <c>carousel</c>.</summary>
public sealed class KnownWordTests
{
    [Theory]
    [InlineData("vanishing", "carousel-lab ", "docs/explanation/")]
    [InlineData("PID", "carousel-lab textbook --row 23", "docs/explanation/textbook.md")]
    [InlineData("churn", "carousel survive ", "docs/how-to/rank-customers.md")]
    public async Task AWord_LeadsToACommandAndAPage(string word, string command, string page)
    {
        string said = (await LabRun.OfAsync(word)).RequireOneSentence();
        Assert.Contains(command, said, StringComparison.Ordinal);
        Assert.Contains(page, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_OfTheTable_AreUnderstood()
    {
        string table = Path.Combine(Repository.Folder, "src", "Carousel.Cli", "Errors", KnownWords.Table);
        string[][] commands =
        [
            .. File.ReadLines(table).Select(line => line.Split('\t')[2])
                .SelectMany(command => DocumentedCommand.Of(KnownWords.Table, $"    {command}\n"))
                .Select(command => command.Words).Where(words => words is [DocumentedCommand.Laboratory, ..]),
        ];
        Assert.True(commands.Length > 10, $"Only {commands.Length} commands were found.");
        Assert.All(commands, words => Assert.Null(DocumentedCommand.Error(words, [new LaboratoryCommand()])));

        // The parser takes any name; a name that does not exist would lead to a word of the table again.
        Assert.All(
            commands.Where(words => words.Length > 1),
            words => Assert.Contains(words[1], LaboratoryCommand.Names));
    }
}
