using System.CommandLine;
using Carousel.Cli.Commands;
using Carousel.Cli.Rendering;

namespace Carousel.Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. All().Select(v => v.Name)];

    [Fact]
    public async Task Map_FitsOnOneScreen_WhenNothingIsAsked()
    {
        CliRun run = await CliRun.OfAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));

        // Every verb has a line, every group a heading.
        Assert.InRange(run.Out.TrimEnd('\n').Split('\n').Length, 5, 45);
        Assert.All(run.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 119));
        Snapshot.Matches("map", run.Out);
    }

    [Fact]
    public async Task Map_NamesEveryVerb() =>
        Assert.All(
            VerbCatalogue.MakeAll(),
            async v => Assert.Contains($"  {v.Name} ", (await CliRun.OfAsync("--help")).Out, StringComparison.Ordinal));

    [Fact]
    public async Task Version_IsOneLine()
    {
        CliRun run = await CliRun.OfAsync("--version");
        Assert.Matches(@"^carousel \d+\.\d+\.\d+\n$", run.Out);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_IsAsItWasLookedAt(string verb)
    {
        CliRun run = await CliRun.OfAsync([.. verb.Split(' '), "--help"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Matches($"help-{verb.Replace(' ', '-')}", run.Out);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_FitsOneScreen_AndMoreShowsAll(string verb)
    {
        VerbCommand command = All().Single(v => v.Name == verb);
        CliRun first = await CliRun.OfAsync([.. verb.Split(' '), "--help"]);
        Assert.InRange(first.Out.TrimEnd('\n').Split('\n').Length, 1, 30);
        CliRun all = await CliRun.OfAsync(["help", .. verb.Split(' '), "all"]);
        Assert.All(
            command.Options.Where(o => !o.Hidden), o =>
                Assert.Contains($"  {o.Name}", all.Out, StringComparison.Ordinal));
        Assert.All(
            command.Options.Where(o => o.HelpName is not null),
            o => Assert.Contains("Default", HelpText.Describe(o), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("training", "--learning-rate")]
    [InlineData("model", "--hidden")]
    public async Task Help_ShowsAGroup(string title, string option)
    {
        CliRun run = await CliRun.OfAsync("help", title);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(option, run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("--horizon", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rival_IsStillTaken_WithANote()
    {
        CliRun run = await CliRun.OfAsync("forecast", "missing.csv", "--rival", "none");
        Assert.StartsWith("--rival is now --baseline.", run.Error, StringComparison.Ordinal);
        Assert.Contains("missing.csv", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_EndsWithTheExample(string verb)
    {
        CliRun run = await CliRun.OfAsync([.. verb.Split(' '), "--help"]);
        Assert.Equal(All().Single(v => v.Name == verb).Example, run.LastLine.Trim());
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_IsShown_WhenTheRestOfTheLineIsWrong(string verb)
    {
        CliRun run = await CliRun.OfAsync([.. verb.Split(' '), "--help", "--hidden", "many"]);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_DescribesEveryOption(string verb)
    {
        Assert.All(
            All().Single(v => v.Name == verb).Options,
            o => Assert.EndsWith(".", o.Description, StringComparison.Ordinal));
        CliRun run = await CliRun.OfAsync([.. verb.Split(' '), "--help"], CancellationToken.None, width: 60);
        Assert.All(
            run.Out.Split('\n').Where(l => !l.Contains("carousel", StringComparison.Ordinal) && !l.Contains('|')),
            line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_NamesWordsThatAreTaken(string verb)
    {
        foreach (Option option in All()
            .Single(v => v.Name == verb).Options.Where(o => o.HelpName?.Contains('|') == true))
        {
            foreach (string word in option.HelpName!.Split('|'))
            {
                Assert.Empty(new Command("carousel") { option }.Parse([option.Name, word]).Errors);
            }
        }
    }

    // With the verbs inside others, such as 'inspect traces'.
    private static IEnumerable<VerbCommand> All() => VerbCatalogue.MakeAll().SelectMany(v => v.Verbs.Prepend(v));
}
