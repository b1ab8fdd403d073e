using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>What is sent is bounded, also where it is small and becomes large.</summary>
public sealed class BoundTests(OpenStudio open) : IClassFixture<OpenStudio>
{
    // 1.2 GB of lines in a megabyte; made once.
    private static readonly Lazy<byte[]> _bomb = new(() =>
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            byte[] lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("1,2\n", 1 << 18)));
            for (int i = 0; i < 1200; i++)
            {
                gzip.Write(lines);
            }
        }

        return packed.ToArray();
    });

    [Fact]
    public async Task FileThatUnpacksToMoreThanDataMayHave_IsRefused_AndNothingIsLeft()
    {
        using var client = new StudioClient(open.Studio);
        RequireTold(await RefusalAsync(
            await client.TryUploadAsync("bomb.csv.gz", _bomb.Value), HttpStatusCode.RequestEntityTooLarge));
        string data = Text(await client.UploadAsync("sales.csv", TinyData.Series(40)), "id");
        RequireTold(await RefusalAsync(
            await client.Http.PutAsync($"data/{data}/chosen?name=events.csv", new ByteArrayContent(_bomb.Value)),
            HttpStatusCode.RequestEntityTooLarge));
        JsonNode folder = await client.PostAsync("data", new JsonObject { ["folder"] = "texts" });
        RequireTold(await RefusalAsync(
            await client.Http.PutAsync(
                $"data/{Text(folder, "id")}/files?path=a.txt.gz", new ByteArrayContent(_bomb.Value)),
            HttpStatusCode.RequestEntityTooLarge));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(open.Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName),
            name => name!.EndsWith(".gz", StringComparison.Ordinal) || name == "events.csv");

        // One that is what it says is read.
        using var small = new MemoryStream();
        using (var gzip = new GZipStream(small, CompressionLevel.SmallestSize))
        {
            gzip.Write(Encoding.UTF8.GetBytes(TinyData.Series(40)));
        }

        using HttpResponseMessage read = await client.TryUploadAsync("sales.csv.gz", small.ToArray());
        Assert.Equal(HttpStatusCode.Created, read.StatusCode);
    }

    [Theory]
    [InlineData(30_000)]
    [InlineData(200_000)]
    [InlineData(4_000_000)]
    public async Task OptionLongerThanACommandLine_IsRefused(int length)
    {
        using var client = new StudioClient(open.Studio);
        string data = Text(await client.UploadAsync("sales.csv", TinyData.Series(40)), "id");
        foreach (string place in new[] { "checks", "runs" })
        {
            JsonNode refusal = await RefusalAsync(
                await client.TryPostAsync(place, new JsonObject
                {
                    ["data"] = data,
                    ["job"] = "forecast",
                    ["options"] = new JsonObject { ["target"] = new JsonArray(new string('x', length)) },
                }),
                HttpStatusCode.RequestEntityTooLarge);
            Assert.Contains("a command line takes 24000", Text(refusal, "error"), StringComparison.Ordinal);
        }
    }

    // Kestrel answers these before the studio sees them.
    [Theory]
    [InlineData(100_000, 0, HttpStatusCode.RequestUriTooLong)]
    [InlineData(0, 100_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task LongPathOrHeader_IsRefusedAtOnce(int path, int header, HttpStatusCode status)
    {
        using var client = new StudioClient(open.Studio);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"jobs/{new string('a', path)}");
        if (header > 0)
        {
            request.Headers.Add("X-Long", new string('a', header));
        }

        using HttpResponseMessage answer = await client.Http.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
    }

    private static void RequireTold(JsonNode refusal) => Assert.Equal(
        "Unpacked, the data have more than 1024 MiB: leave rows out.", Text(refusal, "error"));
}
