using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Carousel.Server.Tests.Doors;

/// <summary>An object that repeats a name is refused: readers differ in which of the values they use.</summary>
public sealed class RepeatedNameTests
{
    private const string Rows = "\"rows\":[[0.5,-0.25,1]]";

    private const string Steps = "/v1/sessions/ID/steps", Infer = "/v2/models/alpha/infer";

    private const string Tensor = "\"name\":\"rows\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]";

    [Theory]
    [InlineData("/v1/models/alpha/sessions", "{\"count\":1,\"count\":2}", "no name is repeated")]
    [InlineData(Steps, $"{{{Rows},{Rows}}}", "\"rows\"")]
    [InlineData(Steps, $"{{\"from\":1,{Rows},\"from\":2}}", "\"from\"")]
    [InlineData(Steps, $"{{{Rows},\"r\\u006fws\":[[0,0,0]]}}", "\"rows\"")]
    [InlineData("/v1/models/alpha/steps", $"{{\"sessions\":[\"ID\"],{Rows},\"sessions\":[\"ID\"]}}", "\"sessions\"")]
    [InlineData(Infer, $"{{\"inputs\":[{{{Tensor}}}],\"inputs\":[{{{Tensor}}}]}}", "\"inputs\"")]
    [InlineData(Infer, $"{{\"inputs\":[{{{Tensor},\"shape\":[1,3]}}]}}", "\"shape\"")]
    [InlineData(Infer, $"{{\"inputs\":[{{{Tensor}}}],\"parameters\":{{\"a\":1,\"a\":2}}}}", "\"a\"")]
    [InlineData(Infer, $"{{\"inputs\":[{{{Tensor}}}],\"unread\":[{{\"b\":{{\"c\":1,\"c\":1}}}}]}}", "\"c\"")]
    public async Task Body_RepeatsNoName(string path, string body, string named)
    {
        await using DoorServer server = await DoorServer.StartAsync();
        HttpClient client = server.Client(null);
        string session = await DoorServer.BeginAsync(client);
        using var content = new StringContent(
            body.Replace("ID", session, StringComparison.Ordinal), Encoding.UTF8, "application/json");
        HttpResponseMessage answer = await client.PostAsync(
            path.Replace("ID", session, StringComparison.Ordinal), content, DoorServer.Ending);
        JsonNode told = await DoorServer.ReadAsync(answer);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, (string)told["error"]!, StringComparison.Ordinal);
        Assert.Contains("repeat", (string)told["error"]!, StringComparison.Ordinal);

        // Nothing was stepped.
        Assert.Equal(
            1, (int)(await DoorServer.ReadAsync(
                await client.GetAsync($"/v1/sessions/{session}", DoorServer.Ending)))["next"]!);
    }
}
