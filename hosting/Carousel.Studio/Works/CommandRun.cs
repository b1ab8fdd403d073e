using Carousel.Studio.Messages;

namespace Carousel.Studio.Works;

/// <summary>The command, run to its end while a caller waits.</summary>
internal static class CommandRun
{
    /// <summary>Runs it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="words">What is typed.</param>
    /// <param name="folder">Its working folder.</param>
    /// <param name="tell">Takes lines of its progress; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The lines of standard output.</returns>
    /// <exception cref="RefusalException">It was refused: with its sentence.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(
        ICommandLine command, IReadOnlyList<string> words, string folder, Action<string>? tell = null,
        CancellationToken cancellation = default)
    {
        using ChildProcess process = ChildProcess.Start(command.Start(words), folder, isPolite: false);
        using CancellationTokenRegistration stopping = cancellation.Register(() =>
        {
            // A process that waits for a pipe ignores the end of its input.
            process.Stop();
            _ = Task.Delay(10_000).ContinueWith(_ => process.Kill(), TaskScheduler.Default);
        });
        var output = new List<string>();
        string sentence = "";
        int exitCode = await process.RunAsync(output.Add, Take).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return exitCode == 0 ? output : throw new RefusalException(FailureText.Read(sentence));

        void Take(string line)
        {
            if (line.Trim() is { Length: > 0 } text)
            {
                sentence = text;
                tell?.Invoke(text);
            }
        }
    }
}
