using Carousel.Cli.Commands;

namespace Carousel.Cli.Tests.Documentation;

/// <summary>
/// Every command line that a page shows is understood, and those that need nothing but the bundled samples and a moment
/// are run.
/// </summary>
public sealed class DocumentedCommandTests
{
    private static readonly DocumentedCommand[] _all =
        [.. DocumentedCommand.All.Where(c => c.IsOfCarousel)];

    [Fact]
    public void Commands_AreUnderstood()
    {
        Assert.True(_all.Length > 150, $"Only {_all.Length} commands were found.");
        IReadOnlyList<VerbCommand> verbs = VerbCatalogue.MakeAll();
        string[] wrong =
        [
            .. _all.Select(c => (Command: c, Error: DocumentedCommand.Error(c.Words, verbs)))
                .Where(c => c.Error is not null)
                .Select(c => $"{c.Command}: {c.Error}"),
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("forecst a.csv")]
    [InlineData("forecast a.csv --hiden 3")]
    [InlineData("forecast a.csv --hidden many")]
    [InlineData("describe forecast a.csv --hiden 3")]
    [InlineData("inspect trases a b")]
    public void ACommand_ThatIsNotUnderstood_IsFound(string line) =>
        Assert.NotNull(DocumentedCommand.Error(line.Split(' '), VerbCatalogue.MakeAll()));

    [Fact]
    public async Task Commands_ThatTakeAMoment_Run()
    {
        string[][] quick = [.. _all.Select(c => c.Words).Where(IsQuick).DistinctBy(words => string.Join(' ', words))];
        Assert.NotEmpty(quick);
        using var folder = new TemporaryFolder();
        foreach (string[] words in quick)
        {
            string[] here =
            [
                .. words.Select(
                    w => w.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(Repository.Folder, w) : w),
            ];
            CliRun run = await CliProcess.RunAsync(folder.Path, here);
            Assert.True(run.ExitCode == 0, $"carousel {string.Join(' ', words)}: {run.Error}");
        }
    }

    [Theory]
    [InlineData("```shell\ncarousel a --b 1 | jq .c      # d\n```\n", "a --b 1")]
    [InlineData("    carousel a \"b c\" 'd' > e.csv\n", "a,b c,d")]
    [InlineData("    cat a | carousel b && carousel c\n", "b;c")]
    [InlineData("    for s in 1 2; do carousel a --seed $s; done\n", "a --seed $s")]
    [InlineData("    carousel a \\\n      --b\n", "a --b")]
    [InlineData("    dotnet run -c Release --project src/Carousel.Cli -- a\n", "a")]
    [InlineData("carousel a\n```text\ncarousel b\n```\n    carousel c [--d]\n", "")]
    public void Page_HasItsCommands(string text, string expected) => Assert.Equal(
        expected.Replace(' ', ','),
        string.Join(';', DocumentedCommand.Of("page.md", text).Select(c => string.Join(',', c.Words)))
            .Replace(' ', ','));

    private static bool IsQuick(string[] words) =>
        words is []
        || (words is ["describe", not null, { } data, ..] && data.StartsWith("samples/", StringComparison.Ordinal));
}
