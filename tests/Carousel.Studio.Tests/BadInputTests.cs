using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Carousel.Cli.Tests.BadInput;
using Carousel.Testing;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>The files of the command line's own table of bad input, dropped on the page: the same sentence.</summary>
public sealed class BadInputTests(OpenStudio open) : IClassFixture<OpenStudio>
{
    // As DataVerb.Tiny of the command line's tests.
    private static JsonObject Tiny => new()
    {
        ["target"] = "value",
        ["hidden"] = 4,
        ["layers"] = 1,
        ["epochs"] = 1,
        ["horizon"] = 3,
        ["lookback"] = 6,
    };

    /// <summary>All but those that are no file: nothing can be dropped that is not there.</summary>
    public static TheoryData<string> Cases =>
        [.. DataCase.All.Select(one => one.Name).Where(name => name is not ("missing file" or "folder"))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task File_IsRefusedAsByTheCommand(string what)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("carousel-command");
        try
        {
            string file = Path.Combine(folder.FullName, "data.csv");
            DataCase.Of(what).Write(file);
            (int exitCode, string sentence) = await OpenStudio.CommandAsync(
                folder.FullName,
                ["forecast", "data.csv", .. Tiny.Select(option => $"--{option.Key}={option.Value}"), "--out", "out"]);
            Assert.Equal(2, exitCode);
            Assert.Matches(DataCase.Of(what).Said, sentence);

            using var client = new StudioClient(open.Studio);
            using HttpResponseMessage uploaded = await client.TryUploadAsync(
                "data.csv", await File.ReadAllBytesAsync(file));
            JsonNode refusal = uploaded.IsSuccessStatusCode
                ? await CheckAsync(client, JsonNode.Parse(await uploaded.Content.ReadAsStringAsync())!)
                : await RefusalAsync(uploaded, HttpStatusCode.UnprocessableEntity);
            Assert.Equal(sentence, Text(refusal, "error"));
            Match place = Regex.Match(sentence, @"^data\.csv:(\d+)");
            Assert.Equal(place.Success ? place.Groups[1].Value : "", refusal["line"]?.ToString() ?? "");
        }
        finally
        {
            EndedFolder.Remove(folder.FullName);
        }
    }

    private static async Task<JsonNode> CheckAsync(StudioClient client, JsonNode data) => await RefusalAsync(
        await client.TryPostAsync(
            "checks", new JsonObject { ["data"] = Text(data, "id"), ["job"] = "forecast", ["options"] = Tiny }),
        HttpStatusCode.UnprocessableEntity);
}
