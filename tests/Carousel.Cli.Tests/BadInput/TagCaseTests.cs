using System.Text;
using static Carousel.Cli.Tests.BadInput.JobCases;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Files that <c>carousel tag</c> cannot learn from: one sentence with the place and what to do, exit code 2, no
/// files left.
/// </summary>
public sealed class TagCaseTests
{
    [Theory]
    [MemberData(nameof(JobCases.Tag), MemberType = typeof(JobCases))]
    public async Task File_IsRefusedInOneSentence(string what, string text, string said)
    {
        using var folder = new TemporaryFolder();
        string sentence = await RefusedAsync(
            folder, ["tag", folder.Write("data.conll", text), "--out", folder.File("out")]);
        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(sentence, said), $"{what}: {sentence}");
    }

    [Fact]
    public async Task Bytes_ThatAreInNoEncoding_AreNamedWithTheirLine()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Sentences(12)), (byte)'l', 0x81, (byte)'\t', (byte)'D', (byte)'\n'];
        Assert.Contains(
            "UTF-8",
            await RefusedAsync(folder, ["tag", folder.Write("data.conll", bytes), "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "x,label\n1,A\nhundo,B\n",
        "data.csv:3:1: 'hundo' in column 'x' is not a number. Correct it, or rename the column to id if it "
        + "separates sequences. Text belongs in a tab-separated file, one token per line, followed by its label.")]
    [InlineData("x,label\n1,A\n,B\n", "data.csv:3:1: the cell of column 'x' is empty. Write a number")]
    public async Task Table_OfText_IsRefusedWithoutOptionsThatTagLacks(string text, string said)
    {
        using var folder = new TemporaryFolder();
        string sentence = await RefusedAsync(
            folder, ["tag", folder.Write("data.csv", text), "--out", folder.File("out")]);
        Assert.Contains(said, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("--missing", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_InNoEncoding_IsNamedWithItsLine()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = [.. Encoding.UTF8.GetBytes("x,label\n1,A\n2,"), 0x81, (byte)'\n'];
        Assert.Contains(
            "data.csv:3: byte",
            await RefusedAsync(folder, ["tag", folder.Write("data.csv", bytes), "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(JobCases.TagOptions), MemberType = typeof(JobCases))]
    public async Task Option_IsRefusedInOneSentence(string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            said,
            await RefusedAsync(
                folder, ["tag", folder.Write("data.conll", Sentences(40)), option, value, "--out", folder.File("out")]),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vectors_OfAnotherWidth_AreNamedWithTheirLine()
    {
        using var folder = new TemporaryFolder();
        string vectors = folder.Write("v.txt", "la 1 2\nkato 1\n");
        Assert.Contains(
            "v.txt:2: ",
            await RefusedAsync(
                folder,
                ["tag", folder.Write("data.conll", Sentences(40)), "--vectors", vectors, "--out", folder.File("out")]),
                StringComparison.Ordinal);
    }

    private static async Task<string> RefusedAsync(TemporaryFolder folder, string[] arguments)
    {
        IReadOnlyList<string> before = folder.Entries();
        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();
        Assert.Equal(before, folder.Entries());
        return sentence;
    }
}
