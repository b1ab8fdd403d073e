using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Carousel.Studio.Tests;

/// <summary>The document, the types of the page, and the answers are one contract.</summary>
public sealed partial class ContractTests(OpenStudio open) : IClassFixture<OpenStudio>
{
    [Fact]
    public async Task EveryPathOfTheDocument_IsAnswered_ByItsMethodsAlone()
    {
        using var client = new StudioClient(open.Studio);
        JsonNode document = JsonNode.Parse(await client.Http.GetStringAsync("/studio/openapi.json"))!;
        foreach ((string path, JsonNode? methods) in document["paths"]!.AsObject())
        {
            string asked = Parameter().Replace(path, "0");
            using HttpResponseMessage other = await client.Http.SendAsync(
                new HttpRequestMessage(HttpMethod.Trace, asked));
            Assert.True(other.StatusCode == HttpStatusCode.MethodNotAllowed, $"{path}: {other.StatusCode}");
            string[] described =
                [.. methods!.AsObject().Select(m => m.Key.ToUpperInvariant()).Where(m => m != "PARAMETERS")];
            Assert.Equal(described.Order(), other.Content.Headers.Allow.Order());
        }
    }

    [Fact]
    public void TypesOfThePage_AreTheSchemasOfTheDocument()
    {
        string studio = Path.Combine(Root(), "hosting", "Carousel.Studio");
        JsonNode document = JsonNode.Parse(File.ReadAllText(Path.Combine(studio, "Protocol", "openapi.json")))!;
        string types = string.Concat(
            new[] { "api-types.ts", "api-data.ts" }.Select(
                name => File.ReadAllText(Path.Combine(studio, "web", "src", name))));
        Assert.Equal(
            Exported().Matches(types).Select(m => m.Groups[1].Value),
            document["components"]!["schemas"]!.AsObject().Select(s => s.Key));
        foreach (Match field in Field().Matches(types))
        {
            Assert.Contains($"\"{field.Groups[1].Value}\":", document.ToJsonString(), StringComparison.Ordinal);
        }
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not lie in the repository.");
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^export (?:interface|type) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Exported();

    [GeneratedRegex(@"^  (\w+)\??:", RegexOptions.Multiline)]
    private static partial Regex Field();
}
