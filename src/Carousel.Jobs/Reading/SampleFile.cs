using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>Finds bundled files: below the working folder, else next to the tool.</summary>
internal static class SampleFile
{
    /// <summary>Where a bundled file lies.</summary>
    /// <param name="name">Its name, such as <c>samples/us_flights_hourly.csv</c>.</param>
    /// <param name="workingFolder">The working folder.</param>
    /// <param name="toolFolder">The folder of the tool; null for that of this process.</param>
    /// <returns>The file.</returns>
    /// <exception cref="DataFormatException">It is in neither place.</exception>
    public static string Find(string name, string workingFolder = "", string? toolFolder = null)
    {
        string beside = Path.Combine(toolFolder ?? AppContext.BaseDirectory, name);
        string below = Path.Combine(workingFolder, name);
        return File.Exists(below) ? below
            : File.Exists(beside) ? beside
            : throw new DataFormatException($"The bundled file {name} was not found. Pass another file.");
    }
}
