using System.Runtime.InteropServices;
using System.Text;
using Carousel.Cli.Rendering;

namespace Carousel.Cli;

/// <summary>The process: its streams, its signals, its exit code.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }

        using var cancellation = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await CarouselCommand.RunAsync(arguments, Terminal.OfProcess(), cancellation.Token).ConfigureAwait(false);

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
}
