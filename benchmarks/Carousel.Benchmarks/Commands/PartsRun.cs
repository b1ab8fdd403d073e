using System.CommandLine;
using System.Globalization;
using Carousel.Cli;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Cli.Work;
using Carousel.Cluster.Work;

namespace Carousel.Benchmarks.Commands;

/// <summary>What <c>carousel-benchmark parts</c> does: the time that parts take beside their work.</summary>
internal static class PartsRun
{
    /// <summary>Sends parts that only compute for a while, and says how long all took.</summary>
    /// <param name="options">How many, and where to.</param>
    /// <param name="result">The parsed command line.</param>
    /// <param name="threads">How many are done at the same time in this process.</param>
    /// <param name="terminal">Where the figures go.</param>
    /// <param name="isJson">Whether a line of JSON follows.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        PartsOptionSet options, ParseResult result, int threads, Terminal terminal, bool isJson,
        CancellationToken cancellation)
    {
        (int count, double milliseconds) = options.Read(result);
        IPartRunner runner = await options.Cluster.OpenAsync(result, threads, terminal, cancellation)
            .ConfigureAwait(false);
        await using (runner.ConfigureAwait(false))
        {
            // Of a number that no other run has: what was done once is not done again.
            string own = Guid.NewGuid().ToString("n");
            string time = milliseconds.ToString(CultureInfo.InvariantCulture);
            Part[] parts =
            [
                .. Enumerable.Range(0, count).Select(i => new Part(
                    JobWork.Spin, [time, own, i.ToString(CultureInfo.InvariantCulture)], [], CarouselCommand.Release)),
            ];
            long begun = terminal.Clock.GetTimestamp(), first = 0;
            int done = 0;
            await runner.RunAsync(
                parts,
                _ =>
                {
                    first = done++ == 0 ? terminal.Clock.GetTimestamp() : first;
                },
                cancellation).ConfigureAwait(false);
            double seconds = terminal.Clock.GetElapsedTime(begun).TotalSeconds,
                each = 1000 * seconds / count, toFirst = terminal.Clock.GetElapsedTime(begun, first).TotalSeconds;
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {count} parts of {milliseconds} ms in {seconds:0.00} s: {each:0.00} ms each; the first was told "
                + $"after {toFirst:0.00} s"));
            if (isJson)
            {
                terminal.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"parts\":{count},\"milliseconds\":{milliseconds},\"seconds\":{seconds:0.000},"
                    + $"\"milliseconds_each\":{each:0.000},\"seconds_to_first\":{toFirst:0.000}}}"));
            }
        }

        return ExitCode.Done;
    }
}
