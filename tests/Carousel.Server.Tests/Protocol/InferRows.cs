using System.Net;
using System.Text;
using System.Text.Json;
using Carousel.Server.Tests.Hosting;

namespace Carousel.Server.Tests.Protocol;

/// <summary>Rows for the models of <see cref="ServerFixture"/>, and requests with them.</summary>
internal static class InferRows
{
    /// <summary>In which kind of numbers a model's rows come.</summary>
    public static string KindOf(string model) => model == "symbols" ? "INT64" : "FP32";

    /// <summary>Rows that a model reads.</summary>
    public static float[][] Draw(string model, int steps, int seed)
    {
        var random = new Random(seed);
        int width = model switch { "numbers" => 3, "pooled" => 2, _ => 1 };
        return
        [
            .. Enumerable.Range(0, steps).Select(_ => Enumerable.Range(0, width)
                .Select(_ => model == "symbols" ? random.Next(11) : (float)((random.NextDouble() * 4) - 2)).ToArray()),
        ];
    }

    /// <summary>The answers of a session.</summary>
    public static async Task<float[][]> StepAsync(ServerFixture server, string model, float[][] rows)
    {
        string session = await server.BeginAsync(model);
        JsonElement answer = (await server.PostAsync($"/v1/sessions/{session}/steps", new { rows })).Answer;
        return [.. answer.GetProperty("answers").EnumerateArray().Select(Values)];
    }

    /// <summary>Asks without a session.</summary>
    /// <returns>The tensor of the answers.</returns>
    public static async Task<JsonElement> AnswerAsync(
        ServerFixture server, string model, int[] shape, string kind, IEnumerable<float> data)
    {
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync(
            $"/v2/models/{model}/infer",
            new { inputs = new[] { new { name = "rows", shape, datatype = kind, data } } });
        Assert.True(status == HttpStatusCode.OK, answer.GetRawText());
        return Assert.Single(answer.GetProperty("outputs").EnumerateArray());
    }

    /// <summary>Sends what is to be refused.</summary>
    public static async Task RefusesAsync(ServerFixture server, string model, string body, string expected)
    {
        using HttpResponseMessage answer = await server.Client.PostAsync(
            $"/v2/models/{model}/infer", new StringContent(body, Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge,
            $"{answer.StatusCode}: {text}");
        Assert.Contains(
            expected, JsonDocument.Parse(text).RootElement.GetProperty("error").GetString()!,
            StringComparison.Ordinal);
    }

    /// <summary>The numbers of a tensor.</summary>
    public static float[] Data(JsonElement tensor) => Values(tensor.GetProperty("data"));

    /// <summary>Bits of numbers.</summary>
    public static uint[] Bits(IEnumerable<float> values) => [.. values.Select(BitConverter.SingleToUInt32Bits)];

    private static float[] Values(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetSingle())];
}
