using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>The bundled series: flights that were late in each hour of half a year.</summary>
internal static class SampleSeries
{
    /// <summary>The column to forecast.</summary>
    public const string Target = "late_flights";

    /// <summary>The column that is known ahead.</summary>
    public const string Known = "flights";

    /// <summary>How messages call it.</summary>
    public const string Name = "samples/us_flights_hourly.csv";

    /// <summary>The path of the series: below the working folder, else next to the tool.</summary>
    /// <param name="workingFolder">The working folder.</param>
    /// <param name="toolFolder">The folder of the tool; null for that of this process.</param>
    /// <returns>The file.</returns>
    /// <exception cref="DataFormatException">It is in neither place.</exception>
    public static string Find(string workingFolder = "", string? toolFolder = null) =>
        SampleFile.Find(Name, workingFolder, toolFolder);

    /// <summary>Reads the series.</summary>
    /// <param name="options">The roles of its columns; null for the intended ones.</param>
    /// <returns>The series.</returns>
    /// <exception cref="DataFormatException">It is not there.</exception>
    public static SeriesSet Read(ReadOptions? options = null)
    {
        using var sample = new StreamReader(Find());
        return SeriesReader.ReadCsv(sample, Name, options ?? new ReadOptions { Targets = [Target], Known = [Known] });
    }
}
