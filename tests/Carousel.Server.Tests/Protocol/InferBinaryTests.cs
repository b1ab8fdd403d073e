using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Carousel.Server.Tests.Hosting;

namespace Carousel.Server.Tests.Protocol;

/// <summary>The Open Inference Protocol: tensors as bytes after the JSON, as the clients of Triton send
/// them.</summary>
public sealed class InferBinaryTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string HeadHeader = "Inference-Header-Content-Length";

    [Fact]
    public async Task TritonsClient_IsUnderstood()
    {
        // What tritonclient.http 2.x sends for infer("numbers", [InferInput("rows", [2, 3], "FP32")]): no outputs are
        // named, and those it gets are to be binary.
        const string Json =
            """{"inputs": [{"name": "rows", "shape": [2, 3], "datatype": "FP32", "parameters": """
            + """{"binary_data_size": 24}}], "parameters": {"binary_data_output": true}}""";
        float[] values = [0.5f, -1, 2, 0.25f, 1, -2];

        (HttpResponseMessage answer, JsonElement head, byte[] tensor) = await SendAsync(
            "numbers", Json, MemoryMarshal.AsBytes<float>(values).ToArray());

        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.MediaType);
        JsonElement output = Assert.Single(head.GetProperty("outputs").EnumerateArray());
        Assert.Equal("[2,2]", output.GetProperty("shape").GetRawText());
        Assert.Equal(16, output.GetProperty("parameters").GetProperty("binary_data_size").GetInt32());
        Assert.False(output.TryGetProperty("data", out _));
        Assert.Equal(await AnswersAsync("FP32", values), MemoryMarshal.Cast<byte, float>(tensor).ToArray());
    }

    [Fact]
    public async Task TritonsClient_IsUnderstood_WhereItNamesOutputsAndSequences()
    {
        const string Json =
            """{"id": "7", "parameters": {"sequence_id": 1001, "sequence_start": true, "sequence_end": true}, """
            + """ "inputs": [{"name": "rows", "shape": [1, 3], "datatype": "FP32", "parameters": """
            + """{"binary_data_size": 12}}], "outputs": [{"name": "answers", "parameters": {"binary_data": true}}]}""";
        float[] values = [0.5f, -1, 2];

        (_, JsonElement head, byte[] tensor) = await SendAsync(
            "numbers", Json, MemoryMarshal.AsBytes<float>(values).ToArray());

        Assert.Equal("7", head.GetProperty("id").GetString());
        Assert.Equal(
            (await AnswersAsync("FP32", values))[..2], MemoryMarshal.Cast<byte, float>(tensor).ToArray());
    }

    [Theory]
    [InlineData("FP64", 8)]
    [InlineData("INT32", 4)]
    [InlineData("INT64", 8)]
    public async Task OtherNumbers_AreRead(string kind, int size)
    {
        byte[] bytes = new byte[3 * size];
        for (int v = 0; v < 3; v++)
        {
            Span<byte> value = bytes.AsSpan(v * size);
            switch (kind)
            {
                case "FP64":
                    BinaryPrimitives.WriteDoubleLittleEndian(value, v - 1);
                    break;
                case "INT32":
                    BinaryPrimitives.WriteInt32LittleEndian(value, v - 1);
                    break;
                default:
                    BinaryPrimitives.WriteInt64LittleEndian(value, v - 1);
                    break;
            }
        }

        (_, _, byte[] tensor) = await SendAsync("numbers", JsonOf(kind, bytes.Length), bytes);

        Assert.Equal(await AnswersAsync("FP32", [-1, 0, 1]), MemoryMarshal.Cast<byte, float>(tensor).ToArray());
    }

    [Fact]
    public async Task BinaryRows_MayBeAnsweredAsJson()
    {
        string json = JsonOf("FP32", 12).Replace("true", "false", StringComparison.Ordinal);

        (HttpResponseMessage answer, JsonElement head, byte[] tensor) = await SendAsync("numbers", json, new byte[12]);

        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.False(answer.Headers.Contains(HeadHeader));
        Assert.Empty(tensor);
        Assert.Equal(2, head.GetProperty("outputs")[0].GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData(8, 12, null, "8 bytes follow the JSON")]
    [InlineData(16, 12, null, "16 bytes follow the JSON")]
    [InlineData(8, 8, null, "its shape needs 12")]
    [InlineData(12, 12, "100000", "but the body has")]
    [InlineData(12, 12, "3", "is not JSON")]
    [InlineData(12, 12, "-1", "must be the number of bytes")]
    [InlineData(12, 12, "x", "must be the number of bytes")]
    [InlineData(12, -1, null, "\"binary_data_size\" must be a number of bytes")]
    public async Task Bytes_ThatDoNotFitAreRefused(int bytes, int said, string? head, string expected)
    {
        using HttpResponseMessage answer = await PostAsync("numbers", JsonOf("FP32", said), new byte[bytes], head);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            expected, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ending)).RootElement
                .GetProperty("error").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_ThatAreNoFiniteNumbersAreRefused()
    {
        byte[] bytes = MemoryMarshal.AsBytes<float>([1, float.NaN, 3]).ToArray();

        using HttpResponseMessage answer = await PostAsync("numbers", JsonOf("FP32", 12), bytes);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task PackedBodies_AreRefused()
    {
        using var content = new StringContent("{}");
        content.Headers.ContentEncoding.Add("gzip");

        using HttpResponseMessage answer = await server.Client.PostAsync("/v2/models/numbers/infer", content, Ending);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task ModelOfAJob_ReadsAndAnswersTexts()
    {
        string[] rows = ["The old whale swims 3 miles.", """["The old"]""", "\"The end.\""];
        byte[] tensor =
        [
            .. rows.SelectMany(r =>
                (byte[])[.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(r)), .. Encoding.UTF8.GetBytes(r)]),
        ];
        string json = JsonOf("BYTES", tensor.Length).Replace("[3]", "[3, 1]", StringComparison.Ordinal);

        (_, JsonElement head, byte[] answered) = await SendAsync("lines", json, tensor);
        (HttpStatusCode status, JsonElement texts) = await server.PostAsync("/v2/models/lines/infer", new
        {
            inputs = new[] { new { name = "rows", shape = (int[])[3], datatype = "BYTES", data = rows } },
        });
        string session = await server.BeginAsync("lines");
        (_, JsonElement steps) = await server.PostAsync($"/v1/sessions/{session}/steps", new
        {
            rows = (object[])[rows[0], (string[])["The old"], "The end."],
        });

        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement output = texts.GetProperty("outputs")[0];
        string[] answers = [.. output.GetProperty("data").EnumerateArray().Select(t => t.GetString()!)];
        Assert.Equal("BYTES", output.GetProperty("datatype").GetString());
        Assert.Equal("[3]", output.GetProperty("shape").GetRawText());
        Assert.Equal("[3,1]", head.GetProperty("outputs")[0].GetProperty("shape").GetRawText());
        Assert.Equal(steps.GetProperty("answers").EnumerateArray().Select(a => a.GetRawText()), answers);
        Assert.Equal(answers, Texts(answered));
    }

    [Fact]
    public async Task ModelOfAJob_HasSequences()
    {
        async Task<string> AskAsync(object parameters)
        {
            (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v2/models/lines/infer", new
            {
                parameters,
                inputs = new[]
                {
                    new { name = "rows", shape = (int[])[1], datatype = "BYTES", data = (string[])["The old whale"] },
                },
            });
            Assert.True(status == HttpStatusCode.OK, answer.GetRawText());
            return answer.GetProperty("outputs")[0].GetProperty("data")[0].GetString()!;
        }

        string first = await AskAsync(new { sequence_id = "story", sequence_start = true });
        string second = await AskAsync(new { sequence_id = "story", sequence_end = true });

        Assert.Contains("\"line\":1", first, StringComparison.Ordinal);
        Assert.Contains("\"line\":2", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[2]", "[\"a\"]", "1 values")]
    [InlineData("[1]", "[\"a\",\"b\"]", "more than 1")]
    [InlineData("[1]", "[7]", "must be a text")]
    [InlineData("[1,2]", "[\"a\",\"b\"]", "[T, 1]")]
    [InlineData("[1]", "[\"\\ud800\"]", "UTF-8")]
    [InlineData("[1]", "[\"{}\"]", "row")]
    public async Task ModelOfAJob_RefusesOtherThings(string shape, string data, string expected) =>
        await InferRows.RefusesAsync(
            server, "lines",
            $$"""{"inputs":[{"name":"rows","shape":{{shape}},"datatype":"BYTES","data":{{data}}}]}""", expected);

    [Fact]
    public async Task ModelOfAJob_RefusesNumbers() => await InferRows.RefusesAsync(
        server, "lines", """{"inputs":[{"name":"rows","shape":[1],"datatype":"FP32","data":[1]}]}""",
        "must be BYTES");

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private static string JsonOf(string kind, int bytes) =>
        $$$"""
        {"inputs":[{"name":"rows","shape":[3],"datatype":"{{{kind}}}","parameters":{"binary_data_size":{{{bytes}}}}}],
         "parameters":{"binary_data_output":true}}
        """;

    private static IEnumerable<string> Texts(byte[] tensor)
    {
        for (int at = 0; at < tensor.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(tensor.AsSpan(at));
            yield return Encoding.UTF8.GetString(tensor, at + sizeof(int), length);
            at += sizeof(int) + length;
        }
    }

    private async Task<float[]> AnswersAsync(string kind, float[] values) => InferRows.Data(
        await InferRows.AnswerAsync(server, "numbers", [values.Length / 3, 3], kind, values));

    private async Task<(HttpResponseMessage Answer, JsonElement Head, byte[] Tensor)> SendAsync(
        string model, string json, byte[] tensor)
    {
        HttpResponseMessage answer = await PostAsync(model, json, tensor);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(Ending);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        int head = answer.Headers.TryGetValues(HeadHeader, out IEnumerable<string>? values)
            ? int.Parse(Assert.Single(values), CultureInfo.InvariantCulture)
            : body.Length;
        return (answer, JsonDocument.Parse(body.AsMemory(0, head)).RootElement, body[head..]);
    }

    private async Task<HttpResponseMessage> PostAsync(string model, string json, byte[] tensor, string? head = null)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        using var content = new ByteArrayContent([.. text, .. tensor]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v2/models/{model}/infer") { Content = content };
        request.Headers.TryAddWithoutValidation(
            HeadHeader, head ?? text.Length.ToString(CultureInfo.InvariantCulture));
        return await server.Client.SendAsync(request, Ending);
    }
}
