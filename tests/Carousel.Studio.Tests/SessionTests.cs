using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Carousel.Testing;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>The token belongs to one port and one start; nothing else opens a studio.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-session");

    [Fact]
    public async Task WordOrCookieOfAnotherPort_OpensNothing()
    {
        await using StudioProcess first = await StudioProcess.StartAsync(Place("first"));
        await using StudioProcess second = await StudioProcess.StartAsync(Place("second"));
        Assert.NotEqual(first.Token, second.Token);
        await RequireShutAsync(first, second.Token);
        await RequireShutAsync(second, first.Token);
    }

    [Fact]
    public async Task WordOrCookieOfAnotherStart_OpensNothing()
    {
        string before;
        await using (StudioProcess first = await StudioProcess.StartAsync(Place("studio")))
        {
            before = first.Token;
        }

        // Earlier releases kept their token in the folder.
        await File.WriteAllTextAsync(Path.Combine(Place("studio"), "token"), before);
        await using StudioProcess second = await StudioProcess.StartAsync(Place("studio"));
        Assert.NotEqual(before, second.Token);
        await RequireShutAsync(second, before);

        // No file holds the token: who reads the folder is not let in by it.
        Assert.False(File.Exists(Path.Combine(Place("studio"), "token")));
        foreach (string file in Directory.EnumerateFiles(Place("studio"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != ".carousel-lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            Assert.DoesNotContain(second.Token, await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Ticket_OpensItsPathOnce_AndOnlyForReading()
    {
        await using StudioProcess studio = await StudioProcess.StartAsync(Place("studio"));
        using var client = new StudioClient(studio);
        using var frame = new HttpClient { BaseAddress = studio.Address };
        string word = await TicketAsync("/studio/v1/about");
        using HttpResponseMessage read = await frame.GetAsync($"studio/v1/about?ticket={word}");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        await RefusalAsync(await frame.GetAsync($"studio/v1/about?ticket={word}"), HttpStatusCode.Unauthorized);
        word = await TicketAsync("/studio/v1/about");
        await RefusalAsync(await frame.GetAsync($"studio/v1/data?ticket={word}"), HttpStatusCode.Unauthorized);
        word = await TicketAsync("/studio/v1/data");
        await RefusalAsync(
            await frame.PostAsJsonAsync($"studio/v1/data?ticket={word}", new JsonObject { ["folder"] = "a" }),
            HttpStatusCode.Unauthorized);
        await RefusalAsync(
            await frame.PostAsJsonAsync("studio/v1/tickets", new JsonObject { ["path"] = "/studio/v1/about" }),
            HttpStatusCode.Unauthorized);

        async Task<string> TicketAsync(string path) =>
            Text(await client.PostAsync("tickets", new JsonObject { ["path"] = path }), "word");
    }

    public void Dispose() => EndedFolder.Remove(_folder.FullName);

    private static async Task RequireShutAsync(StudioProcess studio, string word)
    {
        using var handler = new HttpClientHandler { UseCookies = false };
        using var stranger = new HttpClient(handler) { BaseAddress = studio.Address };
        int port = studio.Address.Port;
        foreach (string cookie in new[] { "", $"carousel-studio-{port}={word}", $"carousel-studio-token={word}" })
        {
            foreach (string path in new[] { "about", "data", $"about?ticket={word}", $"about?token={word}" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "studio/v1/" + path);
                if (cookie.Length > 0)
                {
                    request.Headers.Add("Cookie", cookie);
                }

                await RefusalAsync(await stranger.SendAsync(request), HttpStatusCode.Unauthorized);
            }
        }

        await RefusalAsync(
            await stranger.PostAsJsonAsync("studio/v1/session", new JsonObject { ["word"] = word }),
            HttpStatusCode.Unauthorized);
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", word);
        await RefusalAsync(await stranger.GetAsync("studio/v1/about"), HttpStatusCode.Unauthorized);
    }

    private string Place(string name) => Path.Combine(_folder.FullName, name);
}
