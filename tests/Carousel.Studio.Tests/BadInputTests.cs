using System.Text.Json.Nodes;
using Carousel.Cli.Tests.BadInput;

namespace Carousel.Studio.Tests;

/// <summary>The files of the command line's tables of bad input, dropped on the page: the same sentence.</summary>
public sealed class BadInputTests(OpenStudio open) : IClassFixture<OpenStudio>
{
    // As DataVerb.Tiny of the command line's tests.
    private static JsonObject Tiny => new()
    {
        ["target"] = "value",
        ["hidden"] = 4,
        ["layers"] = 1,
        ["epochs"] = 1,
        ["horizon"] = 3,
        ["lookback"] = 6,
    };

    /// <summary>All except missing files, which cannot be dropped.</summary>
    public static TheoryData<string> Cases =>
        [.. DataCase.All.Select(one => one.Name).Where(name => name is not ("missing file" or "folder"))];

    /// <summary>A job, the number of a case in its table, and the case.</summary>
    public static TheoryData<string, int> JobCasesOf
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach ((string job, IReadOnlyList<JobInput> inputs) in _ofJobs)
            {
                for (int i = 0; i < inputs.Count; i++)
                {
                    cases.Add(job, i);
                }
            }

            return cases;
        }
    }

    private static readonly Dictionary<string, IReadOnlyList<JobInput>> _ofJobs = new()
    {
        ["tag"] =
        [
            .. JobCases.Tag.Select(c => new JobInput("data.conll", c.Data.Item2, [], c.Data.Item3)),
            .. JobCases.TagOptions.Select(c => new JobInput(
                "data.conll", JobCases.Sentences(40), Option(c.Data.Item1, c.Data.Item2), c.Data.Item3)),
        ],
        ["classify"] =
        [
            .. JobCases.Classify.Select(c => new JobInput(c.Data.Item1, c.Data.Item2, [], c.Data.Item3)),
            .. JobCases.ClassifyOptions.Select(c => new JobInput(
                "data.tsv", JobCases.Texts(6), Option(c.Data.Item1, c.Data.Item2), c.Data.Item3)),
        ],
        ["genome"] = [.. JobCases.Genome.Select(c => new JobInput("data.fa", c.Data.Item2, [], c.Data.Item3))],
        ["survive"] =
        [
            .. JobCases.Survive.Select(c => new JobInput("log.csv", c.Data.Item1, [], c.Data.Item2)),
            .. JobCases.SurviveOptions.Select(c => new JobInput(
                "log.csv", JobCases.Log, Option(c.Data.Item2.Split(' ')), c.Data.Item1)),
        ],
        ["anomaly"] =
        [
            .. JobCases.Channels.Select(c => new JobInput(
                "data.csv", c.Data.Item2,
                c.Data.Item1.Contains("label", StringComparison.Ordinal) ? Option("--label", "odd") : [],
                c.Data.Item3)),
            .. JobCases.Events.Select(c => new JobInput(
                "data.csv", c.Data.Item2, new JsonObject { ["events"] = true }, c.Data.Item3)),
        ],
        ["write"] =
        [
            .. JobCases.Write.Select(c => new JobInput("data.csv", c.Data.Item2, [], c.Data.Item3)),
            .. JobCases.WriteOptions.Select(c => new JobInput(
                "data.csv", JobCases.Drawings(10), Option(c.Data.Item1, c.Data.Item2), c.Data.Item3)),
        ],
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task File_IsRefusedAsByTheCommand(string what)
    {
        (string sentence, _) = await SameSentence.RequireAsync(
            open.Studio, ["forecast"], "data.csv", DataCase.Of(what).Write, Tiny, "--out", "out");
        Assert.Matches(DataCase.Of(what).Said, sentence);
    }

    [Theory]
    [MemberData(nameof(JobCasesOf))]
    public async Task InputOfAnotherJob_IsRefusedAsByTheCommand(string job, int number)
    {
        JobInput input = _ofJobs[job][number];
        (string sentence, _) = await SameSentence.RequireAsync(
            open.Studio, [job], input.File, path => File.WriteAllText(path, input.Text), input.Options, "--out", "out");
        Assert.True(
            sentence.Contains(input.Said, StringComparison.Ordinal)
                || System.Text.RegularExpressions.Regex.IsMatch(sentence, input.Said),
            sentence);
    }

    private static JsonObject Option(params string[] words)
    {
        var options = new JsonObject();
        for (int w = 0; w < words.Length; w += 2)
        {
            options[words[w][2..]] = words[w + 1];
        }

        return options;
    }

    private sealed record JobInput(string File, string Text, JsonObject Options, string Said);
}
