using Carousel.Benchmarks.Rendering;
using Carousel.Benchmarks.Serving;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;

namespace Carousel.Benchmarks.Commands;

/// <summary>What <c>carousel-benchmark serve</c> does: measure, show.</summary>
internal static class ServeLoadRun
{
    /// <summary>Measures a server and writes the figures to standard output.</summary>
    /// <param name="options">What, and how long.</param>
    /// <param name="terminal">Where to.</param>
    /// <param name="isQuiet">Whether no progress is drawn.</param>
    /// <param name="isJson">Whether a line of JSON follows.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        ServeLoadOptions options, Terminal terminal, bool isQuiet, bool isJson, CancellationToken cancellation)
    {
        ServeLoadReport report;
        using (var progress = new CountedProgress(isQuiet ? null : terminal, "timing"))
        {
            report = await ServeLoad.RunAsync(options, progress.Begin, cancellation).ConfigureAwait(false);
        }

        ServeLoadTable.Write(terminal, report);
        if (isJson)
        {
            ServeLoadTable.WriteJson(terminal, report);
        }

        return ExitCode.Done;
    }
}
