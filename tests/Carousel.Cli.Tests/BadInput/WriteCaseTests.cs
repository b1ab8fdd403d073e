using static Carousel.Cli.Tests.BadInput.JobCases;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Files that <c>carousel write</c> cannot learn from: one sentence with the place and what to do, exit code 2, no
/// files left.
/// </summary>
public sealed class WriteCaseTests
{
    [Theory]
    [MemberData(nameof(JobCases.Write), MemberType = typeof(JobCases))]
    public async Task File_IsRefusedInOneSentence(string what, string text, string said)
    {
        using var folder = new TemporaryFolder();
        string sentence = await RefusedAsync(
            folder, ["write", folder.Write("data.csv", text), "--out", folder.File("out")]);
        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(sentence, said), $"{what}: {sentence}");
    }

    [Theory]
    [MemberData(nameof(JobCases.WriteOptions), MemberType = typeof(JobCases))]
    public async Task Option_IsRefusedInOneSentence(string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            said,
            await RefusedAsync(
                folder, ["write", folder.Write("data.csv", Drawings(10)), option, value, "--out", folder.File("out")]),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WithAnUnknownClass_IsNamedWithItsLine()
    {
        using var folder = new TemporaryFolder();
        string test = folder.Write("test.csv", "0,0,9,9,a\n0,0,9,9,c\n");
        Assert.Contains(
            "test.csv:2: the class 'c' does not occur in the training data",
            await RefusedAsync(
                folder, ["write", folder.Write("data.csv", Drawings(10)), "--test", test, "--out", folder.File("out")]),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shares_ThatLeaveNothingToLearnFrom_AreRefused()
    {
        using var folder = new TemporaryFolder();
        string sentence = await RefusedAsync(
            folder,
            [
                "write", folder.Write("data.csv", Drawings(10)), "--validation-share", "0.5", "--test-share", "0.5",
                "--out", folder.File("out"),
            ]);
        Assert.Contains(
            "has 20 drawings: with 10 for --validation-share and 10 for --test-share, none is left for training",
            sentence, StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(TemporaryFolder folder, string[] arguments)
    {
        IReadOnlyList<string> before = folder.Entries();
        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();
        Assert.Equal(before, folder.Entries());
        return sentence;
    }
}
