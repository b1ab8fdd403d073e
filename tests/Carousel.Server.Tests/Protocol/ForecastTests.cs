using System.Net;
using System.Text.Json;
using Carousel.Server.Tests.Hosting;

namespace Carousel.Server.Tests.Protocol;

/// <summary>Forecasts without a model.</summary>
public sealed class ForecastTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly double?[] _wave =
        [.. Enumerable.Range(0, 200).Select(t => (double?)(50 + (20 * Math.Sin(2 * Math.PI * t / 24))))];

    [Fact]
    public async Task OneSeries_HasQuantilesForEachStep()
    {
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync(
            "/v1/forecast", new { values = _wave, horizon = 24, frequency = "1 hour" });

        Assert.Equal(HttpStatusCode.OK, status);
        int median = answer.GetProperty("levels").EnumerateArray().Select(l => l.GetDouble()).ToList().IndexOf(0.5);
        double[] medians = [.. answer.GetProperty("quantiles").EnumerateArray().Select(q => q[median].GetDouble())];
        Assert.Equal(24, medians.Length);
        Assert.All(
            medians.Index(), m => Assert.Equal(50 + (20 * Math.Sin(2 * Math.PI * (200 + m.Index) / 24)), m.Item, 4.0));
    }

    [Fact]
    public async Task SeveralSeries_HaveTheAnswersOfEach_AndMissingValuesAreNull()
    {
        double?[] gaps = [.. _wave.Select((v, t) => t % 7 == 3 ? null : v)];
        JsonElement both = (await server.PostAsync(
            "/v1/forecast", new { values = new[] { _wave, gaps }, horizon = 3 })).Answer.GetProperty("quantiles");
        JsonElement one = (await server.PostAsync(
            "/v1/forecast", new { values = gaps, horizon = 3 })).Answer.GetProperty("quantiles");

        Assert.Equal(2, both.GetArrayLength());
        Assert.Equal(one.GetRawText(), both[1].GetRawText());
    }

    [Fact]
    public async Task LargeValues_KeepTheirChange()
    {
        double?[] meter = [.. Enumerable.Range(0, 200).Select(t => t == 7 ? (double?)null : Meter(t))];

        JsonElement[] steps =
        [
            .. (await server.PostAsync("/v1/forecast", new { values = meter, horizon = 3, frequency = "1 hour" }))
                .Answer.GetProperty("quantiles").EnumerateArray(),
        ];

        Assert.All(steps.Index(), step => Assert.Equal(Meter(200 + step.Index), step.Item[5].GetDouble(), 4.0));
        Assert.All(steps, step => Assert.InRange(step[10].GetDouble() - step[0].GetDouble(), 0.1, 50));

        static double Meter(int t) => 123456789 + (5 * t) + (t % 24);
    }

    [Theory]
    [InlineData("{\"values\":[1,2,3,4],\"horizon\":0}", "\"horizon\" must be a whole number 1 to 10000, but is 0.")]
    [InlineData("{\"values\":[1,2],\"horizon\":4}", "the last 2,048; history 1 of 1 has 2.")]
    [InlineData(
        "{\"values\":[1,2,3,1e300],\"horizon\":4}", "numbers up to 3.4e38, null for a missing one, but has 1e300.")]
    [InlineData("{\"values\":[],\"horizon\":4}", "history 1 of 1 has 0.")]
    [InlineData("{\"values\":[1,2,\"x\"],\"horizon\":4}", "null for a missing one, but has \"x\".")]
    [InlineData("{\"values\":[[1,2,3],4],\"horizon\":4}", "history 2 of 2 has 1.")]
    [InlineData("{\"values\":[1,2,NaN],\"horizon\":4}", "'N' is an invalid start of a value")]
    [InlineData("{\"horizon\":4}", "\"values\" is missing: a forecast needs {\"values\":[3,5,null]")]
    [InlineData("{\"values\":[1,2,3],\"horizon\":null}", "\"horizon\" is missing")]
    [InlineData("{\"values\":[1,2,3],\"horizon\":\"4\"}", "a whole number 1 to 10000, but is \"4\".")]
    [InlineData("{\"values\":[1,2,3],\"horizn\":4}", "a property \"horizn\"; it may have values, horizon, frequency.")]
    [InlineData("{\"values\":[1,2,3],\"horizon\":4,\"horizon\":5}", "no name is repeated: ")]
    [InlineData("{\"values\":[1,2,3],\"horizon\":4,\"frequency\":\"x\"}", "'x' is not a frequency. Write it as")]
    [InlineData("[1,2", "must be a JSON object")]
    [InlineData("[1,2]", "must be a JSON object")]
    public async Task WrongBodies_AreRefusedInOneSentence(string body, string sentence)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await server.Client.PostAsync(
            "/v1/forecast", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            sentence,
            JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                .RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"hourly\"")]
    [InlineData("\"1h\"")]
    public async Task Frequency_TakesNamesShortFormsAndNull(string frequency)
    {
        using var content = new StringContent(
            $"{{\"values\":[1,2,3,4],\"horizon\":2,\"frequency\":{frequency}}}", System.Text.Encoding.UTF8,
            "application/json");
        using HttpResponseMessage answer = await server.Client.PostAsync(
            "/v1/forecast", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(2001, 1)]
    [InlineData(20, 6000)]
    public async Task TooManySeriesOrSteps_AreRefused(int series, int horizon)
    {
        double[][] values = [.. Enumerable.Repeat<double[]>([1, 2, 3], series)];
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v1/forecast", new { values, horizon });

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("2,000 series", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherMethods_AreRefused() =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.GetAsync("/v1/forecast")).Status);
}
