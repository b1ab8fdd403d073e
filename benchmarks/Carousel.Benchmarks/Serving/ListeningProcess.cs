using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Carousel.Cli;

namespace Carousel.Benchmarks.Serving;

/// <summary>This program as a server in a process of its own, which ends with this one's measurement.</summary>
internal sealed class ListeningProcess : IDisposable
{
    /// <summary>The first word of a command line that is one of <c>carousel</c>.</summary>
    public const string Command = "carousel";

    private const string Announcement = "listening on ";

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ListeningProcess(Process process) => _process = process;

    /// <summary>Where it listens, with a slash at the end.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Seconds of processors that it took so far.</summary>
    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="arguments">What would be typed after the program.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LoadException">It ended before it listened.</exception>
    public static async Task<ListeningProcess> StartAsync(string[] arguments, CancellationToken cancellation)
    {
        ProcessStartInfo start = OwnProgram.With(arguments);
        start.RedirectStandardInput = true;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new LoadException($"The program could not start itself again: {exception.Message}", exception);
        }

        var server = new ListeningProcess(process);
        try
        {
            await server.ListenAsync(arguments, cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task ListenAsync(string[] arguments, CancellationToken cancellation)
    {
        // What it says later has to be read too, else it would wait for a reader.
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.Append(line.Data).Append(' ');
            }
        };
        _process.BeginErrorReadLine();
        string? first = await _process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false);
        if (first?.StartsWith(Announcement, StringComparison.Ordinal) != true
            || !Uri.TryCreate(first[Announcement.Length..].TrimEnd('/') + "/", UriKind.Absolute, out Uri? address))
        {
            if (first is null)
            {
                await _process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            }

            lock (_errors)
            {
                throw new LoadException(
                    $"{string.Join(' ', arguments)} did not begin to listen: {(first + " " + _errors).Trim()}");
            }
        }

        Address = address;
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
    }
}
