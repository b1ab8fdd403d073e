using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Server.Tests.Hosting;

namespace Carousel.Server.Tests.Protocol;

/// <summary>
/// Requests and answers of one series in files: each has the fields, types and lengths of the documented schema, and
/// the anomalies and change points that the series contains.
/// </summary>
public sealed class DetectionPairTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Folder()).Select(f => Path.GetFileName(f)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Request_HasItsAnswer(string name)
    {
        JsonNode pair = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), name)))!;
        string text = (string?)pair["text"] ?? Filled(pair["request"]!).ToJsonString();
        using var content = new StringContent(text, Encoding.UTF8, "application/json");
        using HttpResponseMessage message = await server.Client.PostAsync(
            (string)pair["path"]!, content, TestContext.Current.CancellationToken);
        JsonObject answer = JsonNode.Parse(
            await message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();

        Assert.True((HttpStatusCode)(int)pair["status"]! == message.StatusCode, $"{message.StatusCode}: {answer}");
        JsonObject expected = pair["answer"]!.AsObject();
        Assert.Equal(expected.Select(f => f.Key).Order(), answer.Select(f => f.Key).Order());
        Assert.All(expected, f => AssertIs(f.Value!, answer[f.Key]!));
        if (!message.IsSuccessStatusCode)
        {
            Assert.Equal([(string)answer["code"]!], message.Headers.GetValues("x-ms-error-code"));
            Assert.EndsWith(".", (string)answer["message"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Pairs_AreForty() => Assert.InRange(Names.Count, 40, 60);

    // A literal, "number", "text", {"numbers": length}, or {"booleans": length, "true": indices}.
    private static void AssertIs(JsonNode expected, JsonNode actual)
    {
        if (expected is JsonObject list)
        {
            bool isNumbers = list.ContainsKey("numbers");
            JsonArray items = actual.AsArray();
            Assert.Equal((int)(list["numbers"] ?? list["booleans"])!, items.Count);
            if (isNumbers)
            {
                Assert.All(items, i => Assert.True(double.IsFinite((double)i!)));
            }
            else
            {
                Assert.Equal(
                    list["true"]!.AsArray().Select(i => (int)i!),
                    items.Index().Where(i => (bool)i.Item!).Select(i => i.Index));
            }
        }
        else if ((expected.ToString(), actual.GetValueKind()) is not (("number", JsonValueKind.Number)
            or ("text", JsonValueKind.String)))
        {
            Assert.Equal(expected.ToJsonString(), actual.ToJsonString());
        }
    }

    // {"points": n} is a series of n points between −0.5 and 0.5.
    private static JsonNode Filled(JsonNode request)
    {
        if (request["series"] is JsonObject size)
        {
            var random = new Random(1);
            request["series"] = new JsonArray([
                .. Enumerable.Range(0, (int)size["points"]!).Select(_ => new JsonObject
                {
                    ["value"] = Math.Round(random.NextDouble() - 0.5, 4),
                }),
            ]);
        }

        return request;
    }

    private static string Folder() => Path.Combine(AppContext.BaseDirectory, "Protocol", "Detection", "pairs");
}
