using System.Globalization;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Laboratory.Claims;

/// <summary>
/// What a user's forecaster reads of a user's file wherever a claim shows one look-back: the last rows of the file's
/// first series, those that a forecast from its end reads.
/// </summary>
/// <param name="Set">The series.</param>
/// <param name="Window">Which rows.</param>
/// <param name="Words">The rows in words.</param>
internal sealed record ModelRows(SeriesSet Set, Window Window, string Words)
{
    /// <summary>The input of a claim that takes such a file.</summary>
    public static ClaimInput Input { get; } = new(
        "DATA",
        "A CSV file with the columns the model was trained on; read are the last rows of its first series, as many as "
        + "the model looks back over.");

    /// <summary>Reads a file.</summary>
    /// <param name="design">What the model is fed.</param>
    /// <param name="model">The model's file, for messages.</param>
    /// <param name="data">The file of data.</param>
    /// <exception cref="DataFormatException">The file has fewer rows.</exception>
    /// <exception cref="DataFormatException">The file can't be read, or lacks a column.</exception>
    public static ModelRows Read(ForecastDesign design, string model, string data)
    {
        SeriesSet set = ModelData.Read(design, model, data, new ReadOptions());
        int rows = set.Series[0].HistoryLength;
        if (rows < design.Lookback)
        {
            throw new DataFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"{data} has {rows:N0} rows{Of(set)}, but {model} looks back over {design.Lookback:N0}. Pass a file "
                + $"with more rows."));
        }

        return new ModelRows(
            set, new Window(0, rows, design.Lookback, design.Horizon),
            $"the last {ModelData.Span(design, design.Lookback)} of {Path.GetFileName(data)}{Of(set)}");
    }

    private static string Of(SeriesSet set) =>
        set.Series.Count == 1
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", the first of its {set.Series.Count:N0} series");
}
