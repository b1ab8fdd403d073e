using System.Net;
using System.Text.Json;
using Carousel.Server.Tests.Hosting;

namespace Carousel.Server.Tests.Protocol;

/// <summary>The Open Inference Protocol: sequences to which callers gave names.</summary>
public sealed class InferSequenceTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("numbers")]
    [InlineData("pooled")]
    [InlineData("symbols")]
    public async Task Steps_AreThoseOfASession(string model)
    {
        float[][] rows = InferRows.Draw(model, 9, seed: 11);
        float[][] expected = await InferRows.StepAsync(server, model, rows);

        var answers = new List<float>();
        for (int first = 0; first < 9; first += 3)
        {
            (HttpStatusCode status, JsonElement answer) = await AskAsync(
                model, rows[first..(first + 3)],
                new { sequence_id = 42, sequence_start = first == 0, sequence_end = first == 6 });
            Assert.True(status == HttpStatusCode.OK, answer.GetRawText());
            Assert.Equal(first + 4, answer.GetProperty("parameters").GetProperty("sequence_next").GetInt64());
            answers.AddRange(InferRows.Data(answer.GetProperty("outputs")[0]));
        }

        Assert.Equal(InferRows.Bits(expected.SelectMany(a => a)), InferRows.Bits(answers));
        await RefusesAsync(model, rows[..1], new { sequence_id = 42 }, HttpStatusCode.BadRequest, "sequence_start");
    }

    [Fact]
    public async Task Start_BeginsAnew_AlsoWhereTheSequenceGoesOn()
    {
        float[][] rows = InferRows.Draw("numbers", 2, seed: 12);

        float[] first = await AnswersAsync(rows, new { sequence_id = "anew", sequence_start = true });
        float[] second = await AnswersAsync(rows, new { sequence_id = "anew" });
        float[] again = await AnswersAsync(rows, new { sequence_id = "anew", sequence_start = true });

        Assert.NotEqual(first, second);
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task Starts_AtTheSameTime_AllBegin()
    {
        float[][] rows = InferRows.Draw("numbers", 1, seed: 13);
        float[] expected = await AnswersAsync(rows, new { sequence_id = "race", sequence_start = true });

        float[][] answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ =>
            AnswersAsync(rows, new { sequence_id = "race", sequence_start = true, sequence_step = 1 })));

        Assert.All(answers, a => Assert.Equal(expected, a));
    }

    [Fact]
    public async Task RepeatedRequests_CountOnce_WhereTheyNameTheirStep()
    {
        float[][] rows = InferRows.Draw("numbers", 4, seed: 14);
        await AnswersAsync(rows[..2], new { sequence_id = 7, sequence_start = true, sequence_step = 1 });

        float[] once = await AnswersAsync(rows[2..], new { sequence_id = 7, sequence_step = 3 });
        float[] twice = await AnswersAsync(rows[2..], new { sequence_id = 7, sequence_step = 3 });

        Assert.Equal(once, twice);
        await RefusesAsync(
            "numbers", rows[..1], new { sequence_id = 7, sequence_step = 3 }, HttpStatusCode.Conflict, "other values");
        await RefusesAsync(
            "numbers", rows[..1], new { sequence_id = 7, sequence_step = 9 }, HttpStatusCode.Conflict,
            "next step is 5");
    }

    [Fact]
    public async Task Names_AreThoseOfOneModel()
    {
        await AnswersAsync(InferRows.Draw("numbers", 1, seed: 15), new { sequence_id = 77, sequence_start = true });

        await RefusesAsync(
            "pooled", InferRows.Draw("pooled", 1, seed: 15), new { sequence_id = 77 }, HttpStatusCode.BadRequest,
            "has not begun");

        // A number and its digits are one name.
        await AnswersAsync(InferRows.Draw("numbers", 1, seed: 15), new { sequence_id = "77" });
    }

    [Fact]
    public async Task Sequences_ThatDoNotHoldTogetherAreRefused()
    {
        float[][] rows = InferRows.Draw("numbers", 1, seed: 16);
        await RefusesAsync(
            "numbers", rows, new { sequence_start = true }, HttpStatusCode.BadRequest, "\"sequence_id\" is missing");
        await RefusesAsync(
            "numbers", rows, new { sequence_id = 0, sequence_end = true }, HttpStatusCode.BadRequest,
            "\"sequence_id\" is missing");
        await RefusesAsync(
            "numbers", rows, new { sequence_id = 1, sequence_start = true, sequence_step = 2 },
            HttpStatusCode.BadRequest, "starts with step 1");
        (HttpStatusCode status, JsonElement answer) = await server.PostAsync("/v2/models/numbers/infer", new
        {
            parameters = new { sequence_id = 1, sequence_start = true },
            inputs = new[]
            {
                new { name = "rows", shape = (int[])[2, 1, 3], datatype = "FP32", data = (float[])[1, 2, 3, 4, 5, 6] },
            },
        });
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("one shape [T, I]", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sequences_EndOnTheVersionOnWhichTheyBegan()
    {
        server.Write("swapped", ServerFixture.Numbers, seed: 21);
        string before = await VersionAsync("swapped", other: "");
        float[][] rows = InferRows.Draw("numbers", 2, seed: 17);
        (_, JsonElement begun) = await AskAsync("swapped", rows, new { sequence_id = 5, sequence_start = true });

        server.Write("swapped", ServerFixture.Numbers, seed: 22);
        string after = await VersionAsync("swapped", other: before);

        (_, JsonElement on) = await AskAsync("swapped", rows, new { sequence_id = 5 });
        (HttpStatusCode refused, _) = await AskAsync("swapped", rows, new { sequence_id = 5 }, after[..8]);
        (_, JsonElement whole) = await AskAsync("swapped", rows, new { }, before[..8]);
        (_, JsonElement anew) = await AskAsync("swapped", rows, new { sequence_id = 5, sequence_start = true });

        Assert.Equal(before, begun.GetProperty("model_version").GetString());
        Assert.Equal(before, on.GetProperty("model_version").GetString());
        Assert.Equal(HttpStatusCode.Conflict, refused);
        Assert.Equal(InferRows.Data(begun.GetProperty("outputs")[0]), InferRows.Data(whole.GetProperty("outputs")[0]));
        Assert.Equal(after, anew.GetProperty("model_version").GetString());
    }

    [Theory]
    [InlineData("2")]
    [InlineData("0123456")]
    [InlineData("0123456789abcdef")]
    [InlineData("")]
    public async Task Versions_ThatThereAreNotAreNotFound(string version)
    {
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync($"/v2/models/numbers/versions/{version}")).Status);
        (HttpStatusCode status, _) = await AskAsync(
            "numbers", InferRows.Draw("numbers", 1, seed: 18), new { }, version);
        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task Versions_MayBeShortened()
    {
        string version = await VersionAsync("numbers", other: "");
        foreach (string name in (string[])["1", version, version[..8], version[..8].ToUpperInvariant()])
        {
            Assert.Equal(
                HttpStatusCode.OK, (await server.GetAsync($"/v2/models/numbers/versions/{name}/ready")).Status);
            (HttpStatusCode status, JsonElement answer) = await AskAsync(
                "numbers", InferRows.Draw("numbers", 1, seed: 19), new { }, name);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(version, answer.GetProperty("model_version").GetString());
        }
    }

    private async Task<string> VersionAsync(string model, string other)
    {
        while (true)
        {
            (HttpStatusCode status, JsonElement card) = await server.GetAsync($"/v2/models/{model}");
            if (status == HttpStatusCode.OK && card.GetProperty("versions")[0].GetString() is { } version
                && version != other)
            {
                return version;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private async Task<float[]> AnswersAsync(float[][] rows, object parameters)
    {
        (HttpStatusCode status, JsonElement answer) = await AskAsync("numbers", rows, parameters);
        Assert.True(status == HttpStatusCode.OK, answer.GetRawText());
        return InferRows.Data(answer.GetProperty("outputs")[0]);
    }

    private async Task RefusesAsync(
        string model, float[][] rows, object parameters, HttpStatusCode expected, string words)
    {
        (HttpStatusCode status, JsonElement answer) = await AskAsync(model, rows, parameters);
        Assert.Equal(expected, status);
        Assert.Contains(words, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(
        string model, float[][] rows, object parameters, string? version = null) => server.PostAsync(
        $"/v2/models/{model}{(version is null ? "" : $"/versions/{version}")}/infer", new
        {
            parameters,
            inputs = new[]
            {
                new
                {
                    name = "rows", shape = (int[])[rows.Length, rows[0].Length], datatype = InferRows.KindOf(model),
                    data = rows,
                },
            },
        });
}
