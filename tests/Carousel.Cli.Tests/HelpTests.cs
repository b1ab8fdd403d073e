using System.CommandLine;
using Carousel.Cli.Commands;
using Carousel.Cli.Rendering;
using Carousel.Cli.Tests.Documentation;

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
    public async Task Map_NamesEveryVerb()
    {
        string map = (await CliRun.OfAsync("--help")).Out;
        Assert.All(
            VerbCatalogue.MakeAll(),
            v => Assert.Matches($@"(?m)^  {v.Name}\b", map));
    }

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
        string[] lines = first.Out.TrimEnd('\n').Split('\n');
        Assert.InRange(lines.Length, 1, 30);
        Assert.Distinct(lines.Where(line => line.StartsWith("  --", StringComparison.Ordinal)));
        CliRun all = await CliRun.OfAsync(["help", .. verb.Split(' '), "all"]);
        Assert.All(
            command.Options.Where(o => !o.Hidden), o =>
                Assert.Contains($"  {o.Name}", all.Out, StringComparison.Ordinal));
    }

    // The help of an option without a default says "none". A snapshot lists these options, because a wrong "none" is
    // easily missed.
    [Fact]
    public void OptionsWithoutADefault_AreThoseThatWereLookedAt() =>
        Snapshot.Matches("defaults-none", string.Concat(All().Select(v =>
            $"{v.Call}: {string.Join(' ', v.Options.Where(o => !o.Hidden && IsNone(o)).Select(o => o.Name))}\n")));

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_HasTwoExamples_ThatAreUnderstood(string verb)
    {
        string[] lines = (await CliRun.OfAsync([.. verb.Split(' '), "--help"])).Out.TrimEnd('\n').Split('\n');
        string[] examples = [.. lines.SkipWhile(line => line != "Examples").Skip(1).Select(line => line.Trim())];
        Assert.Equal(2, examples.Distinct().Count());
        Assert.All(
            examples.Where(example => !example.Contains('"', StringComparison.Ordinal)),
            example => Assert.Null(DocumentedCommand.Error(example.Split(' ')[1..], VerbCatalogue.MakeAll())));
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

    private static bool IsNone(Option option) =>
        HelpText.Describe(option).EndsWith("Default: none.", StringComparison.Ordinal);
}
