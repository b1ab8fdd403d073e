using Carousel.Benchmarks.Commands;
using Carousel.Cli.Tests;

namespace Carousel.Benchmarks.Tests;

/// <summary>Command lines of the measurements.</summary>
internal static class BenchmarkRun
{
    /// <summary>Runs a command line inside this process.</summary>
    public static Task<CliRun> OfAsync(params string[] arguments) => OfAsync(arguments, CancellationToken.None);

    /// <summary>Runs a command line inside this process.</summary>
    public static Task<CliRun> OfAsync(string[] arguments, CancellationToken cancellation) =>
        CliRun.OfAsync([BenchmarkCommand.Program, .. arguments], cancellation, verbs: [new BenchmarkCommand()]);

    /// <summary>Starts the built program in a separate process.</summary>
    public static CliProcess Start(string[] arguments) => CliProcess.Start(
        AppContext.BaseDirectory, "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "Carousel.Benchmarks.dll"), .. arguments], input: null);
}
