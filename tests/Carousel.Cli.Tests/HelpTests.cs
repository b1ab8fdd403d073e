using System.CommandLine;
using Carousel.Cli.Commands;

namespace Carousel.Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs => [.. All().Select(v => v.Name)];

    [Fact]
    public async Task Map_FitsOnOneScreen_WhenNothingIsAsked()
    {
        CliRun run = await CliRun.OfAsync();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));

        // Every verb has a line; forty fit a window of usual height.
        Assert.InRange(run.Out.TrimEnd('\n').Split('\n').Length, 5, 40);
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
