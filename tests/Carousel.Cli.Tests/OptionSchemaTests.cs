using System.Text.Json.Nodes;
using Carousel.Cli.Commands;

namespace Carousel.Cli.Tests;

public sealed class OptionSchemaTests
{
    public static TheoryData<string> Verbs => [.. VerbCatalogue.MakeAll().OfType<JobCommand>().Select(v => v.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Schema_HasEveryOptionOfTheJob(string verb)
    {
        CliRun run = await CliRun.OfAsync("describe", verb, "--schema");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonObject properties = JsonNode.Parse(run.Out)!["properties"]!.AsObject();
        JobCommand command = VerbCatalogue.MakeAll().OfType<JobCommand>().Single(v => v.Name == verb);
        string[] beside = ["from", "recompute", "resume", "zero-shot"];
        string[] options =
        [
            .. command.Groups.SkipLast(1).SelectMany(g => g.Options).Where(o => !o.Hidden)
                .Select(o => o.Name.TrimStart('-')).Except(beside),
            .. command.Arguments.Skip(1).Select(a => a.Name),
        ];
        Assert.Equal(
            options.Order(StringComparer.Ordinal), properties.Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.All(properties, p => Assert.False(string.IsNullOrWhiteSpace((string?)p.Value!["description"])));
        Assert.All(properties, p => Assert.False(string.IsNullOrWhiteSpace((string?)p.Value!["group"])));
    }

    // A default is one of the words that the option takes; a rule in words, such as detected, is not a number.
    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Schema_HasNoDefault_ThatTheOptionRefuses(string verb)
    {
        JsonObject properties = JsonNode.Parse(
            (await CliRun.OfAsync("describe", verb, "--schema")).Out)!["properties"]!.AsObject();
        foreach ((string name, JsonNode? option) in properties)
        {
            if (option!["enum"] is JsonArray words)
            {
                string? word = (string?)option["default"], rule = (string?)option["defaultRule"];
                Assert.True(
                    word is null || words.Any(taken => (string?)taken == word), $"{name} does not take {word}.");
                Assert.False(rule?.Length > 0 && char.IsAsciiDigit(rule[0]), $"{name} does not take {rule}.");
            }
        }
    }

    [Fact]
    public async Task Schema_SaysTypesRangesChoicesAndDefaults()
    {
        JsonNode schema = JsonNode.Parse(
            (await CliRun.OfAsync("describe", "forecast", "--schema")).Out)!["properties"]!;
        Assert.Equal(
            """
            {"type":"integer","minimum":1,"maximum":4096,"description":"Units of a layer.","group":"Model",
            """
            + """
            "default":32}
            """,
            schema["hidden"]!.ToJsonString());
        Assert.Equal(
            """
            {"enum":["ridge","none","ridge-each"],
            "description":"Baseline inside the model; the network learns its residuals.",
            "group":"Forecast","default":"ridge"}
            """.ReplaceLineEndings(""),
            schema["baseline"]!.ToJsonString());
        Assert.Equal(
            """
            {"type":"array","items":{"type":"number","minimum":1,"maximum":99.9},
            "description":"Prediction intervals in percent.","group":"Forecast","default":[80,95]}
            """.ReplaceLineEndings(""),
            schema["levels"]!.ToJsonString());
        Assert.Equal(
            """
            {"type":"integer","minimum":0,"description":"The same seed and data give the same bits.",
            "group":"Training","default":1}
            """.ReplaceLineEndings(""),
            schema["seed"]!.ToJsonString());
    }
}
