using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>Rejected callers and rejected requests.</summary>
public sealed class DoorTests(OpenStudio open) : IClassFixture<OpenStudio>
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.nip.io")]
    public async Task NamesBoundToTheLoopback_AreRefused(string host)
    {
        using var client = new StudioClient(open.Studio);
        foreach (string path in new[] { "about", "session", "/", "/studio.js" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            await RefusalAsync(await client.Http.SendAsync(request), HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task PagesOfOtherSites_AreRefused(string header, string value)
    {
        using var client = new StudioClient(open.Studio);
        using var request = new HttpRequestMessage(HttpMethod.Post, "runs")
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add(header, value);
        await RefusalAsync(await client.Http.SendAsync(request), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task WithoutTheToken_NothingIsTold()
    {
        using var stranger = new HttpClient { BaseAddress = open.Studio.Address };
        string[] paths = ["about", "data", "runs", "runs/1/report.html", "runs/1/files/run.json", "tasks"];
        foreach (string path in paths)
        {
            await RefusalAsync(await stranger.GetAsync("studio/v1/" + path), HttpStatusCode.Unauthorized);
        }

        await RefusalAsync(await stranger.GetAsync("studio/v1/about?ticket=guessed"), HttpStatusCode.Unauthorized);
        stranger.DefaultRequestHeaders.Authorization = new("Bearer", "");
        await RefusalAsync(await stranger.GetAsync("studio/v1/about"), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Page_SetsNoCookie_AndMayLoadNothingOfOtherSites()
    {
        using var client = new StudioClient(open.Studio);
        foreach (string path in new[] { "/", "about" })
        {
            using HttpResponseMessage answer = await client.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'self'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("..\\..\\boot.ini")]
    [InlineData("a/b/c.csv")]
    [InlineData("@response.csv")]
    [InlineData("--out=x.csv")]
    [InlineData("<img src=x onerror=alert(1)>.csv")]
    [InlineData("a\"b'c`d$(e).csv")]
    [InlineData("nul.csv")]
    [InlineData(".csv")]
    [InlineData("\u202Egnp.csv")]
    [InlineData("Umsätze 2023.csv")]
    public async Task HostileNames_AreNoPlaces(string name)
    {
        using var client = new StudioClient(open.Studio);
        JsonNode data = await client.UploadAsync(name, TinyData.Series(40));
        string[] files = Directory.GetFiles(Path.Combine(open.Folder, "data", Text(data, "id")));
        Assert.Matches(@"^[\p{L}\p{Nd}][\p{L}\p{Nd}._() -]*$", Path.GetFileName(Assert.Single(files)));
        string command = Text(
            await client.PostAsync(
                "checks",
                new JsonObject
                {
                    ["data"] = Text(data, "id"),
                    ["job"] = "forecast",
                    ["options"] = new JsonObject { ["horizon"] = 1, ["lookback"] = 4 },
                }), "command");
        Assert.StartsWith("carousel forecast ", command, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside.wav")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b.wav")]
    [InlineData("a\\b.wav")]
    [InlineData("a/b/c/d/e.wav")]
    [InlineData(".hidden/a.wav")]
    [InlineData("a//b.wav")]
    [InlineData("")]
    [InlineData("con/a.wav")]
    public async Task PathsOutOfAFolder_AreRefused(string path)
    {
        using var client = new StudioClient(open.Studio);
        string id = Text(await client.PostAsync("data", new JsonObject { ["folder"] = "sounds" }), "id");
        await RefusalAsync(
            await client.Http.PutAsync(
                $"data/{id}/files?path={Uri.EscapeDataString(path)}", new ByteArrayContent([1])),
            HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("runs/1/files/..%2F..%2Fstudio.db")]
    [InlineData("runs/1/files/%2E%2E")]
    [InlineData("runs/x/report.html")]
    [InlineData("runs/99999999999999999999")]
    [InlineData("data/-1")]
    [InlineData("data/1e3/rows")]
    [InlineData("nothing")]
    [InlineData("jobs/nothing")]
    public async Task WhatIsNotThere_IsSaid(string path)
    {
        using var client = new StudioClient(open.Studio);
        await RefusalAsync(await client.Http.GetAsync(path), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("runs", "{", HttpStatusCode.BadRequest)]
    [InlineData("runs", "[]", HttpStatusCode.BadRequest)]
    [InlineData("runs", "null", HttpStatusCode.BadRequest)]
    [InlineData("runs", "{\"data\":\"1\",\"job\":\"forecast\",\"extra\":1}", HttpStatusCode.BadRequest)]
    [InlineData("runs", "{\"data\":\"77\",\"job\":\"forecast\"}", HttpStatusCode.NotFound)]
    [InlineData("runs", "{\"data\":\"77\",\"job\":\"forecast\",\"data\":\"78\"}", HttpStatusCode.BadRequest)]
    [InlineData("runs", "{\"data\":\"77\",\"options\":{\"seed\":1,\"seed\":2}}", HttpStatusCode.BadRequest)]
    [InlineData("tasks", "{\"kind\":\"rm\"}", HttpStatusCode.BadRequest)]
    [InlineData("data", "{\"sample\":\"../../secret\"}", HttpStatusCode.NotFound)]
    public async Task DamagedBodies_AreRefused(string path, string body, HttpStatusCode status)
    {
        using var client = new StudioClient(open.Studio);
        await RefusalAsync(
            await client.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json")), status);
    }

    [Theory]
    [InlineData("out")]
    [InlineData("progress")]
    [InlineData("resume")]
    [InlineData("target --out")]
    public async Task OptionsThatTheJobDoesNotDeclare_AreRefused(string option)
    {
        using var client = new StudioClient(open.Studio);
        string data = Text(await client.UploadAsync("sales.csv", TinyData.Series(40)), "id");
        JsonNode refusal = await RefusalAsync(
            await client.TryPostAsync(
                "runs",
                new JsonObject
                {
                    ["data"] = data,
                    ["job"] = "forecast",
                    ["options"] = new JsonObject { [option] = "x" },
                }),
            HttpStatusCode.UnprocessableEntity);
        Assert.Equal(option, Text(refusal, "option"));
    }

    [Fact]
    public async Task ValuesThatLookLikeOptions_AreValues()
    {
        using var client = new StudioClient(open.Studio);
        string data = Text(await client.UploadAsync("sales.csv", TinyData.Series(40)), "id");
        JsonNode refusal = await RefusalAsync(
            await client.TryPostAsync(
                "checks",
                new JsonObject
                {
                    ["data"] = data,
                    ["job"] = "forecast",
                    ["options"] = new JsonObject { ["target"] = new JsonArray("--out=elsewhere") },
                }),
            HttpStatusCode.UnprocessableEntity);
        Assert.Contains("has no column '--out=elsewhere'", Text(refusal, "error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodiesThatAreTooLarge_AreRefusedBeforeTheyAreRead()
    {
        using var client = new StudioClient(open.Studio);
        using var request = new HttpRequestMessage(HttpMethod.Post, "data?name=large.csv")
        {
            Content = new StreamContent(Stream.Null),
        };
        request.Content.Headers.ContentLength = (1L << 30) + 1;
        request.Headers.ExpectContinue = true;
        await RefusalAsync(await client.Http.SendAsync(request), HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task OtherMethods_AreTold()
    {
        using var client = new StudioClient(open.Studio);
        using HttpResponseMessage response = await client.Http.PutAsync("runs", null);
        await RefusalAsync(response, HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow);
    }
}
