using Carousel.Cli.Rendering;
using Carousel.Data;
using Carousel.Tasks.Forecasting;
using Carousel.Tasks.Reading;

namespace Carousel.Cli.Commands;

/// <summary>Reads a file for a model that knows what its columns mean.</summary>
internal static class ModelData
{
    /// <summary>Reads the columns that a model was trained on.</summary>
    /// <param name="design">What the model is fed.</param>
    /// <param name="modelFile">The model's file, for messages.</param>
    /// <param name="dataFile">The file of data.</param>
    /// <param name="cells">How its cells are written.</param>
    /// <exception cref="DataFormatException">The file can't be read, or lacks a column.</exception>
    public static SeriesSet Read(ForecastDesign design, string modelFile, string dataFile, ReadOptions cells)
    {
        try
        {
            return SeriesReader.ReadCsv(dataFile, cells with
            {
                Targets = design.Targets,
                Known = design.Known,
                Past = design.Past,
                Static = StaticColumns(design),
                Time = design.TimeName ?? ReadOptions.None,
                Id = design.IdName,
                Missing = design.Masked.Count > 0 ? [.. cells.Missing, ""] : cells.Missing,
            });
        }
        catch (DataFormatException exception) when (exception.MissingColumn is { } column)
        {
            string columns = string.Join(", ", design.Columns);
            string ahead = design.Known.Contains(column) ? $" {Span(design, design.Horizon)} ahead" : "";
            throw new DataFormatException(
                $"{modelFile} was trained on columns {columns}; {dataFile} lacks '{column}', which the model needs{ahead}.", exception);
        }
    }

    /// <summary>A number of steps in words, such as <c>28 days</c>.</summary>
    public static string Span(ForecastDesign design, int steps) =>
        design.Frequency is { } frequency ? Frequency.Parse(frequency).Describe(steps) : $"{Figures.Count(steps)} rows";

    // A category is kept as column=value, a number under the name of its column.
    private static string[] StaticColumns(ForecastDesign design) => [.. design.Static.Select(s => s.Split('=')[0]).Distinct()];
}
