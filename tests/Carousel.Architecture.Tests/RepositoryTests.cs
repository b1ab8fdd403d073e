using Carousel.Architecture.Tests.Rules;

namespace Carousel.Architecture.Tests;

/// <summary>The rules of the layout hold for every file. RuleTests shows that each rule can fail.</summary>
public sealed class RepositoryTests
{
    private static readonly string[] _textEndings =
        [
            ".cs", ".csproj", ".props", ".targets", ".slnx", ".json", ".md", ".sh", ".ts", ".mjs", ".css", ".py",
            ".yml", ".txt", ".editorconfig", "/run",
        ];

    [Fact]
    public void Projects_ReferenceOnlyWhatTheMapAllows() =>
        AssertNone(Repository.Files("", ".csproj").SelectMany(ProjectRule.Violations));

    [Fact]
    public void Layers_NameOnlyThemselvesAndLowerOnes()
    {
        IReadOnlyList<SourceFile> files = Repository.Files("src/Carousel", ".cs");
        var rule = new LayerRule(files.Select(file => file.Path));
        AssertNone(files.SelectMany(rule.Violations));
    }

    [Fact]
    public void Cells_AreNamedByTheirOwnFilesAndTables() =>
        AssertNone(Shipped().SelectMany(CellRule.Violations));

    [Fact]
    public void Folders_OfEveryRule_AreThere_AndEveryProjectHasARule()
    {
        Assert.All(
            FolderRule.Folders,
            folder => Assert.True(Directory.Exists(Path.Combine(Repository.Root, folder)), $"There is no {folder}."));
        Assert.Equal(
            ProjectRule.Projects.Except(["Carousel"]).Order(StringComparer.Ordinal),
            FolderRule.Projects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Folders_NameOnlyThoseBelowThem() =>
        AssertNone(
            FolderRule.Projects.SelectMany(project => Repository.Files(ProjectRule.FolderOf(project), ".cs"))
                .SelectMany(FolderRule.Violations));

    [Fact]
    public void VectorTypes_AppearUnderKernelsAlone() =>
        AssertNone(Shipped().SelectMany(VectorRule.Violations));

    [Fact]
    public void Kernels_HaveTwinTestsAndBenchmarkOfTheirStem() =>
        AssertNone(StemRule.Violations(
            Repository.Files("", ".cs").Select(file => file.Path).ToHashSet(StringComparer.Ordinal)));

    [Fact]
    public void Tests_RunAlone_WhereOthersWouldDisturbThem() => AssertNone(Repository.Files("tests", ".cs")
        .Concat(Repository.Files("laboratory", ".cs"))
        .Where(file => file.Path.Split('/')[1].EndsWith(".Tests", StringComparison.Ordinal))
        .SelectMany(AloneRule.Violations));

    [Fact]
    public void SourceFiles_AreShort_AndSoAreTheirLines() =>
        AssertNone(Repository.Files("", ".cs", ".ts", ".mjs", ".sh", ".py").SelectMany(LengthRule.Violations));

    [Fact]
    public void SourceFiles_AreUtf8_WithLineFeeds() => AssertNone(
        Repository.Files("", ".cs", ".ts", ".mjs", ".sh", ".py")
            .SelectMany(file => LineEndRule.Violations(file.Path, File.ReadAllBytes(file.FullPath))));

    [Fact]
    public void Files_NameNoMachineNoRegistryAndNoUnfinishedWork() => AssertNone(Repository.Files("", _textEndings)
        .Where(
            file => !file.Path.Contains("/web/dist/", StringComparison.Ordinal)
                && !file.Path.Contains("/web/licenses/", StringComparison.Ordinal))
        .SelectMany(WordRule.Violations));

    // The studio and the app host type command lines; the studio says their sentences.
    [Fact]
    public void LibrarySentences_NameNoOption() => AssertNone(Shipped()
        .Where(file => file.Path.Split('/')[1] is not (
            "Carousel.Cli" or "Carousel.Interchange" or "Carousel.Studio" or "Carousel.Mcp" or "Carousel.Page"
            or "Carousel.Lab" or "Carousel.Laboratory" or "Carousel.Aspire.Hosting"))
        .SelectMany(OptionWordRule.Violations));

    private static IEnumerable<SourceFile> Shipped() =>
        ProjectRule.Projects.SelectMany(project => Repository.Files(ProjectRule.FolderOf(project), ".cs"));

    private static void AssertNone(IEnumerable<string> violations)
    {
        string[] all = [.. violations];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}
