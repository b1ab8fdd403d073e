using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>Reads a file for a model that knows what its columns mean.</summary>
internal static class ModelData
{
    /// <summary>Reads the columns that a model was trained on, for a stream: readings of meters, and values at
    /// closed times, stay.</summary>
    /// <param name="design">What the model is fed.</param>
    /// <param name="modelFile">The model's file, for messages.</param>
    /// <param name="dataFile">The file of data.</param>
    /// <param name="cells">How its cells are written.</param>
    /// <returns>The series, their columns in the roles that they had in training.</returns>
    /// <exception cref="DataFormatException">The file can't be read, or lacks a column.</exception>
    public static SeriesSet Read(ForecastDesign design, string modelFile, string dataFile, ReadOptions cells) =>
        ReadRows(design, modelFile, JobInput.OfFile(dataFile, cells), isRaw: true).Set;

    /// <summary>
    /// As <see cref="Read"/>, with the row of the file that each row of each series was read from; −1 for one that is a
    /// gap.
    /// </summary>
    /// <param name="design">What the model is fed.</param>
    /// <param name="modelFile">The model's file, for messages.</param>
    /// <param name="input">The data.</param>
    /// <param name="fits">Whether anything is fitted on the rows, so that it matters how much each counts.</param>
    /// <param name="isRaw">Whether readings of meters stay readings.</param>
    internal static (SeriesSet Set, IReadOnlyList<int[]> Rows) ReadRows(
        ForecastDesign design, string modelFile, JobInput input, bool fits = false, bool isRaw = false)
    {
        (string dataFile, ReadOptions cells) = (input.Name, input.Cells);
        try
        {
            using TextReader reader = input.OpenTable();
            (SeriesSet set, IReadOnlyList<int[]> rows) = SeriesReader.Read(reader, dataFile, cells with
            {
                Groups = HierarchySeries.ColumnsOf(design.Hierarchy),
                Targets = MeterReadings.NamesOf(design.Targets),
                Known = design.Known,
                Past = design.Past,
                Static = design.StaticColumns,
                Time = design.TimeName ?? ReadOptions.None,
                Id = design.IdName,
                KeepsCodes = true,
                Every = design.Every,
                Clock = StampClock.Parse(design.Clock),
                Offsets = design.Offsets,
                Weight = fits ? design.WeightName : null,
            });
            set = FarValues.LeaveOut(isRaw ? set : MeterReadings.Of(set, design));
            return HierarchySeries.Prepare(design, (isRaw ? set : design.Closed?.Apply(set) ?? set, rows));
        }
        catch (DataFormatException exception) when (fits && exception.MissingColumn is { } weight
            && weight == design.WeightName)
        {
            throw new DataFormatException(
                $"{modelFile} and its baselines were trained with the weights in column '{weight}', which {dataFile} "
                + "lacks. Add that column; 1 in every row gives equal weights.",
                exception);
        }
        catch (DataFormatException exception) when (exception.MissingColumn is { } column)
        {
            string columns = CsvColumns.Shown(MeterReadings.NamesOf(design.Columns));
            string ahead = design.Known.Contains(column) ? $" {Span(design, design.Horizon)} ahead" : "";
            throw new DataFormatException(
                $"{modelFile} was trained on columns {columns}; {dataFile} lacks '{column}', which the model "
                + $"needs{ahead}.", exception);
        }
    }

    /// <summary>A number of steps in words, such as <c>28 days</c>.</summary>
    /// <param name="design">What the model is fed.</param>
    /// <param name="steps">How many steps.</param>
    /// <returns>In the unit of the design's frequency; in rows where it has none.</returns>
    public static string Span(ForecastDesign design, int steps) =>
        design.Frequency is { } frequency
            ? Frequency.Parse(frequency).Describe(steps)
            : Invariant.Of($"{steps:N0} rows");
}
