using System.Net;
using Carousel.Studio.Doors;
using Carousel.Testing;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>The link that a browser is started with, which other users of the machine can read.</summary>
public sealed class OpeningTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-opening");

    [Fact]
    public void Word_OpensOnce()
    {
        var word = new OneTimeWord(new HandClock());
        Assert.False(word.TryUse("guessed"));
        Assert.True(word.TryUse(word.Text));
        Assert.False(word.TryUse(word.Text));
    }

    [Fact]
    public void Word_OpensSoonOrNever()
    {
        var clock = new HandClock();
        var word = new OneTimeWord(clock);
        clock.Now += OneTimeWord.Lasts;
        Assert.False(word.TryUse(word.Text));
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

        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var browser = new HttpClient(handler);
        using HttpResponseMessage entered = await browser.GetAsync(link);
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
        string cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie")).Split(';')[0];
        await RefusalAsync(await browser.GetAsync(link), HttpStatusCode.Unauthorized);

        // A browser that opens its last pages again is in already.
        using var again = new HttpRequestMessage(HttpMethod.Get, link);
        again.Headers.Add("Cookie", cookie);
        using HttpResponseMessage known = await browser.SendAsync(again);
        Assert.Equal(HttpStatusCode.SeeOther, known.StatusCode);
    }

    public void Dispose() => EndedFolder.Remove(_folder.FullName);

    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
