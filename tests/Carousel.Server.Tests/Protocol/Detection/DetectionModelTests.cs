using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carousel.Server.Tests.Doors;

namespace Carousel.Server.Tests.Protocol;

/// <summary>Models of several variables: trained, listed, asked and deleted.</summary>
public sealed class DetectionModelTests : IDisposable
{
    private const string Models = "/anomalydetector/v1.1/multivariate/models";
    private const int Rows = 600, Spike = 560;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("carousel-detection-");

    public DetectionModelTests()
    {
        Directory.CreateDirectory(Path.Combine(_data.FullName, "tables"));
        string[] rows = [.. Enumerable.Range(0, Rows).Select(r => Text($"{Stamp(r)},{A(r)},{B(r)}"))];
        File.WriteAllLines(Path.Combine(_data.FullName, "plant.csv"), ["timestamp,pressure,flow", .. rows]);
        foreach ((string name, Func<int, double> value) in Both)
        {
            File.WriteAllLines(
                Path.Combine(_data.FullName, "tables", name + ".csv"),
                [
                    "timestamp,value",
                    .. Enumerable.Range(0, Rows).Where(r => r % 50 != 7).Select(r => Text($"{Stamp(r)},{value(r)}")),
                ]);
        }
    }

    private static (string, Func<int, double>)[] Both => [("flow", B), ("pressure", A)];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Model_IsTrained_FindsAnAnomaly_AndOutlivesTheServer()
    {
        await using DoorServer server = await StartAsync();
        HttpClient client = server.Client(null);
        string id = await TrainAsync(client, Training("plant.csv"));

        JsonNode model = await GetAsync(client, $"{Models}/{id}");
        Assert.Equal("READY", (string?)model["modelInfo"]!["status"]);
        Assert.Equal(28, (int)model["modelInfo"]!["slidingWindow"]!);
        Assert.Equal("Linear", (string?)model["modelInfo"]!["alignPolicy"]!["fillNAMethod"]);
        JsonNode list = await GetAsync(client, Models + "?skip=0&top=1");
        Assert.Equal((1, 300), ((int)list["currentCount"]!, (int)list["maxCount"]!));
        Assert.Equal(id, (string?)list["models"]![0]!["modelId"]);

        await server.RestartAsync();
        client = server.Client(null);
        using HttpResponseMessage begun = await client.PostAsJsonAsync(
            $"{Models}/{id}:detect-batch",
            new { dataSource = "plant.csv", topContributorCount = 1, startTime = Stamp(540), endTime = Stamp(599) },
            Ending);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        string result = Assert.Single(begun.Headers.GetValues("Operation-Location"));
        Assert.EndsWith(Assert.Single(begun.Headers.GetValues("Operation-Id")), result, StringComparison.Ordinal);
        JsonNode found = await GetAsync(client, result);
        Assert.Equal("READY", (string?)found["summary"]!["status"]);
        JsonArray states = found["results"]!.AsArray();
        Assert.Equal(60, states.Count);
        JsonNode spike = states[Spike - 540]!;
        Assert.Equal(Stamp(Spike), (string?)spike["timestamp"]);
        Assert.True((bool)spike["value"]!["isAnomaly"]!);
        Assert.InRange((double)spike["value"]!["severity"]!, 0.01, 1);
        Assert.Equal("flow", (string?)Assert.Single(spike["value"]!["interpretation"]!.AsArray())!["variable"]);
        Assert.InRange(states.Count(s => (bool)s!["value"]!["isAnomaly"]!), 1, 5);

        using HttpResponseMessage last = await client.PostAsJsonAsync(
            $"{Models}/{id}:detect-last", Last(Spike), Ending);
        JsonNode row = (await ReadAsync(last))["results"]![0]!;
        Assert.Equal(Stamp(Spike), (string?)row["timestamp"]);
        Assert.True((bool)row["value"]!["isAnomaly"]!);

        using HttpResponseMessage short50 = await client.PostAsJsonAsync(
            $"{Models}/{id}:detect-last", Last(Spike, Spike - 49), Ending);
        Assert.True((bool)(await ReadAsync(short50))["results"]![0]!["value"]!["isAnomaly"]!);
        using HttpResponseMessage usual = await client.PostAsJsonAsync(
            $"{Models}/{id}:detect-last", Last(Spike - 1, Spike - 50), Ending);
        Assert.False((bool)(await ReadAsync(usual))["results"]![0]!["value"]!["isAnomaly"]!);

        using HttpResponseMessage deleted = await client.DeleteAsync($"{Models}/{id}", Ending);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await RefusesAsync(client, HttpMethod.Get, $"{Models}/{id}", null, 404, "ModelNotExist");
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_data.FullName, ".models")));
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task FolderOfTables_TrainsAModel_AndWrongDataFailIt()
    {
        await using DoorServer server = await StartAsync();
        HttpClient client = server.Client(null);
        JsonObject several = Training("tables");
        several["dataSchema"] = "MultiTable";
        several["alignPolicy"] = new JsonObject { ["alignMode"] = "Inner", ["fillNAMethod"] = "Previous" };
        string id = await TrainAsync(client, several);
        Assert.Equal("READY", await StatusAsync(client, id));
        await RefusesAsync(
            client, HttpMethod.Post, $"{Models}/{id}:detect-last", Last(10), 400, "NotEnoughInput");

        await File.WriteAllTextAsync(Path.Combine(_data.FullName, "wrong.csv"), "time,a\n1,2\n", Ending);
        string failed = await TrainAsync(client, Training("wrong.csv"));
        JsonNode model = await GetAsync(client, $"{Models}/{failed}");
        Assert.Equal("FAILED", (string?)model["modelInfo"]!["status"]);
        Assert.Equal("ReadingFileError", (string?)model["modelInfo"]!["errors"]![0]!["code"]);
        await RefusesAsync(
            client, HttpMethod.Post, $"{Models}/{failed}:detect-last", Last(100), 400, "ModelFailed");
    }

    [Theory]
    [InlineData("dataSource", "https://example.blob.core.windows.net/data/plant.csv", "InvalidBlobURL")]
    [InlineData("dataSource", "../plant.csv", "FileNotExist")]
    [InlineData("dataSource", "missing.csv", "FileNotExist")]
    [InlineData("dataSource", null, "RequiredSource")]
    [InlineData("startTime", null, "RequiredStartTime")]
    [InlineData("endTime", "yesterday", "InvalidTimestampFormat")]
    [InlineData("slidingWindow", 27, "InvalidSlidingWindow")]
    [InlineData("dataSchema", 3, "InvalidJsonFormat")]
    public async Task WrongTraining_IsRefused(string field, object? value, string code)
    {
        await using DoorServer server = await StartAsync();
        JsonObject training = Training("plant.csv");
        training[field] = JsonSerializer.SerializeToNode(value);

        await RefusesAsync(server.Client(null), HttpMethod.Post, Models, training, 400, code);
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task WithoutAFolderOrAKey_RequestsAreRefused_AndModelsHaveOwners()
    {
        await using DoorServer bare = await DoorServer.StartAsync();
        await RefusesAsync(bare.Client(null), HttpMethod.Get, Models, null, 403, "StorageReadError");

        await using DoorServer server = await DoorServer.StartAsync(
            options: o => o.AnomalyData = _data.FullName, keys: [("one", new()), ("other", new())]);
        await RefusesAsync(server.Client(null), HttpMethod.Get, Models, null, 401, "Unauthorized");
        HttpClient one = WithKey(server, "one");
        string id = await TrainAsync(one, Training("plant.csv"));
        await RefusesAsync(WithKey(server, "other"), HttpMethod.Get, $"{Models}/{id}", null, 404, "ModelNotExist");
    }

    private static HttpClient WithKey(DoorServer server, string name)
    {
        HttpClient client = server.Client(null);
        client.DefaultRequestHeaders.Add("Ocp-Apim-Subscription-Key", server.Keys[name]);
        return client;
    }

    private Task<DoorServer> StartAsync() => DoorServer.StartAsync(options: o => o.AnomalyData = _data.FullName);

    private static JsonObject Training(string source) => new()
    {
        ["dataSource"] = source,
        ["startTime"] = Stamp(0),
        ["endTime"] = Stamp(499),
        ["slidingWindow"] = 28,
        ["displayName"] = "plant",
    };

    private static JsonObject Last(int row, int first = 0) => new()
    {
        ["topContributorCount"] = 10,
        ["variables"] = new JsonArray([
            .. Both.Select(v => new JsonObject
            {
                ["variable"] = v.Item1,
                ["timestamps"] = new JsonArray(
                    [.. Enumerable.Range(first, row + 1 - first).Select(r => JsonValue.Create(Stamp(r)))]),
                ["values"] = new JsonArray(
                    [.. Enumerable.Range(first, row + 1 - first).Select(r => JsonValue.Create(v.Item2(r)))]),
            }),
        ]),
    };

    private static async Task<string> TrainAsync(HttpClient client, JsonObject training)
    {
        using HttpResponseMessage answer = await client.PostAsJsonAsync(Models, training, Ending);
        JsonNode model = await ReadAsync(answer);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, model.ToJsonString());
        string id = (string)model["modelId"]!;
        Assert.EndsWith($"{Models}/{id}", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        await DoorServer.UntilAsync(async () => await StatusAsync(client, id) is "READY" or "FAILED");
        return id;
    }

    private static async Task<string?> StatusAsync(HttpClient client, string id) =>
        (string?)(await GetAsync(client, $"{Models}/{id}"))["modelInfo"]!["status"];

    private static async Task<JsonNode> GetAsync(HttpClient client, string path)
    {
        using HttpResponseMessage answer = await client.GetAsync(path, Ending);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await ReadAsync(answer);
    }

    private static async Task RefusesAsync(
        HttpClient client, HttpMethod method, string path, JsonObject? body, int status, string code)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using HttpResponseMessage answer = await client.SendAsync(request, Ending);
        JsonNode error = await ReadAsync(answer);
        Assert.Equal((status, code), ((int)answer.StatusCode, (string?)error["code"]));
        Assert.NotEmpty((string)error["message"]!);
    }

    private static Task<JsonNode> ReadAsync(HttpResponseMessage answer) => DoorServer.ReadAsync(answer);

    private static string Stamp(int row) =>
        new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(row).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static double A(int row) => 50 + (5 * Math.Sin(row / 9.0)) + (0.3 * Math.Sin(row * 7.7));

    private static double B(int row) => 20 + (3 * Math.Cos(row / 9.0)) + (0.3 * Math.Cos(row * 5.3))
        + (row == Spike ? 60 : 0);
}
