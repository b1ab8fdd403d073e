using System.Text.RegularExpressions;
using Carousel.Cli.Commands;

namespace Carousel.Cli.Tests.Documentation;

/// <summary>The recipes of published figures are understood, and the pages that publish figures name them.</summary>
public sealed partial class RecipeTests
{
    // Paths of data, values that differ from run to run of one table, and values that do not affect the result.
    private static readonly HashSet<string> _outside =
    [
        "--seed", "--threads", "--out", "--json", "--recompute", "--reader",
        "--test", "--test-target", "--validation", "--recordings", "--pictures", "--genes",
    ];

    public static TheoryData<string> Names => [.. Recipe.All.Select(recipe => recipe.Path)];

    public static TheoryData<string> NamesOfJobs
    {
        get
        {
            string[] jobs = [.. VerbCatalogue.MakeAll().OfType<JobCommand>().Select(verb => verb.Name)];
            return [.. Recipe.All.Where(recipe => jobs.Contains(recipe.Words[0])).Select(recipe => recipe.Path)];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Recipe_IsUnderstood(string path)
    {
        var recipe = new Recipe(path);
        Assert.Matches("^# [^ ].*[.]$", recipe.Lines[0]);
        Assert.StartsWith("# carousel", recipe.Lines[1], StringComparison.Ordinal);
        Assert.Contains("@" + path, recipe.Words);
        if (new DocumentedCommand(path, 2, recipe.Words).IsOfCarousel)
        {
            Assert.Null(DocumentedCommand.Error(recipe.Words, VerbCatalogue.MakeAll()));
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfJobs))]
    public async Task Recipe_HasNoValueThatItsVerbRefuses(string path)
    {
        // Options are read before the data, which do not exist here; small data that the program makes are there.
        string[] words = new Recipe(path).Words;
        using var folder = new TemporaryFolder();
        string[] data = words.Length > 2 || words[0] == "forecast" ? [folder.File("no")] : [];
        CliRun run = await CliRun.OfAsync(["describe", words[0], Recipe.InRepository(words[1]), .. data]);
        Assert.True(run.ExitCode == (data.Length > 0 ? 2 : 0), run.Error);
        Assert.All(data, missing => Assert.Contains(missing, run.Error, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Recipe_StandsInTheResults(string path) =>
        Assert.Contains(Results(), text => text.Contains("@" + path, StringComparison.Ordinal));

    [Fact]
    public void Results_PassSettingsByRecipeAlone()
    {
        string[] jobs = [.. VerbCatalogue.MakeAll().OfType<JobCommand>().Select(verb => verb.Name)];
        DocumentedCommand[] commands = [.. Results().SelectMany(text => DocumentedCommand.Of("page", text))];
        Assert.True(commands.Length > 40, $"Only {commands.Length} commands were found.");
        Assert.All(
            commands.Where(command => jobs.Contains(command.Words.FirstOrDefault())),
            command => Assert.Empty(command.Words.Where(word => OptionName().IsMatch(word)).Except(_outside)));
    }

    private static string[] Results() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Folder, "docs", "results"), "*.md")
            .Select(File.ReadAllText),
    ];

    [GeneratedRegex("^--[a-z]")]
    private static partial Regex OptionName();
}
