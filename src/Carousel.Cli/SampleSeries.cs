using Carousel.Cli.Errors;

namespace Carousel.Cli;

/// <summary>The bundled series: flights that were late in each hour of half a year.</summary>
internal static class SampleSeries
{
    public const string Target = "late_flights";
    public const string Known = "flights";

    /// <summary>How messages call it.</summary>
    public const string Name = "samples/us_flights_hourly.csv";

    /// <summary>Where the series lies: below the working folder, else beside the tool.</summary>
    /// <param name="workingFolder">The working folder.</param>
    /// <param name="toolFolder">The folder of the tool; null for that of this process.</param>
    /// <exception cref="UsageException">It is in neither place.</exception>
    public static string Find(string workingFolder = "", string? toolFolder = null)
    {
        string beside = Path.Combine(toolFolder ?? AppContext.BaseDirectory, Name);
        string below = Path.Combine(workingFolder, Name);
        return File.Exists(below) ? below
            : File.Exists(beside) ? beside
            : throw new UsageException($"The bundled series {Name} is not here. Pass a file of your own: carousel forecast sales.csv --target revenue");
    }
}
