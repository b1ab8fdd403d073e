using Carousel.Cli.Errors;
using Carousel.Cli.Options;

namespace Carousel.Cli.Tests;

public sealed class ResponseFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--a 1\n--b 2\n", "--a|1|--b|2")]
    [InlineData("  # a comment\n--a '# none'\r\n\n", "--a|# none")]
    [InlineData("--a \"b c\" --d=' e' ''", "--a|b c|--d= e|")]
    [InlineData("--label '{label}_*'   it's here'", "--label|{label}_*|its here")]
    [InlineData("--size 3\t4", "--size|3|4")]
    [InlineData("# nothing\n", "")]
    public void Words_StandBetweenBlanks(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', ResponseFile.Expand(["@" + Write(text)])));

    [Fact]
    public void Words_StandWhereTheFileIsNamed_OnceAlone()
    {
        string path = Write("--a @b");
        Assert.Equal(["verb", "--a", "@b", "file"], ResponseFile.Expand(["verb", "@" + path, "file"]));
    }

    [Theory]
    [InlineData("--target=@a")]
    [InlineData("@")]
    [InlineData("a@b")]
    public void OtherWords_AreMeantAsTheyAre(string word) => Assert.Equal([word], ResponseFile.Expand([word]));

    [Fact]
    public void WhatStandsBehindTwoDashes_IsMeantAsItIs() =>
        Assert.Equal(["predict", "--", "@a"], ResponseFile.Expand(["predict", "--", "@a"]));

    [Fact]
    public void AQuotationMark_IsClosedOnItsLine() =>
        Assert.EndsWith(
            ":2: a quotation mark is not closed. Close it on the same line.",
            Assert.Throws<UsageException>(() => ResponseFile.Expand(["@" + Write("--a 1\n--b 'c\n--d'")])).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task AMissingFile_IsSaidInASentence()
    {
        CliRun run = await CliRun.OfAsync("forecast", "@none.rsp");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(
            "The file 'none.rsp' does not exist: @none.rsp means the options in that file. To pass a word that begins "
            + "with @, attach it to its option, as in --target=@none.rsp.", run.RequireOneSentence());
    }

    [Fact]
    public async Task AFileThatIsNoText_IsRefused()
    {
        await File.WriteAllBytesAsync(_folder.File("a"), [0x2d, 0xff, 0xfe], TestContext.Current.CancellationToken);
        CliRun run = await CliRun.OfAsync("forecast", "@" + _folder.File("a"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("can't be read as a file of options", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMistakeInsideAFile_IsSaidAsAnyOther()
    {
        CliRun run = await CliRun.OfAsync("forecast", "@" + Write("--hiden 3"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(
            "forecast has no option '--hiden'. Did you mean '--hidden'?", run.Error, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        string path = _folder.File("words.rsp");
        File.WriteAllText(path, text);
        return path;
    }
}
