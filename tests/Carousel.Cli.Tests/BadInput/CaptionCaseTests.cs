using System.Text;
using Carousel.Pictures;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Tables and pictures that <c>carousel caption</c> cannot learn from: one sentence with the place and what to do, exit
/// code 2, no files left.
/// </summary>
public sealed class CaptionCaseTests
{
    private static readonly byte[] _good = PngFile.Write(new Picture(16, 16, new byte[16 * 16 * 3]));

    [Theory]
    [InlineData("", "data.tsv is empty")]
    [InlineData(
        "0.png A square.\n", "data.tsv:1: the line has 0 tabs. Write the name of a picture, a tab and a sentence")]
    [InlineData("0.png\tA.\nx.png\tB.\n", "data.tsv:2:1: there is no picture 'x.png'")]
    [InlineData(
        "0.png\tA.\n1.png\tB.\n",
        "has 2 pictures: with 1 for --validation-share and 1 for --test-share, none is left for training. Pass at "
        + "least 3.")]
    [InlineData(
        "0.png\tA.\tg\n1.png\tB.\tg\n0.png\tC.\th\n",
        "data.tsv:3:3: the picture '0.png' belongs to the group 'h' here, but to 'g' on an earlier line")]
    public async Task Table_IsRefusedInOneSentence(string table, string said)
    {
        using TemporaryFolder folder = Made();
        Assert.Contains(
            said, await RefusedAsync(folder, ["caption", folder.Write("data.tsv", table), "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_AreRefusedInOneSentence()
    {
        using TemporaryFolder folder = Made();
        string table = folder.Write(
            "data.tsv", string.Concat(Enumerable.Range(0, 20).Select(k => $"{k}.png\tA square.\n")));
        foreach ((byte[] bytes, string said) in new (byte[], string)[]
        {
            (_good[..40], "ends inside a chunk"), ([.. _good[..50], 1, .. _good[51..]], "the file is damaged"),
            (Encoding.ASCII.GetBytes("no picture"), "is not in a known picture format"), ([], "is empty"),
        })
        {
            foreach (int k in Enumerable.Range(0, 20))
            {
                folder.Write($"{k}.png", bytes);
            }

            Assert.Contains(
                said, await RefusedAsync(folder, ["caption", table, "--epochs", "1", "--out", folder.File("out")]),
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--beam", "0", "--beam must be 1…1024, but is 0")]
    [InlineData("--picture-width", "4", "--picture-width must be 8…512, but is 4")]
    [InlineData("--cell", "gru", "leave out --cell and --layers")]
    [InlineData("--test", "missing.tsv", "missing.tsv")]
    [InlineData(
        "--pictures", "elsewhere", "data.tsv:1:1: there is no picture '0.png' in elsewhere, which --pictures names")]
    public async Task Options_AreRefusedInOneSentence(string option, string value, string said)
    {
        using TemporaryFolder folder = Made();
        string table = folder.Write(
            "data.tsv", string.Concat(Enumerable.Range(0, 20).Select(k => $"{k}.png\tA square.\n")));
        Assert.Contains(
            said, await RefusedAsync(folder, ["caption", table, option, value, "--out", folder.File("out")]),
            StringComparison.Ordinal);
    }

    private static TemporaryFolder Made()
    {
        var folder = new TemporaryFolder();
        foreach (int k in Enumerable.Range(0, 20))
        {
            folder.Write($"{k}.png", _good);
        }

        return folder;
    }

    private static async Task<string> RefusedAsync(TemporaryFolder folder, string[] arguments)
    {
        IReadOnlyList<string> before = folder.Entries();
        string sentence = (await CliRun.OfAsync(arguments)).RequireOneSentence();
        Assert.Equal(before, folder.Entries());
        return sentence;
    }
}
