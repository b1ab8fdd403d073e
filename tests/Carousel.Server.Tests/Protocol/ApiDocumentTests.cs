using System.Net;
using System.Text.Json;
using Carousel.Server.Tests.Hosting;

namespace Carousel.Server.Tests.Protocol;

/// <summary>The document of all paths and the server say the same.</summary>
public sealed class ApiDocumentTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] _methods = ["GET", "POST", "PUT", "DELETE", "PATCH"];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Paths_AnswerTheirMethods_AndNoOthers()
    {
        JsonElement document = (await server.GetAsync("/openapi.json")).Answer;
        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            string[] listed =
            [
                .. path.Value.EnumerateObject().Select(m => m.Name.ToUpperInvariant()).Where(_methods.Contains),
            ];
            foreach (string method in _methods)
            {
                string session = await server.BeginAsync("numbers");
                string url = path.Name.Replace("{name}", "numbers", StringComparison.Ordinal)
                    .Replace("{version}", "1", StringComparison.Ordinal)
                    .Replace("{id}", session, StringComparison.Ordinal);
                using var request = new HttpRequestMessage(new HttpMethod(method), url);
                using HttpResponseMessage answer = await server.Client.SendAsync(
                    request, HttpCompletionOption.ResponseHeadersRead, Ending);
                if (!listed.Contains(method))
                {
                    Assert.True(
                        answer.StatusCode == HttpStatusCode.MethodNotAllowed,
                        $"{method} {path.Name}: {answer.StatusCode}");
                    Assert.Equal(listed.Order(), answer.Content.Headers.Allow.Order());
                    continue;
                }

                Assert.True(
                    answer.StatusCode is not (HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound)
                        && (int)answer.StatusCode < 500,
                    $"{method} {path.Name}: {answer.StatusCode}");
                string status = ((int)answer.StatusCode).ToString(provider: null);
                Assert.True(
                    path.Value.GetProperty(method.ToLowerInvariant()).GetProperty("responses")
                        .TryGetProperty(status, out _),
                    $"{method} {path.Name} answers {status}, which the document does not say.");
            }
        }
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    [InlineData("/v1/models/numbers/other")]
    [InlineData("/v1/modelsnumbers")]
    [InlineData("/v1/sessions")]
    [InlineData("/v2/")]
    [InlineData("/v2/health")]
    [InlineData("/v2/models")]
    [InlineData("/v2/models/numbers/other")]
    [InlineData("/v2/models/numbers/versions")]
    [InlineData("/v3")]
    [InlineData("/docs/other")]
    public async Task OtherPaths_SayWhereToLook(string path)
    {
        (HttpStatusCode status, JsonElement answer) = await server.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("/openapi.json", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task References_LeadSomewhere()
    {
        JsonElement document = (await server.GetAsync("/openapi.json")).Answer;
        int count = 0;
        Visit(document);
        Assert.InRange(count, 50, int.MaxValue);

        void Visit(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement one in element.EnumerateArray())
                {
                    Visit(one);
                }
            }
            else if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    if (property.Name == "$ref")
                    {
                        JsonElement target = document;
                        foreach (string part in property.Value.GetString()!.Split('/')[1..])
                        {
                            target = target.GetProperty(part);
                        }

                        count++;
                    }

                    Visit(property.Value);
                }
            }
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs")]
    public async Task Page_HasEveryPath_AndNamesNothingOutside(string path)
    {
        JsonElement document = (await server.GetAsync("/openapi.json")).Answer;
        using HttpResponseMessage answer = await server.Client.GetAsync(path, Ending);

        string page = await answer.Content.ReadAsStringAsync(Ending);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.All(
            document.GetProperty("paths").EnumerateObject(),
            p => Assert.Contains($"</b> {p.Name}</h3>", page, StringComparison.Ordinal));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
    }
}
