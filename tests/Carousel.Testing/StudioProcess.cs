using System.Diagnostics;
using System.Text;

namespace Carousel.Testing;

/// <summary>
/// <c>carousel studio</c> in a process of its own, as a user starts it: its runs are processes of the same command. The
/// project of the test references Carousel.Cli.
/// </summary>
public sealed class StudioProcess : IAsyncDisposable
{
    private const string Announcement = "studio at ";

    private readonly Process _process;
    private readonly StringBuilder _errors;

    private StudioProcess(Process process, Uri link, StringBuilder errors) =>
        (_process, Link, _errors) = (process, link, errors);

    /// <summary>The link that opens the page, with its token.</summary>
    public Uri Link { get; }

    /// <summary>The same without a path.</summary>
    public Uri Address => new(Link.GetLeftPart(UriPartial.Authority));

    /// <summary>The token of the link.</summary>
    public string Token => Link.Query["?token=".Length..];

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>What it said on standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts it, and waits until it tells its link.</summary>
    /// <param name="folder">Where it keeps what it has.</param>
    /// <param name="port">Its port, 0 for a free one.</param>
    public static async Task<StudioProcess> StartAsync(string folder, int port = 0)
    {
        string command = Path.Combine(AppContext.BaseDirectory, "Carousel.Cli.dll");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                command, "studio", "--folder", folder, "--port",
                port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--no-open",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The studio did not start.");
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        string? first = await process.StandardOutput.ReadLineAsync();
        if (first?.StartsWith(Announcement, StringComparison.Ordinal) != true)
        {
            await process.WaitForExitAsync();
            throw new InvalidOperationException($"The studio told no link: {first} {errors}");
        }

        return new StudioProcess(process, new Uri(first[Announcement.Length..]), errors);
    }

    /// <summary>Ends it at once, as the end of its machine would; its runs are not told.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
