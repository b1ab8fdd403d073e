using System.Net;
using System.Text.Json.Nodes;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>Pictures of data that are not a table.</summary>
public sealed class PictureTests(OpenStudio open) : IClassFixture<OpenStudio>
{
    /// <summary>A file, the part that is asked for, and the first bars with their counts.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "a.txt", "The cat saw the dog. It's a cat!\n\nThe end\n", "words", "the 3, cat 2, a 1, dog 1" },
        { "a.txt", "aab b\nba\n", "characters", "a 3, b 3, blank 1" },
        { "a.txt", "one\nfour\nsix\n", "lengths of lines", "0 0, 1 0, 2 0, 3 2, 4 1" },
        { "a.conll", "the\tD\ncat\tN\n\nthe\tD\nend\tN\n\na\tD\n\n", "", "D 3, N 2" },
        { "a.conllu", "# text\n1\tla\tla\tDET\t_\t_\t0\t_\t_\t_\n\n", "", "DET 1" },
        { "a.fasta", ">x\nACGA\nA\n>y\naC\n", "letters", "A 4, C 2, G 1" },
        { "a.fasta", ">x\nACGA\nA\n>y\naC\n", "lengths of sequences", "0 0, 1 0, 2 1, 3 0, 4 0, 5 1" },
        { "a.gb", "LOCUS       X\nFEATURES  y\n     gene 1\nORIGIN\n        1 acgt aa\n//\n", "letters",
            "A 3, C 1, G 1, T 1" },
        { "a.ts", "@data\n1,2:up\n2,1:down\n3,4:up\n", "", "up 2, down 1" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task MostFrequent_AreBars(string name, string text, string part, string said)
    {
        using var client = new StudioClient(open.Studio);
        JsonNode data = await client.UploadAsync(name, text);
        JsonNode picture = await client.GetAsync(
            $"data/{Text(data, "id")}/picture{(part.Length == 0 ? "" : $"?part={Uri.EscapeDataString(part)}")}");
        Assert.Equal("bars", Text(picture, "chart"));
        Assert.Equal(part, Text(picture, "part"));
        string bars = string.Join(
            ", ", picture["names"]!.AsArray().Zip(picture["values"]!.AsArray()).Select(b => $"{b.First} {b.Second}"));
        Assert.StartsWith(said, bars, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sound_IsItsWave_OfTheOneThatIsAskedFor()
    {
        using var client = new StudioClient(open.Studio);
        JsonNode data = await client.PostAsync("data", new JsonObject { ["folder"] = "sounds" });
        string id = Text(data, "id");
        foreach ((string path, float level) in new[] { ("a/1.wav", 0.25f), ("b/2.wav", 0.5f) })
        {
            using HttpResponseMessage added = await client.Http.PutAsync(
                $"data/{id}/files?path={Uri.EscapeDataString(path)}", new ByteArrayContent(Wav(level)));
            Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync());
        }

        await client.PostAsync($"data/{id}/read", new JsonObject());
        JsonNode first = await client.GetAsync($"data/{id}/picture");
        Assert.Equal(("lines", "a/1.wav"), (Text(first, "chart"), Text(first, "part")));
        Assert.Equal(["a/1.wav", "b/2.wav"], first["parts"]!.AsArray().Select(p => p!.ToString()));
        JsonNode other = await client.GetAsync($"data/{id}/picture?part=b%2F2.wav");
        double[] values = [.. other["values"]!.AsArray().Select(v => v!.GetValue<double>())];
        Assert.Equal((-0.5, 0.5), (Math.Round(values.Min(), 3), Math.Round(values.Max(), 3)));
        Assert.InRange(other["numbers"]!.AsArray()[^1]!.GetValue<double>(), 0.09, 0.1);

        await RefusalAsync(
            await client.Http.GetAsync($"data/{id}/picture?part=..%2F..%2Fstudio.db"),
            HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Table_HasNone()
    {
        using var client = new StudioClient(open.Studio);
        JsonNode data = await client.UploadAsync("sales.csv", TinyData.Series(20));
        await RefusalAsync(
            await client.Http.GetAsync($"data/{Text(data, "id")}/picture"), HttpStatusCode.UnprocessableEntity);
    }

    // A tenth of a second that swings between two levels.
    private static byte[] Wav(float level)
    {
        byte[] data =
        [
            .. Enumerable.Range(0, 800).SelectMany(t => BitConverter.GetBytes(
                (short)Math.Round(32768 * (t % 2 == 0 ? level : -level)))),
        ];
        return
        [
            .. "RIFF"u8, .. BitConverter.GetBytes(36 + data.Length), .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0,
            .. BitConverter.GetBytes(8000), .. BitConverter.GetBytes(16000), 2, 0, 16, 0, .. "data"u8,
            .. BitConverter.GetBytes(data.Length), .. data,
        ];
    }
}
