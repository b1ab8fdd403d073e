using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Studio.Messages;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>Bad input is refused with the sentence of the command line and its place.</summary>
public sealed class SentenceTests(OpenStudio open) : IClassFixture<OpenStudio>
{
    /// <summary>What is wrong, the file, the options, and the line that is meant.</summary>
    public static TheoryData<string, string, string, string, int> Cases => new()
    {
        { "forecast", "data.csv", "", "{}", 0 },
        { "forecast", "data.csv", "day,sold\n", "{}", 0 },
        { "forecast", "data.csv", TinyData.Series(5), "{}", 0 },
        { "forecast", "data.csv", Changed("2024-01-10,3,", "2024-01-10,many,"),
            """{"known":["price"]}""", 11 },
        { "forecast", "data.csv", Changed("\n2024-01-12,", "\nthe 12th,"), "{}", 13 },
        { "forecast", "data.csv", Changed("2024-01-10,3", "2024-01-10,3,7"), "{}", 11 },
        { "forecast", "data.csv", TinyData.Series(40) + "2024-01-09,3,30\n", "{}", 42 },
        { "forecast", "data.csv", TinyData.Series(60), """{"target":["solt"]}""", 0 },
        { "forecast", "data.csv", TinyData.Series(60), """{"horizon":0}""", 0 },
        { "forecast", "data.csv", TinyData.Series(60), """{"horizon":59}""", 0 },
        { "forecast", "data.csv", TinyData.Series(60), """{"dropout":1.5}""", 0 },
        { "forecast", "data.csv", TinyData.Series(60), """{"baseline":"guess"}""", 0 },
        { "forecast", "data.csv", TinyData.Series(60), """{"missing":[""],"every":"1x"}""", 0 },
        { "forecast", "data.csv", Ambiguous(), "{}", 2 },
        { "anomaly", "data.csv", TinyData.Sensor().Replace(",0\n", ",2\n", StringComparison.Ordinal),
            """{"label":"anomaly","target":["load"]}""", 2 },
        { "classify", "data.tsv", "label\ttext\nonly\tone text is here\n", "{}", 0 },
        { "tag", "data.conll", "the\tDET\ncat\n\n", "{}", 2 },
        { "language", "data.txt", "Short.", "{}", 0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task PageAndCommand_SayTheSame(string job, string name, string text, string options, int line)
    {
        (_, int named) = await SameSentence.RequireAsync(
            open.Studio, ["describe", job], name, path => File.WriteAllText(path, text),
            JsonNode.Parse(options)!.AsObject());
        Assert.Equal(line, named);
    }

    [Fact]
    public async Task RowsThatDoNotFit_AreNamedBeforeTheTraining_WithTheSentenceOfTheCommand()
    {
        using var client = new StudioClient(open.Studio);
        JsonNode data = await client.UploadAsync(
            "data.csv",
            Changed("2024-01-10,3", "2024-01-10,3,7")
                .Replace("\n2024-01-12,", "\nthe 12th,", StringComparison.Ordinal));
        Assert.Equal(2, data["odd_count"]!.GetValue<int>());
        Assert.Equal([11, 13], data["odd"]!.AsArray().Select(row => row!["line"]!.GetValue<int>()));
        JsonNode refusal = await SameSentence.CheckAsync(client, data, "forecast", []);
        Assert.StartsWith(Text(data["odd"]![0], "sentence"), Text(refusal, "error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunThatWouldBeRefused_IsNotStarted()
    {
        using var client = new StudioClient(open.Studio);
        JsonNode data = await client.UploadAsync("sold.csv", TinyData.Series(60));
        var request = new JsonObject
        {
            ["data"] = Text(data, "id"),
            ["job"] = "forecast",
            ["options"] = new JsonObject { ["horizon"] = 0 },
        };
        int before = (await client.GetAsync("runs"))["runs"]!.AsArray().Count;

        using HttpResponseMessage response = await client.TryPostAsync("runs", request);

        JsonNode refusal = await RefusalAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("horizon", Text(refusal, "option"));
        Assert.Equal(before, (await client.GetAsync("runs"))["runs"]!.AsArray().Count);
    }

    [Fact]
    public void NumbersThatAreNone_AreNull()
    {
        var view = new ForecastView(
            [1, 2], [3], null, [],
            [
                new ForecastTarget(
                    "sold", [1, null], [double.NaN], [2.5],
                    new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>>
                    {
                        ["80"] = [[double.NegativeInfinity], [3]],
                    }),
            ],
            [new KnownAhead("price", [null], [double.NaN], double.PositiveInfinity, double.NegativeInfinity, true)],
            []);

        JsonNode told = JsonNode.Parse(JsonSerializer.Serialize(view, StudioJson.Default.ForecastView))!;

        Assert.Equal("[null]", told["targets"]![0]!["before"]!.ToJsonString());
        Assert.Equal("[2.5]", told["targets"]![0]!["forecast"]!.ToJsonString());
        Assert.Equal("[[null],[3]]", told["targets"]![0]!["bands"]!["80"]!.ToJsonString());
        Assert.Null(told["known"]![0]!["least"]);
    }

    private static string Changed(string part, string other) =>
        TinyData.Series(60).Replace(part, other, StringComparison.Ordinal);

    private static string Ambiguous() =>
        "day;sold\n" + string.Concat(Enumerable.Range(1, 30).Select(d => $"{(d % 12) + 1}/{(d % 12) + 1}/2024;1\n"));
}
