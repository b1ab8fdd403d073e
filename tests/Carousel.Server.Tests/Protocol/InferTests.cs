using System.Net;
using System.Text.Json;
using Carousel.Server.Tests.Hosting;

namespace Carousel.Server.Tests.Protocol;

/// <summary>The Open Inference Protocol: whole sequences, as JSON.</summary>
public sealed class InferTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("numbers", 3, 2, "FP32")]
    [InlineData("pooled", 2, 3, "FP32")]
    [InlineData("symbols", 1, 11, "INT64")]
    public async Task Metadata_SaysWhatAModelReadsAndAnswers(string name, int width, int outputs, string datatype)
    {
        JsonElement model = (await server.GetAsync($"/v2/models/{name}")).Answer;

        Assert.Equal(name, model.GetProperty("name").GetString());
        Assert.Equal("carousel_network", model.GetProperty("platform").GetString());
        string version = Assert.Single(model.GetProperty("versions").EnumerateArray()).GetString()!;
        Assert.Equal(64, version.Length);
        JsonElement input = Assert.Single(model.GetProperty("inputs").EnumerateArray());
        Assert.Equal("rows", input.GetProperty("name").GetString());
        Assert.Equal(datatype, input.GetProperty("datatype").GetString());
        Assert.Equal($"[-1,{width}]", input.GetProperty("shape").GetRawText());
        JsonElement output = Assert.Single(model.GetProperty("outputs").EnumerateArray());
        Assert.Equal("answers", output.GetProperty("name").GetString());
        Assert.Equal($"[-1,{outputs}]", output.GetProperty("shape").GetRawText());
    }

    [Fact]
    public async Task Server_SaysThatItIsThere()
    {
        JsonElement about = (await server.GetAsync("/v2")).Answer;
        Assert.Equal("carousel", about.GetProperty("name").GetString());
        Assert.Equal(
            ["binary_tensor_data", "sequence"],
            about.GetProperty("extensions").EnumerateArray().Select(e => e.GetString()));
        foreach (string path in (string[])["/v2/health/live", "/v2/health/ready", "/v2/models/numbers/ready"])
        {
            Assert.Equal(HttpStatusCode.OK, (await server.GetAsync(path)).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/v2/models/nothing/ready")).Status);
    }

    [Theory]
    [InlineData("numbers")]
    [InlineData("pooled")]
    [InlineData("symbols")]
    public async Task WholeSequence_HasTheBitsOfSteps(string name)
    {
        float[][] rows = InferRows.Draw(name, steps: 21, seed: 5);

        float[][] stepped = await InferRows.StepAsync(server, name, rows);
        JsonElement output = await InferRows.AnswerAsync(
            server, name, [rows.Length, rows[0].Length], InferRows.KindOf(name), rows.SelectMany(r => r));

        Assert.Equal(InferRows.Bits(stepped.SelectMany(a => a)), InferRows.Bits(InferRows.Data(output)));
        Assert.Equal($"[21,{stepped[0].Length}]", output.GetProperty("shape").GetRawText());
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(300, 2)]
    public async Task Sequences_DoNotKnowOfEachOther(int sequences, int steps)
    {
        float[][] rows = InferRows.Draw("numbers", sequences * steps, seed: 6);

        JsonElement together = await InferRows.AnswerAsync(
            server, "numbers", [sequences, steps, 3], "FP32", rows.SelectMany(r => r));

        Assert.Equal($"[{sequences},{steps},2]", together.GetProperty("shape").GetRawText());
        float[] answers = InferRows.Data(together);
        foreach (int s in (int[])[0, 1, sequences - 1])
        {
            JsonElement alone = await InferRows.AnswerAsync(
                server, "numbers", [1, steps, 3], "FP32", rows.Skip(s * steps).Take(steps).SelectMany(r => r));
            Assert.Equal(
                InferRows.Bits(InferRows.Data(alone)),
                InferRows.Bits(answers.Skip(s * steps * 2).Take(steps * 2)));
        }
    }

    [Fact]
    public async Task Requests_AtTheSameTime_HaveTheAnswersOfOneAlone()
    {
        float[] values = [.. InferRows.Draw("numbers", 40, seed: 7).SelectMany(r => r)];
        uint[] alone = InferRows.Bits(
            InferRows.Data(await InferRows.AnswerAsync(server, "numbers", [40, 3], "FP32", values)));

        JsonElement[] many = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ =>
            InferRows.AnswerAsync(server, "numbers", [40, 3], "FP32", values)));

        Assert.All(many, one => Assert.Equal(alone, InferRows.Bits(InferRows.Data(one))));
    }

    [Theory]
    [InlineData("[3]", "[0.5,-1,2]", "[2]")]
    [InlineData("[1,3]", "[[0.5,-1,2]]", "[1,2]")]
    [InlineData("[1,1,3]", "[[[0.5,-1,2]]]", "[1,1,2]")]
    [InlineData("[1,1,3]", "[0.5,-1,2]", "[1,1,2]")]
    public async Task Shapes_AreThoseOfTheRows(string shape, string data, string expected)
    {
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v2/models/numbers/infer", JsonOf(
            $$"""{"id":"x7","inputs":[{"name":"rows","data":{{data}},"shape":{{shape}},"datatype":"FP32"}]}"""));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("x7", answer.GetProperty("id").GetString());
        Assert.Equal("numbers", answer.GetProperty("model_name").GetString());
        JsonElement output = Assert.Single(answer.GetProperty("outputs").EnumerateArray());
        Assert.Equal("FP32", output.GetProperty("datatype").GetString());
        Assert.Equal(expected, output.GetProperty("shape").GetRawText());
        Assert.Equal(2, output.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Numbers_OfOtherKindsAreTheSame_WhereTheyFit()
    {
        float[][] answers =
        [
            .. await Task.WhenAll(((string[])["FP32", "FP64", "INT32", "INT64"]).Select(async kind =>
                InferRows.Data(await InferRows.AnswerAsync(server, "numbers", [3], kind, [5, -16_777_216, 7])))),
        ];

        Assert.All(answers, a => Assert.Equal(answers[0], a));
    }

    [Theory]
    [InlineData("INT64", "[1, 16777217, 3]", "Value 2")]
    [InlineData("INT64", "[9223372036854775807, 1, 3]", "Value 1")]
    [InlineData("INT32", "[1, 2, 3000000000]", "Value 3")]
    [InlineData("INT32", "[1, 2, 0.5]", "Value 3")]
    [InlineData("FP32", "[1, 2, 1e39]", "Value 3")]
    [InlineData("FP64", "[1e300, 2, 3]", "Value 1")]
    [InlineData("FP32", "[1, null, 3]", "Value 2")]
    [InlineData("FP32", "[1, 2]", "2 values")]
    [InlineData("FP32", "[1, 2, 3, 4]", "more than 3")]
    [InlineData("FP32", "7", "\"data\" must be an array")]
    [InlineData("FP16", "[1, 2, 3]", "FP32, FP64, INT32 or INT64")]
    [InlineData("BYTES", "[\"a\"]", "FP32, FP64, INT32 or INT64")]
    [InlineData("0", "[1, 2, 3]", "FP32, FP64, INT32 or INT64")]
    public async Task Numbers_ThatDoNotFitAreRefused(string kind, string data, string expected)
    {
        await InferRows.RefusesAsync(
            server, "numbers",
            $$"""{"inputs":[{"name":"rows","shape":[3],"datatype":"{{kind}}","data":{{data}}}]}""", expected);
    }

    [Theory]
    [InlineData("[2]", "must be [3], [T, 3] or [B, T, 3]")]
    [InlineData("[]", "must be [3], [T, 3] or [B, T, 3]")]
    [InlineData("[1,1,1,3]", "must be [3], [T, 3] or [B, T, 3]")]
    [InlineData("[0,3]", "must be [3], [T, 3] or [B, T, 3]")]
    [InlineData("[-1,3]", "must be [3], [T, 3] or [B, T, 3]")]
    [InlineData("[4000000000000,4000000000000,3]", "at most")]
    [InlineData("[60000,3]", "fewer values")]
    [InlineData("[1.5,3]", "\"shape\" must be an array")]
    [InlineData("3", "\"shape\" must be an array")]
    public async Task Shapes_ThatDoNotFitAreRefused(string shape, string expected)
    {
        await InferRows.RefusesAsync(
            server, "numbers",
            $$"""{"inputs":[{"name":"rows","shape":{{shape}},"datatype":"FP32","data":[1,2,3]}]}""", expected);
    }

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("[]", "one JSON object")]
    [InlineData("{}", "\"inputs\" must hold one tensor")]
    [InlineData("""{"inputs":[]}""", "\"inputs\" must be an array of one tensor")]
    [InlineData("""{"inputs":[{},{}]}""", "\"inputs\" must be an array of one tensor")]
    [InlineData("""{"inputs":[3]}""", "\"inputs\" must hold an object")]
    [InlineData("""{"inputs":[{"name":"x"}]}""", "one input, \"rows\"")]
    [InlineData("""{"inputs":[{"name":"rows","shape":[3],"datatype":"FP32"}]}""", "either \"data\" or")]
    [InlineData("""{"outputs":[{"name":"y"}]}""", "one output, \"answers\"")]
    [InlineData("""{"outputs":[{"name":"answers","parameters":{"classification":2}}]}""", "classification")]
    [InlineData("""{"id":7}""", "\"id\" must be a text")]
    [InlineData("""{"id":"\ud800"}""", "UTF-8")]
    [InlineData("""{"parameters":{"sequence_id":[]}}""", "\"sequence_id\"")]
    [InlineData("""{"parameters":{"sequence_start":1}}""", "\"sequence_start\" must be true or false")]
    [InlineData("""{"inputs":[{"name":"rows","shape":[3],"datatype":"FP32","data":[1,2,3]}]} 1""", "is not JSON")]
    public async Task Requests_ThatAreDamagedAreRefused(string body, string expected) =>
        await InferRows.RefusesAsync(server, "numbers", body, expected);

    [Fact]
    public async Task Symbols_ThatThereAreNotAreRefused() => await InferRows.RefusesAsync(
        server, "symbols",
        """{"inputs":[{"name":"rows","shape":[2,1],"datatype":"INT64","data":[3,11]}]}""", "Row 2 has 11");

    [Fact]
    public async Task Outputs_MayBeAskedForByName()
    {
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v2/models/numbers/infer", JsonOf(
            """
            {"inputs":[{"name":"rows","shape":[3],"datatype":"FP32","data":[1,2,3]}],
             "outputs":[{"name":"answers","parameters":{"binary_data":false}}],
             "parameters":{"binary_data_output":true,"priority":1}}
            """));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(2, answer.GetProperty("outputs")[0].GetProperty("data").GetArrayLength());
    }

    private static JsonElement JsonOf(string text) => JsonDocument.Parse(text).RootElement;
}
