using System.Text.Json.Nodes;
using Carousel.Cli.Commands;

namespace Carousel.Cli.Tests;

/// <summary>Help, schema and guide list the options that a job takes, and no others.</summary>
public sealed class RefusedOptionTests
{
    // Options that every job has and that not every job can take, each with values to try.
    private static readonly (string Name, string[][] Words)[] _tried =
    [
        ("--cell", [["--cell", "gru"], ["--cell", "elman"]]),
        ("--layers", [["--layers", "2"], ["--layers", "3"]]),
        ("--hidden", [["--hidden", "8"]]),
        ("--dropout", [["--dropout", "0.3"]]),
        ("--init", [["--init", "he"], ["--init", "glorot"], ["--init", "orthogonal"]]),
        ("--recompute", [["--recompute"]]),
    ];

    public static TheoryData<string> Lines =>
    [
        .. VerbCatalogue.MakeAll().OfType<JobCommand>().Select(c => c.Name).Except(["genome", "write", "video"]),
        "genome --next-base", "write --mode classify", "write --mode recognise", "write --mode generate",
        "video --mode action", "video --mode next",
    ];

    /// <summary>Every job, and every mode of those with several.</summary>
    [Theory]
    [MemberData(nameof(Lines))]
    [Trait("Speed", "Slow")]
    public async Task AnOption_IsListed_IfAndOnlyIfTheJobTakesIt(string line)
    {
        string[] words = line.Split(' ');
        string[] listed = await ListedAsync(words);
        foreach ((string name, string[][] tries) in _tried)
        {
            string refusal = "";
            bool isTaken = false;
            foreach (string[] tried in tries)
            {
                CliRun run = await CliRun.OfAsync(["describe", .. words, .. tried, "--quiet"]);
                isTaken |= run.ExitCode == 0;
                refusal += run.Error;
                if (isTaken)
                {
                    break;
                }

                Assert.Equal(2, run.ExitCode);
            }

            Assert.True(isTaken == listed.Contains(name), $"{line} {name}: listed {!isTaken}. {refusal}");
        }
    }

    [Theory]
    [InlineData("caption", "--cell --layers")]
    [InlineData("translate", "--cell")]
    [InlineData("chat", "--cell")]
    [InlineData("music", "--recompute")]
    public async Task Help_DoesNotList_WhatTheJobAlwaysRefuses(string verb, string options)
    {
        string help = (await CliRun.OfAsync(verb, "--help", "all")).Out;
        Assert.All(options.Split(' '), o => Assert.DoesNotContain($"\n  {o} ", help, StringComparison.Ordinal));
        Assert.Contains("\n  --hidden ", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_SaysWithWhichModeAnOptionIsRefused()
    {
        string help = InOneLine((await CliRun.OfAsync("video", "--help", "all")).Out);
        Assert.Contains("Recurrent cell. Not with --mode next. Default lstm.", help, StringComparison.Ordinal);
        Assert.Contains("--recompute", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_LeavesOut_WhatIsRefusedBesideTheOptionsGiven()
    {
        Assert.Contains("--cell", await ListedAsync("video"));
        string[] next = await ListedAsync("video", "--mode", "next");
        Assert.DoesNotContain("--cell", next);
        Assert.DoesNotContain("--init", next);
        Assert.Contains("--layers", next);
        Assert.Contains("--cell", await ListedAsync("video", "--mode", "action"));
    }

    [Theory]
    [InlineData("caption", "--cell", "gru", "caption always uses one LSTM layer: leave out --cell and --layers.")]
    [InlineData(
        "translate", "--cell", "gru", "--cell must be lstm, the only cell of translate and chat: leave out --cell.")]
    [InlineData("chat", "--cell", "gru", "--cell must be lstm, the only cell of translate and chat: leave out --cell.")]
    public async Task WhoPassesOne_IsToldWhy(string verb, string option, string value, string sentence) =>
        Assert.Equal(sentence, (await CliRun.OfAsync(verb, option, value, "--quiet")).RequireOneSentence());

    [Fact]
    public async Task AMisspeltOption_IsNotSentToOneThatIsRefused() =>
        Assert.DoesNotContain(
            "--cell", (await CliRun.OfAsync("caption", "--cel", "gru")).RequireOneSentence(), StringComparison.Ordinal);

    private static string InOneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The options of the schema, and further ones that the help shows.</summary>
    private static async Task<string[]> ListedAsync(params string[] words)
    {
        CliRun schema = await CliRun.OfAsync(["describe", .. words, "--schema"]);
        Assert.True(schema.ExitCode == 0, schema.Error);
        string help = (await CliRun.OfAsync(words[0], "--help", "all")).Out;
        int at = help.IndexOf("\n  --recompute ", StringComparison.Ordinal);
        string about = at < 0 ? "" : InOneLine(help[at..help.IndexOf("\n  --resume", StringComparison.Ordinal)]);
        bool takesIt = at >= 0 && !(words.Length > 2
            && about.Contains($"Not with {words[1]} {words[2]}", StringComparison.Ordinal));
        return
        [
            .. JsonNode.Parse(schema.Out)!["properties"]!.AsObject().Select(p => $"--{p.Key}"),
            .. takesIt ? ["--recompute"] : Array.Empty<string>(),
        ];
    }
}
