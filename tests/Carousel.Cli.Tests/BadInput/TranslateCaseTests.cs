using System.Globalization;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Parallel files that <c>carousel translate</c> cannot learn from: one sentence with the place and what to do, exit
/// code 2, no files left.
/// </summary>
public sealed class TranslateCaseTests
{
    public static TheoryData<string, string, string> Cases => new()
    {
        { "one two\nthree\n", "eins zwei\n", @"source\.txt has 2 lines, but .*target\.txt has 1" },
        { "one\n", "eins\nzwei\n", @"source\.txt has 1 line, but .*target\.txt has 2" },
        { "one " + new string('o', 5000) + "\n", "eins\n",
            @"source\.txt:1:5: the line has 5,004 characters, 5,000 of them without a blank from here on, and at most "
            + "4,000 are read. Write blanks between words and one sentence per line" },
        { "one\teins\n", "eins\n", @"source\.txt already has translations after tabs: leave out .*target\.txt" },
        { "one\n\n", "eins\nzwei\n", @"source\.txt:2: the line is empty" },
        { "", "eins\n", @"source\.txt is empty" },
        { "one\n", "eins\n", @"source\.txt has 1 line with a translation; 20 or more are needed" },
        { string.Concat(Enumerable.Repeat("word ", 5000)) + "\n", "eins\n",
            @"source\.txt:1: the line has 5,000 words" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Files_AreRefusedInOneSentence(string source, string target, string said)
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliProcess.RunAsync(
            folder.Path, "translate", folder.Write("source.txt", source), folder.Write("target.txt", target), "--out",
            folder.File("out"));
        Assert.Equal(2, run.ExitCode);
        Assert.Matches(said, run.Error);
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Theory]
    [InlineData("--beam", "0", "--beam must be 1…1024, but is 0")]
    [InlineData("--pieces", "12", "--pieces must be 260…65536, but is 12")]
    [InlineData("--test", "missing.txt", "missing.txt does not exist")]
    [InlineData("--test-target", "pairs.tsv", "--test-target names translations, but --test is missing")]
    [InlineData(
        "--validation-target", "pairs.tsv", "--validation-target names translations, but --validation is missing")]
    public async Task Options_AreRefusedInOneSentence(string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        string lines = string.Concat(Enumerable.Range(0, 30)
            .Select(k => string.Create(CultureInfo.InvariantCulture, $"one {k}\teins {k}\n")));
        CliRun run = await CliProcess.RunAsync(
            folder.Path, "translate", folder.Write("pairs.tsv", lines), option, value, "--out", folder.File("out"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shares_ThatLeaveNothingToLearnFrom_AreRefused()
    {
        using var folder = new TemporaryFolder();
        string lines = string.Concat(Enumerable.Range(0, 30)
            .Select(k => string.Create(CultureInfo.InvariantCulture, $"one {k}\teins {k}\n")));
        CliRun run = await CliProcess.RunAsync(
            folder.Path, "translate", folder.Write("pairs.tsv", lines), "--validation-share", "0.5", "--test-share",
            "0.5", "--out", folder.File("out"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(
            "has 30 lines: with 15 for --validation-share and 15 for --test-share, none is left for training",
            run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("out")));
    }
}
