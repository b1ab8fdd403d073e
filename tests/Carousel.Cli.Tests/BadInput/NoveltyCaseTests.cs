namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Bad input to <c>carousel inspect novelty</c>: one sentence, exit code 2, no files left; and the files
/// of a good run.
/// </summary>
public sealed class NoveltyCaseTests(NoveltyCaseTests.TextModel text) : IClassFixture<NoveltyCaseTests.TextModel>
{
    public static TheoryData<string, string> Cases => new()
    {
        { "--window 3", "--window must be 4…100000, but is 3" },
        { "--window 90000",
            "the longest sequence has .* steps, but four windows of 90000 are needed. Pass a longer one, or a smaller "
            + "--window" },
        { "--acts 1", "--acts must be 2…1000, but is 1" },
        { "--acts 500 --window 100",
            "--acts 500: .* has [0-9]+ windows of 100 steps, and an act needs at least one window" },
        { "--false-alarms 0", "--false-alarms must be 0.005…1000, but is 0" },
        { "--chapters ^BOOK", "no option '--chapters'. This option was removed" },
        { "--layer nowhere", "--layer: .* has no recurrent layer 'nowhere'" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Options_AreRefusedInOneSentence(string options, string said)
    {
        using var folder = new TemporaryFolder();

        string sentence = (await CliRun.OfAsync(
            [
                "inspect", "novelty", text.Model, text.Data, "--quiet", "--out", folder.File("looked"),
                .. options.Split(' '),
            ])).RequireOneSentence();

        Assert.Matches(said, sentence);
        Assert.Empty(folder.Entries());
    }

    [Fact]
    public async Task Look_LeavesItsPageAndTables_AndEndsWithJson()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync(
            "inspect", "novelty", text.Model, text.Data, "--acts", "4", "--quiet", "--json", "--out",
            folder.File("out"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("\"boundaries\":3", run.LastLine, StringComparison.Ordinal);
        string[] rows = await File.ReadAllLinesAsync(
            folder.File("out/boundaries.csv"), TestContext.Current.CancellationToken);
        Assert.Equal("sequence,step,row,found_by,begins", rows[0]);
        Assert.Equal(3, rows.Count(r => r.Contains(",acts,", StringComparison.Ordinal)));
        Assert.Contains(
            "Novelty of",
            await File.ReadAllTextAsync(folder.File("out/report.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    /// <summary>A tiny model of a text of four parts.</summary>
    public sealed class TextModel : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        public string Data => _folder.File("book.txt");

        public string Model => _folder.File("out/model.safetensors");

        public async ValueTask InitializeAsync()
        {
            string[] said =
            [
                "the whale swam deep and slow.\n", "a cold inn stood by the quay!\n", "LIST: rope, oil, iron, sail.\n",
                "who goes there? none goes there.\n",
            ];
            _folder.Write("book.txt", string.Concat(said.SelectMany(s => Enumerable.Repeat(s, 25))));
            CliRun run = await CliRun.OfAsync(
                "language", Data, "--epochs", "1", "--hidden", "6", "--sample", "0", "--threads", "1", "--out",
                _folder.File("out"));
            Assert.True(run.ExitCode == 0, run.Error);
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
