using System.Runtime.InteropServices;
using System.Text;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;

namespace Carousel.Cli;

/// <summary>The process: its streams, its signals, its exit code.</summary>
internal static class Program
{
    // A program that starts the command asks for this: the end of its pipe stops the work like Ctrl-C, on every system
    // and also where that program was killed.
    private const string StopsWithInput = "CAROUSEL_STOP_WITH_INPUT";

    private static Task<int> Main(string[] arguments) => RunAsync(arguments, CarouselCommand.RunAsync);

    /// <summary>Runs a command with the streams and signals of this process.</summary>
    /// <param name="arguments">What was typed after the program.</param>
    /// <param name="command">Runs a command line on a terminal; gives the exit code.</param>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(
        string[] arguments, Func<IReadOnlyList<string>, Terminal, CancellationToken, Task<int>> command)
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }

        using var cancellation = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        // The terminal is gone, or its window on Windows, which leaves the process some seconds to end.
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        StopWithInput(cancellation);
        using var output = new LastingStream(Console.OpenStandardOutput());
        var terminal = Terminal.OfProcess(output);
        int exitCode = await command(arguments, terminal, cancellation.Token).ConfigureAwait(false);
        return output.Loss is { } loss ? Math.Max(exitCode, Failure.OfOutput(loss).Write(terminal)) : exitCode;

        // The first signal asks the work to stop; the second ends the process.
        void Stop(PosixSignalContext signal)
        {
            if (!cancellation.IsCancellationRequested)
            {
                signal.Cancel = true;
                cancellation.Cancel();
            }
        }
    }

    private static void StopWithInput(CancellationTokenSource cancellation)
    {
        if (Environment.GetEnvironmentVariable(StopsWithInput) != "1")
        {
            return;
        }

        Stream input = Console.OpenStandardInput();
        var reading = new Thread(() =>
        {
            var some = new byte[64];
            while (input.Read(some) > 0)
            {
            }

            // The work may have ended meanwhile.
            try
            {
                cancellation.Cancel();
            }
            catch (ObjectDisposedException)
            {
            }
        })
        {
            IsBackground = true,
            Name = "end of input",
        };
        reading.Start();
    }
}
