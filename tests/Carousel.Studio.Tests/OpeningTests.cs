using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Carousel.Studio.Doors;
using Carousel.Testing;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>The link that a browser is started with, which other users of the machine can read.</summary>
public sealed class OpeningTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-opening");

    [Fact]
    public void Word_OpensItsPathOnce()
    {
        var words = new OneTimeWords(new HandClock());
        string word = words.Make("/a");
        Assert.False(words.TryUse("guessed", "/a"));
        Assert.True(words.TryUse(word, "/a"));
        Assert.False(words.TryUse(word, "/a"));
        Assert.False(words.TryUse(words.Make("/a"), "/b"));
    }

    [Fact]
    public void Word_OpensSoonOrNever()
    {
        var clock = new HandClock();
        var words = new OneTimeWords(clock);
        string word = words.Make("/a");
        clock.Now += OneTimeWords.Lasts;
        Assert.False(words.TryUse(word, "/a"));
    }

    [Fact]
    public async Task Browser_IsStarted_WithoutTheTokenAndWithAWordThatOpensOnce()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("A script stands for the program that opens links.");
        }

        string opened = Path.Combine(_folder.FullName, "opened");
        foreach (string name in new[] { "xdg-open", "open" })
        {
            string program = Path.Combine(_folder.FullName, name);
            await File.WriteAllTextAsync(
                program, $"#!/bin/sh\necho \"$@\" > '{opened}.part'\nmv '{opened}.part' '{opened}'\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }

        await using StudioProcess studio = await StudioProcess.StartAsync(
            Path.Combine(_folder.FullName, "studio"), opener: _folder.FullName);
        await Waiting.UntilAsync(() => Task.FromResult(File.Exists(opened)), "the browser is started");
        string link = (await File.ReadAllTextAsync(opened)).Trim();
        Assert.StartsWith(studio.Address.AbsoluteUri, link, StringComparison.Ordinal);
        Assert.DoesNotContain(studio.Token, link, StringComparison.Ordinal);

        // A browser does not send the text after '#'; the page exchanges it.
        using var browser = new HttpClient { BaseAddress = studio.Address };
        var word = new JsonObject { ["word"] = new Uri(link).Fragment["#open=".Length..] };
        using HttpResponseMessage entered = await browser.PostAsJsonAsync("studio/v1/session", word);
        Assert.Equal(studio.Token, Text(JsonNode.Parse(await entered.Content.ReadAsStringAsync()), "token"));
        await RefusalAsync(await browser.PostAsJsonAsync("studio/v1/session", word), HttpStatusCode.Unauthorized);
    }

    public void Dispose() => EndedFolder.Remove(_folder.FullName);

    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
