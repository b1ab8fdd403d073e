using Carousel.Studio.Messages;

namespace Carousel.Mcp.Tests;

/// <summary>What an agent may read, and what it may not.</summary>
public sealed class AllowedFoldersTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("allowed-").FullName;
    private readonly string _inside;
    private readonly AllowedFolders _folders;

    public AllowedFoldersTests()
    {
        _inside = Path.Combine(_root, "in");
        Directory.CreateDirectory(_inside);
        Directory.CreateDirectory(Path.Combine(_root, "inner"));
        File.WriteAllText(Path.Combine(_inside, "a.csv"), "a");
        File.WriteAllText(Path.Combine(_root, "secret.csv"), "s");
        File.WriteAllText(Path.Combine(_root, "inner", "near.csv"), "n");
        _folders = new AllowedFolders([_inside]);
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("./a.csv")]
    [InlineData("../in/a.csv")]
    public void File_IsFound_ByAnyOfItsNames(string path) =>
        Assert.EndsWith(Path.Combine("in", "a.csv"), _folders.File(path), StringComparison.Ordinal);

    [Theory]
    [InlineData("../secret.csv")]
    [InlineData("../inner/near.csv")]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("a.csv\0")]
    public void Path_IsRefused_WhenItLeadsOut(string path) =>
        Assert.Throws<RefusalException>(() => _folders.File(path));

    [Theory]
    [InlineData("link.csv", "../secret.csv")]
    [InlineData("link.csv", "loop.csv")]
    [InlineData("loop.csv", "loop.csv")]
    public void Link_IsFollowedFirst(string name, string target)
    {
        File.CreateSymbolicLink(Path.Combine(_inside, name), target);

        Assert.Throws<RefusalException>(() => _folders.File(name));
    }

    [Fact]
    public void FolderOfALink_IsFollowedFirst()
    {
        Directory.CreateSymbolicLink(Path.Combine(_inside, "up"), "..");

        Assert.Throws<RefusalException>(() => _folders.File("up/secret.csv"));
        Assert.Throws<RefusalException>(() => _folders.Inside("up/new"));
        Assert.Throws<RefusalException>(() => _folders.File("up/../secret.csv/../../secret.csv"));
        Assert.EndsWith("a.csv", _folders.File("up/in/a.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void AllowedFolder_MayBeALink()
    {
        string link = Path.Combine(_root, "link");
        Directory.CreateSymbolicLink(link, _inside);

        Assert.EndsWith("a.csv", new AllowedFolders([link]).File("a.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Root_AllowsEveryFile() => Assert.EndsWith(
        "secret.csv", new AllowedFolders([Path.GetPathRoot(_root)!]).File(Path.Combine(_root, "secret.csv")),
        StringComparison.Ordinal);

    [Fact]
    public void LargeFile_IsRefused()
    {
        using (FileStream file = File.Create(Path.Combine(_inside, "large.csv")))
        {
            file.SetLength(AllowedFolders.MostBytes + 1);
        }

        Assert.Contains(
            "MB", Assert.Throws<RefusalException>(() => _folders.File("large.csv")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingFolder_IsRefused() =>
        Assert.Throws<RefusalException>(() => new AllowedFolders([Path.Combine(_root, "none")]));

    [Fact]
    public void RelativePath_IsThatOfTheFirstFolderThatHasIt()
    {
        var two = new AllowedFolders([_inside, Path.Combine(_root, "inner")]);

        Assert.EndsWith("near.csv", two.File("near.csv"), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
