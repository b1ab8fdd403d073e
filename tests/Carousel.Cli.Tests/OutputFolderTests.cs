using Carousel.Cli.Errors;

namespace Carousel.Cli.Tests;

public sealed class OutputFolderTests
{
    [Theory]
    [InlineData("data/sales.csv", "out/sales")]
    [InlineData("sales.csv.gz", "out/sales")]
    [InlineData("sales", "out/sales")]
    [InlineData("my.sales.csv", "out/my.sales")]
    public void Default_IsNamedAfterTheData(string data, string folder) =>
        Assert.Equal(folder, OutputFolder.DefaultFor(data).Replace('\\', '/'));

    [Fact]
    public void Open_LeavesNothing_WhenNothingWasWritten()
    {
        using var folder = new TemporaryFolder();
        using (OutputFolder.Open(folder.File("a/b/c")))
        {
            Assert.True(Directory.Exists(folder.File("a/b/c")));
        }

        Assert.Empty(folder.Entries());
    }

    [Fact]
    public void Open_KeepsWhatWasThere()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("a"));
        using (OutputFolder output = OutputFolder.Open(folder.File("a/b")))
        {
            File.WriteAllText(output.File("kept.txt"), "");
        }

        Assert.Equal([folder.File("a"), folder.File("a/b"), folder.File("a/b/kept.txt")], folder.Entries());
    }

    [Fact]
    public void Open_RemovesWhatKilledRunsLeft()
    {
        using var folder = new TemporaryFolder();
        string kept = folder.Write("model.safetensors", "");
        string[] leftovers =
        [
            ".carousel-lock", ".carousel-5-1.partial", ".carousel-5-report-1.partial", ".carousel-5.partial",
        ];
        foreach (string left in leftovers)
        {
            folder.Write(left, "");
        }

        OutputFolder.Open(folder.Path).Dispose();
        Assert.Equal([kept], folder.Entries());
    }

    [Fact]
    public void OpenShared_LetsOthersIn()
    {
        using var folder = new TemporaryFolder();
        using var one = OutputFolder.Open(folder.Path);
        using var two = OutputFolder.OpenShared(folder.Path);
        using var three = OutputFolder.OpenFor(folder.File("page.html"));
        Assert.Equal([folder.File(".carousel-lock")], folder.Entries());
    }

    [Fact]
    public void Open_SaysWhy_WhenAFileIsInTheWay()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("a", "");
        Assert.Equal(
            $"The output folder {file} can't be written: a file with that name exists. Choose another --out.",
            Assert.Throws<UsageException>(() => OutputFolder.Open(file)).Message);
        Assert.Throws<UsageException>(() => OutputFolder.Open(folder.File("a/b")));
        Assert.Equal([file], folder.Entries());
    }
}
