using System.Net;
using System.Text;
using System.Text.Json;
using Carousel.Server.Tests.Hosting;

namespace Carousel.Server.Tests.Protocol;

/// <summary>Requests that are wrong in other ways than the documented ones: each is refused, and none fails.</summary>
public sealed class DetectionHostileTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] _calls = ["entire", "last", "changepoint"];

    private static readonly string _points = string.Join(
        ',', Enumerable.Range(1, 12).Select(t => $"{{\"timestamp\":\"2026-03-{t:00}T00:00:00Z\",\"value\":{t}}}"));

    public static TheoryData<string> Bodies =>
    [
        "", "null", "[]", "3", "\"x\"", "{", "{\"series\":[null,null]}", "{\"series\":null}", "{\"series\":{}}",
        "{\"series\":3}", Body("\"granularity\":5"), Body("\"granularity\":\"\""), Body("\"granularity\":null"),
        Body("\"granularity\":\"daily\",\"customInterval\":2147483647"),
        Body("\"granularity\":\"weekly\",\"customInterval\":1000000"),
        Body("\"granularity\":\"monthly\""), Body("\"granularity\":\"microsecond\""),
        Body("\"granularity\":\"daily\",\"period\":2147483647"), Body("\"granularity\":\"daily\",\"period\":1.5"),
        Body("\"granularity\":\"daily\",\"sensitivity\":\"95\""),
        Body("\"granularity\":\"daily\",\"sensitivity\":-1"),
        Body("\"granularity\":\"daily\",\"maxAnomalyRatio\":1e999"), Body("\"granularity\":\"daily\",\"threshold\":2"),
        Body("\"granularity\":\"daily\",\"imputeMode\":null"),
        Body("\"granularity\":\"daily\",\"stableTrendWindow\":0"),
        With(_points.Replace(":12}", ":1e999}", StringComparison.Ordinal)),
        With(_points.Replace(":12}", ":1e300}", StringComparison.Ordinal)),
        With(_points.Replace(":12}", ":\"NaN\"}", StringComparison.Ordinal)),
        With(_points.Replace(":12}", ":null}", StringComparison.Ordinal)),
        With(_points.Replace("\"2026-03-12T00:00:00Z\"", "\"noon\"", StringComparison.Ordinal)),
        With(_points.Replace("\"2026-03-12T00:00:00Z\"", "5", StringComparison.Ordinal)),
        With(_points.Replace("2026-03-12", "9999-12-31", StringComparison.Ordinal)),
        With(_points.Replace("\"timestamp\":\"2026-03-12T00:00:00Z\",", "", StringComparison.Ordinal)),
        With(_points.Replace("2026-03-01", "0001-01-01", StringComparison.Ordinal)),
        new string('[', 1000),
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_IsRefusedInOneSentence(string body)
    {
        foreach (string call in _calls)
        {
            (HttpStatusCode status, string? code) = await PostAsync(call, body);

            // Only change points need a granularity.
            bool isFine = call != "changepoint" && body.Contains("\"granularity\":null", StringComparison.Ordinal);
            Assert.Equal((call, isFine ? HttpStatusCode.OK : HttpStatusCode.BadRequest), (call, status));
            Assert.Equal(isFine, code is null);
        }
    }

    [Theory]
    [InlineData("\"granularity\":\"daily\"")]
    [InlineData("\"granularity\":\"daily\",\"period\":5")]
    [InlineData("\"granularity\":\"daily\",\"period\":1")]
    [InlineData("\"granularity\":\"daily\",\"stableTrendWindow\":8640")]
    [InlineData("\"granularity\":\"hourly\",\"customInterval\":24")]
    public async Task ShortestSeries_IsAnswered(string fields)
    {
        string large = _points.Replace("\"value\":12", "\"value\":-1e30", StringComparison.Ordinal);
        foreach (string call in _calls)
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(call, Body(fields))).Status);
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(call, $"{{{fields},\"series\":[{large}]}}")).Status);
        }
    }

    [Theory]
    [InlineData("GET", "/anomalydetector/v1.1/timeseries/entire/detect", 405)]
    [InlineData("POST", "/anomalydetector/v1.2/timeseries/entire/detect", 404)]
    [InlineData("POST", "/anomalydetector/v1.1/multivariate/models", 403)]
    [InlineData("GET", "/anomalydetector/", 404)]
    public async Task OtherPaths_AreRefused(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage answer = await server.Client.SendAsync(
            request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotEmpty(Assert.Single(answer.Headers.GetValues("x-ms-error-code")));
    }

    private static string With(string points) => $"{{\"granularity\":\"daily\",\"series\":[{points}]}}";

    private static string Body(string fields) => $"{{{fields},\"series\":[{_points}]}}";

    private async Task<(HttpStatusCode Status, string? Code)> PostAsync(string call, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await server.Client.PostAsync(
            $"/anomalydetector/v1.1/timeseries/{call}/detect", content, TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (
            answer.StatusCode,
            document.RootElement.TryGetProperty("code", out JsonElement code) ? code.GetString() : null);
    }
}
