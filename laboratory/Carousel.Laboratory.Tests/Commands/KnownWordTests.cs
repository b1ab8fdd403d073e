using Carousel.Cli.Tests.Documentation;
using Carousel.Lab;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Textbook;

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

    [Theory]
    [InlineData("src/Carousel.Cli/Errors/words.tsv", 2, 10)]
    [InlineData("docs/results/statements.tsv", 3, 50)]
    public void Commands_OfATable_AreUnderstood(string table, int column, int least)
    {
        string[][] commands =
        [
            .. DocumentedCommand.OfTable(table, column).Select(command => command.Words)
                .Where(words => words is [DocumentedCommand.Laboratory, ..]),
        ];
        Assert.InRange(commands.Length, least, int.MaxValue);
        Assert.All(commands, words => Assert.Null(DocumentedCommand.Error(words, [new LaboratoryCommand()])));

        // The parser takes any name and any row; a name that does not exist would lead to the table again.
        Assert.All(
            commands.Where(words => words.Length > 1),
            words => Assert.Contains(words[1], LaboratoryCommand.Names));
        Assert.All(
            commands.Where(words => words is [_, TextbookRuns.Textbook, "--row", _]),
            words => Assert.Contains(
                StatementCatalogue.All, row => $"{row.Number}" == words[3]));
        Assert.All(
            commands.Where(words => words is [_, not TextbookRuns.Textbook, "--row", _]),
            words => Assert.Contains(
                ExperimentCatalogue.All.Single(e => e.Name == words[1]).Rows, row => row.Name == words[3]));
    }
}
