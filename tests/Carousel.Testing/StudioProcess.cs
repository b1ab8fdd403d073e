using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Carousel.Testing;

/// <summary>
/// <c>carousel studio</c> in a separate process, as a user starts it: its runs are processes of the same command. The
/// project of the test references Carousel.Cli.
/// </summary>
public sealed class StudioProcess : IAsyncDisposable
{
    private const string Announcement = "studio at ";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _errors;

    private StudioProcess(Process process, Uri link, StringBuilder errors) =>
        (_process, Link, _errors) = (process, link, errors);

    /// <summary>The link that opens the page, with the token of this start.</summary>
    public Uri Link { get; }

    /// <summary>The same without a path.</summary>
    public Uri Address => new(Link.GetLeftPart(UriPartial.Authority));

    /// <summary>The token of the link.</summary>
    public string Token => Link.Fragment["#token=".Length..];

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
    /// <param name="opener">A folder with a program that replaces the one which opens links; null opens none.</param>
    /// <param name="before">Words before those of the command, such as <see cref="SmallDisk.Enter"/>.</param>
    public static async Task<StudioProcess> StartAsync(
        string folder, int port = 0, string? opener = null, IReadOnlyList<string>? before = null)
    {
        string command = Path.Combine(AppContext.BaseDirectory, "Carousel.Cli.dll");
        string[] words = [.. before ?? [], "dotnet"];
        ProcessStartInfo start = DefaultSignals.Of(
            words[0],
            [
                .. words[1..], command, "studio", "--folder", folder, "--port",
                port.ToString(CultureInfo.InvariantCulture), .. opener is null ? ["--no-open"] : Array.Empty<string>(),
            ]);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        start.RedirectStandardInput = true;
        // Where a test is killed its studio ends with it, and the runs end with the studio.
        start.Environment["CAROUSEL_STOP_WITH_INPUT"] = "1";
        if (opener is not null)
        {
            start.Environment["PATH"] = opener + Path.PathSeparator + start.Environment["PATH"];
        }

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
        using var patience = new CancellationTokenSource(_patience);
        string? first = null;
        try
        {
            first = await process.StandardOutput.ReadLineAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Reported below, with its output.
        }

        if (first?.StartsWith(Announcement, StringComparison.Ordinal) == true)
        {
            return new StudioProcess(process, new Uri(first[Announcement.Length..]), errors);
        }

        await EndAsync(process);
        process.Dispose();
        throw new InvalidOperationException($"The studio told no link: {first} {errors}");
    }

    /// <summary>Ends it at once, as the end of its machine would; its runs get no signal.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return ExitAsync(_process);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync(_process);
        _process.Dispose();
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await ExitAsync(process);
        }
    }

    private static async Task ExitAsync(Process process)
    {
        using var patience = new CancellationTokenSource(_patience);
        await process.WaitForExitAsync(patience.Token);
    }
}
