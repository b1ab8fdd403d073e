using System.Text;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Files that <c>carousel tag</c> cannot learn from: one sentence with the place and what to do, exit code 2, nothing
/// left behind.
/// </summary>
public sealed class TagCaseTests
{
    private const string Good = "la\tD\nkato\tN\nvidas\tV\n\n";

    public static TheoryData<string, string, string> Cases => new()
    {
        { "a token line without its column", Repeat(12) + "la\tD\nkato\n",
            @"data.conll:50:2: the line has 1 column between tabs, but the first token line has 2 \('la D'\)\. "
            + ".*blank" },
        { "a column too many", Repeat(12) + "la\tD\tX\n", @"data.conll:49:3: the line has 3 columns" },
        { "an empty label", Repeat(12) + "la\t\n", @"data.conll:49:2: the label is empty" },
        { "no labels", "la\nkato\n\n", "data.conll has one column, the tokens, but no labels" },
        { "one label", string.Concat(Enumerable.Repeat("la\tD\n\n", 20)),
            "data.conll: column 2 holds one label only, 'D'" },
        { "one sentence", Good, "data.conll has 1 sentence: too few .* --test" },
        { "nothing", "", "data.conll is empty" },
        { "blank lines", "\n\n\n", "data.conll holds no token" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task File_IsRefusedInOneSentence(string what, string text, string said)
    {
        using var folder = new TemporaryFolder();
        string sentence = await RefusedAsync(
            folder, ["tag", folder.Write("data.conll", text), "--out", folder.File("out")]);
        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(sentence, said), $"{what}: {sentence}");
    }

    [Fact]
    public async Task Bytes_ThatAreNotUtf8_AreNamedWithTheirLine()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Repeat(12)), (byte)'l', 0xE4, (byte)'\t', (byte)'D', (byte)'\n'];
        Assert.Contains(
            "UTF-8",
            await RefusedAsync(folder, ["tag", folder.Write("data.conll", bytes), "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "x,label\n1,A\nhundo,B\n",
        "data.csv:3:1: 'hundo' in column 'x' is not a number. Correct it; text goes into a file with columns between "
        + "tabs, one token a line")]
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
    public async Task Table_ThatIsNotUtf8_IsNamedWithItsLine()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = [.. Encoding.UTF8.GetBytes("x,label\n1,A\n2,"), 0xE4, (byte)'\n'];
        Assert.Contains(
            "data.csv:3: byte",
            await RefusedAsync(folder, ["tag", folder.Write("data.csv", bytes), "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--label", "9", "--label names the column '9', but the columns are 1 to 2")]
    [InlineData("--test", "missing.conll", "missing.conll does not exist")]
    [InlineData("--vectors", "missing.txt", "missing.txt does not exist")]
    [InlineData("--word-size", "5000", "--word-size must be 0…1024, but is 5000")]
    [InlineData("--test-share", "0.9", "--test-share must be 0.01…0.5")]
    [InlineData("--decoder", "viterbi", "--decoder")]
    public async Task Option_IsRefusedInOneSentence(string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            said,
            await RefusedAsync(
                folder, ["tag", folder.Write("data.conll", Repeat(40)), option, value, "--out", folder.File("out")]),
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
                ["tag", folder.Write("data.conll", Repeat(40)), "--vectors", vectors, "--out", folder.File("out")]),
                StringComparison.Ordinal);
    }

    private static string Repeat(int sentences) => string.Concat(Enumerable.Repeat(Good, sentences));

    private static async Task<string> RefusedAsync(TemporaryFolder folder, string[] arguments)
    {
        IReadOnlyList<string> before = folder.Entries();
        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();
        Assert.Equal(before, folder.Entries());
        return sentence;
    }
}
