using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Carousel.Testing;

namespace Carousel.Cli.Tests;

/// <summary>
/// The built command in a separate process, for actions that a test cannot apply to its process: signals, pipes, a
/// working folder.
/// </summary>
internal sealed class CliProcess : IDisposable
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Task<string> _output;
    private readonly Task _reading;

    private CliProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _reading = ReadErrorAsync();
    }

    /// <summary>Standard error so far.</summary>
    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>The number that the system gave it.</summary>
    public int Id => _process.Id;

    /// <summary>
    /// Starts the command by way of a shell, which is in <paramref name="script"/> as "$@", to be redirected there.
    /// </summary>
    public static CliProcess StartInShell(string workingFolder, string script, params string[] arguments) =>
        Start(workingFolder, "sh", ["-c", script, "sh", "dotnet", CommandFile, .. arguments], input: null);

    public static CliProcess Start(string workingFolder, IEnumerable<string> arguments, string? input = null) =>
        Start(workingFolder, "dotnet", [CommandFile, .. arguments], input);

    private static string CommandFile => Path.Combine(AppContext.BaseDirectory, "Carousel.Cli.dll");

    public static CliProcess Start(string workingFolder, string program, IEnumerable<string> arguments, string? input)
    {
        ProcessStartInfo start = DefaultSignals.Of(program, arguments);
        start.WorkingDirectory = workingFolder;
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        start.RedirectStandardInput = input is not null;
        var process = new CliProcess(
            Process.Start(start) ?? throw new InvalidOperationException("The command did not start."));
        if (input is not null)
        {
            using StreamWriter writer = process._process.StandardInput;
            writer.Write(input);
        }

        return process;
    }

    /// <summary>Runs a command line to its end.</summary>
    public static async Task<CliRun> RunAsync(string workingFolder, params string[] arguments)
    {
        using CliProcess process = Start(workingFolder, arguments);
        return await process.EndAsync();
    }

    /// <summary>Waits until standard error holds a text.</summary>
    public async Task WaitForAsync(string text)
    {
        using var patience = new CancellationTokenSource(_patience);
        while (!Error.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"The command ended before it said '{text}'. Standard error: {Error}");
            Assert.True(
                !patience.IsCancellationRequested, $"The command did not say '{text}'. Standard error: {Error}");
            await Task.Delay(5);
        }
    }

    /// <summary>Waits until a file is there.</summary>
    public async Task WaitForFileAsync(string file)
    {
        using var patience = new CancellationTokenSource(_patience);
        while (!File.Exists(file))
        {
            Assert.False(_process.HasExited, $"The command ended before it wrote {file}. Standard error: {Error}");
            Assert.True(
                !patience.IsCancellationRequested, $"The command did not write {file}. Standard error: {Error}");
            await Task.Delay(5);
        }
    }

    public void Send(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    /// <summary>Sends Ctrl-C, and waits until the command says that it stops.</summary>
    public async Task InterruptAsync()
    {
        Send(Interrupt);
        using var patience = new CancellationTokenSource(_patience);
        while (!Error.Contains("stopping after this step", StringComparison.Ordinal) && !_process.HasExited)
        {
            Assert.False(patience.IsCancellationRequested, $"No signal was heard. {Status()} Standard error: {Error}");
            await Task.Delay(5, CancellationToken.None);
        }
    }

    /// <summary>Ends it at once, if it has not ended.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    public async Task<CliRun> EndAsync()
    {
        using var patience = new CancellationTokenSource(_patience);
        await _process.WaitForExitAsync(patience.Token);
        await _reading;
        return new CliRun(_process.ExitCode, (await _output).ReplaceLineEndings("\n"), Error.ReplaceLineEndings("\n"));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    // Which signals it blocks, ignores and has waiting, where the system tells.
    private string Status()
    {
        string file = $"/proc/{_process.Id}/status";
        return !File.Exists(file)
            ? ""
            : string.Join(' ', File.ReadLines(file).Where(line => line.StartsWith("Sig", StringComparison.Ordinal)));
    }

    private async Task ReadErrorAsync()
    {
        var letters = new char[4096];
        int read;
        while ((read = await _process.StandardError.ReadAsync(letters)) > 0)
        {
            lock (_error)
            {
                _error.Append(letters, 0, read);
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
