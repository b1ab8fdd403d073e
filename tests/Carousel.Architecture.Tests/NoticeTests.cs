using System.Text.Json;

namespace Carousel.Architecture.Tests;

/// <summary>The published command names the licence of each package that it contains.</summary>
public sealed class NoticeTests
{
    private static readonly string _command = Path.Combine(Repository.Root, "src", "Carousel.Cli");

    [Fact]
    public void EveryPackageOfTheCommand_IsNamedInItsNotices()
    {
        string[] lines = [.. Lines.Select(line => line.Trim().Split(' ')[0])];
        Assert.All(Packages, package => Assert.True(
            lines.Contains(package),
            $"{package} is not in THIRD-PARTY-NOTICES.txt of Carousel.Cli: name it below its licence."));
    }

    [Fact]
    public void Notices_NameNoOtherPackage() => Assert.All(
        Lines.Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]),
        named => Assert.Contains(named, Packages));

    // The list ends where the texts of the licences begin.
    private static IEnumerable<string> Lines =>
        File.ReadLines(Path.Combine(_command, "THIRD-PARTY-NOTICES.txt"))
            .TakeWhile(line => !line.StartsWith("---", StringComparison.Ordinal));

    private static HashSet<string> Packages
    {
        get
        {
            using var locked = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_command, "packages.lock.json")));
            return
            [
                .. locked.RootElement.GetProperty("dependencies").EnumerateObject()
                    .SelectMany(framework => framework.Value.EnumerateObject())
                    .Where(package => package.Value.GetProperty("type").GetString() != "Project")
                    .Select(package => package.Name),
            ];
        }
    }
}
