using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Carousel.Testing;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>What page and command say to the same bad input.</summary>
internal static class SameSentence
{
    /// <summary>Requires that a file and options are refused by both, in one sentence.</summary>
    /// <param name="studio">The page's side.</param>
    /// <param name="verb">The words of the command before the file.</param>
    /// <param name="name">The name of the file.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="options">The job's options.</param>
    /// <param name="rest">Further words of the command.</param>
    /// <returns>The sentence, and the line that the page names; 0 for none.</returns>
    public static async Task<(string Sentence, int Line)> RequireAsync(
        StudioProcess studio, string[] verb, string name, Action<string> write, JsonObject options,
        params string[] rest)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("carousel-command");
        try
        {
            string file = Path.Combine(folder.FullName, name);
            write(file);
            (int exitCode, string sentence) = await OpenStudio.CommandAsync(
                folder.FullName, [.. verb, name, .. options.SelectMany(WordsOf), .. rest]);
            Assert.True(exitCode == 2, sentence);

            using var client = new StudioClient(studio);
            using HttpResponseMessage uploaded = await client.TryUploadAsync(name, await File.ReadAllBytesAsync(file));
            JsonNode refusal = uploaded.IsSuccessStatusCode
                ? await CheckAsync(
                    client, JsonNode.Parse(await uploaded.Content.ReadAsStringAsync())!, verb[^1], options)
                : await RefusalAsync(uploaded, HttpStatusCode.UnprocessableEntity);

            // What is expected in an empty file is known with the job, and the page reads it before.
            string empty = $"{name} is empty.", said = Text(refusal, "error");
            Assert.True(
                said == sentence || (sentence.StartsWith(empty, StringComparison.Ordinal)
                    && said.StartsWith(empty, StringComparison.Ordinal)),
                $"{said}\n{sentence}");
            Match place = Regex.Match(sentence, $@"^{Regex.Escape(name)}:(\d+)");
            int line = refusal["line"]?.GetValue<int>() ?? 0;
            Assert.Equal(place.Success ? int.Parse(place.Groups[1].ValueSpan) : 0, line);
            return (sentence, line);
        }
        finally
        {
            EndedFolder.Remove(folder.FullName);
        }
    }

    /// <summary>What the page says to data and options before a run.</summary>
    public static async Task<JsonNode> CheckAsync(
        StudioClient client, JsonNode data, string job, JsonObject options) => await RefusalAsync(
            await client.TryPostAsync(
                "checks",
                new JsonObject { ["data"] = Text(data, "id"), ["job"] = job, ["options"] = options.DeepClone() }),
            HttpStatusCode.UnprocessableEntity);

    private static IEnumerable<string> WordsOf(KeyValuePair<string, JsonNode?> option) => option.Value switch
    {
        JsonArray several => several.SelectMany(one => new[] { $"--{option.Key}", one!.ToString() }),
        JsonValue value when value.TryGetValue(out bool isOn) => isOn ? [$"--{option.Key}"] : [],
        _ => [$"--{option.Key}={option.Value}"],
    };
}
