using System.Net.Http.Json;
using System.Text.Json;
using Carousel.Server.Tests.Doors;

namespace Carousel.Server.Tests.Protocol;

/// <summary>The client of the guide.</summary>
public sealed class DetectionGuideTests
{
    [Fact]
    public async Task Client_FindsTheSpike()
    {
        await using DoorServer server = await DoorServer.StartAsync(keys: ("meters", new()));
        Uri endpoint = server.Address;
        string key = server.Keys["meters"];
        double[] values = [.. Enumerable.Range(0, 42).Select(t => 100 + (t % 7 * 3) + (t % 3 * 0.5))];
        values[30] += 40;

        #region client
        using var client = new HttpClient { BaseAddress = endpoint };
        client.DefaultRequestHeaders.Add("Ocp-Apim-Subscription-Key", key);
        var start = new DateTime(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc);
        var request = new
        {
            granularity = "daily",
            sensitivity = 90,
            series = values.Select((value, day) => new { timestamp = start.AddDays(day), value }),
        };
        using HttpResponseMessage response = await client.PostAsJsonAsync(
            "/anomalydetector/v1.1/timeseries/entire/detect", request);
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{answer.GetProperty("code")}: {answer.GetProperty("message")}");
        }

        int[] anomalies =
        [
            .. answer.GetProperty("isAnomaly").EnumerateArray().Index().Where(a => a.Item.GetBoolean())
                .Select(a => a.Index),
        ];
        #endregion

        Assert.Equal([30], anomalies);
    }
}
