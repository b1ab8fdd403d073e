using System.Reflection;
using Carousel.Architecture.Tests.Rules;

namespace Carousel.Architecture.Tests.PublicApi;

/// <summary>What the packages offer is written down, so that no change to it goes unseen.</summary>
public sealed class PublicApiTests
{
    /// <summary>Set to 1, the files are written again and the tests pass.</summary>
    // Compiled for browsers only, without public types.
    private const string Browsers = "Carousel.Page";

    private const string UpdateVariable = "CAROUSEL_UPDATE_API";

    /// <summary>More are more than a caller finds his way in; <c>docs/decisions/computing.md</c>.</summary>
    private const int MostPublicTypes = 329;

    [Theory]
    [InlineData("Carousel")]
    [InlineData("Carousel.Report")]
    [InlineData("Carousel.Inspection")]
    [InlineData("Carousel.Jobs")]
    [InlineData("Carousel.Series")]
    [InlineData("Carousel.Text")]
    [InlineData("Carousel.Media")]
    [InlineData("Carousel.Genomes")]
    [InlineData("Carousel.Interchange")]
    [InlineData("Carousel.Extensions")]
    [InlineData("Carousel.Data")]
    [InlineData("Carousel.Cluster")]
    [InlineData("Carousel.Server")]
    [InlineData("Carousel.Client")]
    [InlineData("Carousel.Aspire.Hosting")]
    public void PublicApi_IsTheOneInItsFile(string project)
    {
        string path = Path.Combine(Repository.Root, ProjectRule.FolderOf(project), "PublicApi.txt");
        string actual = ApiText.Of(Assembly.Load(project).GetTypes());
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, actual);
        }

        string expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        string[] added = [.. actual.Split('\n').Except(expected.Split('\n')).Select(line => "+ " + line.Trim())];
        string[] removed = [.. expected.Split('\n').Except(actual.Split('\n')).Select(line => "- " + line.Trim())];
        Assert.True(
            actual == expected,
            $"{ProjectRule.FolderOf(project)}/PublicApi.txt differs from the assembly. If the change is meant, run "
            + $"these tests once with {UpdateVariable}=1 and commit the file.\n"
            + string.Join('\n', removed.Concat(added).Take(40)));
    }

    [Fact]
    public void PublicTypes_AreFew()
    {
        IEnumerable<string> projects = new[] { "src", "hosting" }
            .SelectMany(home => Directory.GetDirectories(Path.Combine(Repository.Root, home)))
            .Select(folder => Path.GetFileName(folder)).Where(project => project != Browsers);
        (string Project, int Types)[] counts =
        [
            .. projects.Select(p => (p, Assembly.Load(p).GetTypes().Count(type => type.IsVisible))),
        ];

        Assert.Contains(counts, c => c is ("Carousel", > 50));
        int all = counts.Sum(c => c.Types);
        Assert.True(
            all <= MostPublicTypes, $"{all} public types, {MostPublicTypes} at most: {string.Join(", ", counts)}");
    }
}
