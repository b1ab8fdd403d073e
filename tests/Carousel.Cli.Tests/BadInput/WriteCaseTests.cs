namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Files that <c>carousel write</c> cannot learn from: one sentence with the place and what to do, exit code 2, nothing
/// left behind.
/// </summary>
public sealed class WriteCaseTests
{
    private const string Good = "0,0,9,9,a\n0,9,9,0,b\n";

    public static TheoryData<string, string, string> Cases => new()
    {
        { "nothing", "", "data.csv is empty" },
        { "a point too few", Repeat(6) + "0,0,9,a\n", @"data.csv:13: the line has 4 cells, those before have 5" },
        { "no number", Repeat(6) + "0,0,nine,9,a\n", @"data.csv:13:3: 'nine' is no coordinate" },
        { "an empty label", Repeat(6) + "0,0,9,9,\n", @"data.csv:13:5: the label is empty" },
        { "one class", string.Concat(Enumerable.Repeat("0,0,9,9,a\n", 12)), "only one class, 'a'" },
        { "three drawings", "0,0,9,9,a\n0,9,9,0,b\n0,0,9,9,a\n", @"has 3 drawings. 6 are the least" },
        { "no JSON", "[[1,2,0]\n", @"data.csv:1:9: the line is no JSON" },
        { "a lift of two", "[[1,2,2]]\n", @"data.csv:1:1: the lift of point 1 is neither 0 nor 1" },
        { "a table without y", "drawing,x\na,1\n", "the header has no column 'y'" },
        { "a drawing in two parts", "drawing,x,y\na,1,1\nb,1,1\na,2,2\n",
            @"data.csv:4:1: the drawing 'a' goes on here" },
        { "points of one place only", string.Concat(Enumerable.Repeat("[[1,2,1]]\n", 12)),
            "no drawing has two points" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task File_IsRefusedInOneSentence(string what, string text, string said)
    {
        using var folder = new TemporaryFolder();
        string sentence = await RefusedAsync(
            folder, ["write", folder.Write("data.csv", text), "--out", folder.File("out")]);
        Assert.True(System.Text.RegularExpressions.Regex.IsMatch(sentence, said), $"{what}: {sentence}");
    }

    [Theory]
    [InlineData("--mode", "read", "--mode must be classify, recognise or generate, but is 'read'")]
    [InlineData("--join", "3-6", "--join makes lines of single symbols: pass --mode recognise with it")]
    [InlineData("--join", "6-3", "--join must be two whole numbers from 1 to 20")]
    [InlineData("--test", "missing.csv", "missing.csv does not exist")]
    [InlineData("--bias", "-1", "--bias must be 0…10, but is -1")]
    [InlineData("--components", "0", "--components must be 1…100, but is 0")]
    [InlineData("--test-share", "0.9", "--test-share must be 0.01…0.5")]
    public async Task Option_IsRefusedInOneSentence(string option, string value, string said)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            said,
            await RefusedAsync(
                folder, ["write", folder.Write("data.csv", Repeat(10)), option, value, "--out", folder.File("out")]),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WithAnUnknownClass_IsNamedWithItsLine()
    {
        using var folder = new TemporaryFolder();
        string test = folder.Write("test.csv", "0,0,9,9,a\n0,0,9,9,c\n");
        Assert.Contains(
            "the class 'c' does not occur in the training data",
            await RefusedAsync(
                folder, ["write", folder.Write("data.csv", Repeat(10)), "--test", test, "--out", folder.File("out")]),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shares_ThatLeaveNothingToLearnFrom_AreRefused()
    {
        using var folder = new TemporaryFolder();
        string sentence = await RefusedAsync(
            folder,
            [
                "write", folder.Write("data.csv", Repeat(10)), "--validation-share", "0.5", "--test-share", "0.5",
                "--out", folder.File("out"),
            ]);
        Assert.Contains(
            "has 20 drawings, of which 10 for --validation-share and 10 for --test-share leave nothing to learn from",
            sentence, StringComparison.Ordinal);
    }

    private static string Repeat(int times) => string.Concat(Enumerable.Repeat(Good, times));

    private static async Task<string> RefusedAsync(TemporaryFolder folder, string[] arguments)
    {
        IReadOnlyList<string> before = folder.Entries();
        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();
        Assert.Equal(before, folder.Entries());
        return sentence;
    }
}
