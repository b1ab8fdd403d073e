using System.Diagnostics;
using Carousel.Testing;

namespace Carousel.Cli.Tests.Serving;

/// <summary><c>carousel serve</c> in a separate process, which can be killed and started again.</summary>
internal sealed class ServedProcess : IDisposable
{
    private const string Announcement = "listening on ";

    private readonly string[] _arguments;
    private Process _process = null!;
    private volatile Uri _address = null!;

    private ServedProcess(string[] arguments) => _arguments = arguments;

    /// <summary>Where it listens, with a slash at the end; another place after each start.</summary>
    public Uri Address => _address;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">What would be typed after <c>carousel serve</c>, the port aside.</param>
    public static async Task<ServedProcess> StartAsync(params string[] arguments)
    {
        var server = new ServedProcess(arguments);
        await server.StartAsync();
        return server;
    }

    /// <summary>Kills it as <c>kill -9</c> does, and starts it again.</summary>
    public async Task KillAndStartAsync()
    {
        Dispose();
        await StartAsync();
    }

    /// <summary>Sends it a signal.</summary>
    /// <param name="name">Of the signal, such as STOP.</param>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Starts it again.</summary>
    public Task StartAgainAsync() => StartAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task StartAsync()
    {
        ProcessStartInfo start = DefaultSignals.Of(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Carousel.Cli.dll"), "serve", .. _arguments, "--port", "0"]);
        start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
        string? first = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith(Announcement, first, StringComparison.Ordinal);
        _address = new Uri(first![Announcement.Length..].TrimEnd('/') + "/");
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
    }
}
