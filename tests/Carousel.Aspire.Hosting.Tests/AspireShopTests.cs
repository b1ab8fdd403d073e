using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Carousel.Aspire.Hosting.Tests;

/// <summary>examples/AspireShop starts, is healthy, forecasts, and its traces go through all processes.</summary>
public sealed class AspireShopTests
{
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Shop_Starts_IsHealthy_Forecasts_AndItsTraceReachesTheServer()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromMinutes(5));
        using var traces = new TraceListener();
        await using IDistributedApplicationTestingBuilder builder = await DistributedApplicationTestingBuilder
            .CreateAsync<Projects.AspireShop>([], (options, _) => options.DisableDashboard = true, stop.Token);
        foreach (IResourceWithEnvironment resource in builder.Resources.OfType<IResourceWithEnvironment>())
        {
            builder.CreateResourceBuilder(resource).WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", traces.Address)
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", "100");
        }

        await using DistributedApplication app = await builder.BuildAsync(stop.Token);
        await app.StartAsync(stop.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("models", stop.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("shop", stop.Token);
        using HttpClient http = app.CreateHttpClient("shop");
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/forecast");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        using HttpResponseMessage response = await http.SendAsync(request, stop.Token);

        response.EnsureSuccessStatusCode();
        JsonNode forecast = (await response.Content.ReadFromJsonAsync<JsonNode>(stop.Token))!;
        double[] median = [.. forecast["median"]!.AsArray().Select(value => (double)value!)];
        Assert.Equal(7, median.Length);
        Assert.All(median, value => Assert.InRange(value, 100, 250));

        // Spans of the web API, of its client, and of the server of the models.
        byte[] id = Convert.FromHexString(trace.ToHexString());
        await traces.WaitForAsync("Microsoft.AspNetCore", id, stop.Token);
        await traces.WaitForAsync("System.Net.Http", id, stop.Token);
        await traces.WaitForAsync("carousel.steps", id, stop.Token);
    }
}
