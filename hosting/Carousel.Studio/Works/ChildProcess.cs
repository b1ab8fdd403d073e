using System.ComponentModel;
using System.Diagnostics;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Works;

/// <summary>
/// The command in a separate process. It always ends with this one: its input is a pipe, and it treats the end of the
/// pipe as Ctrl-C.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const string StopsWithInput = "CAROUSEL_STOP_WITH_INPUT";

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Starts it.</summary>
    /// <param name="start">How; its streams are redirected.</param>
    /// <param name="folder">Its working folder.</param>
    /// <param name="isPolite">Whether it gives way to everything else on the machine: the page answers while it
    /// trains.</param>
    /// <exception cref="RefusalException">The system starts no process.</exception>
    public static ChildProcess Start(ProcessStartInfo start, string folder, bool isPolite)
    {
        start.RedirectStandardInput = true;
        start.WorkingDirectory = folder;
        start.Environment[StopsWithInput] = "1";
        start.Environment["NO_COLOR"] = "1";

        // On Unix a priority belongs to each thread: only one that is there before the first is that of all.
        string[] nice = ["/usr/bin/nice", "/bin/nice"];
        if (isPolite && Array.Find(nice, File.Exists) is { } program)
        {
            string[] words = ["-n", "10", start.FileName, .. start.ArgumentList];
            start.FileName = program;
            start.ArgumentList.Clear();
            foreach (string word in words)
            {
                start.ArgumentList.Add(word);
            }
        }

        try
        {
            Process process = Process.Start(start)!;
            if (isPolite && OperatingSystem.IsWindows())
            {
                process.PriorityClass = ProcessPriorityClass.BelowNormal;
            }

            return new ChildProcess(process);
        }
        catch (Win32Exception exception)
        {
            throw new RefusalException(500, $"The command could not be started: {exception.Message}.");
        }
    }

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Reads what it writes until it ends.</summary>
    /// <param name="output">Takes lines of standard output.</param>
    /// <param name="error">Takes lines of standard error.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(Action<string> output, Action<string> error)
    {
        Task reading = ReadAsync(_process.StandardOutput, output);
        await ReadAsync(_process.StandardError, error).ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as Ctrl-C does.</summary>
    public void Stop()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private static async Task ReadAsync(StreamReader reader, Action<string> take)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            take(line);
        }
    }
}
