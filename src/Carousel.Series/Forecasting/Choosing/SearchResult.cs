using System.Globalization;
using System.Text;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting.Choosing;

/// <summary>What a search tried, and what it took.</summary>
/// <param name="Windows">How many windows of time it compared in.</param>
/// <param name="Rows">What was tried, in that order; the first is the default.</param>
internal sealed record SearchResult(int Windows, IReadOnlyList<SearchResult.Row> Rows)
{
    /// <summary>The file that lists them.</summary>
    public const string FileName = "choice.csv";

    /// <summary>Something that was tried.</summary>
    /// <param name="Setting">What.</param>
    /// <param name="Errors">In each window the mean absolute error over that of the seasonal naive forecast, MASE; null
    /// where it was not tried there, or gave none.</param>
    /// <param name="IsTaken">Whether it was clearly better than what stood before it.</param>
    public sealed record Row(string Setting, IReadOnlyList<double?> Errors, bool IsTaken);

    /// <summary>What was found, in a sentence.</summary>
    public string Sentence()
    {
        string[] taken = [.. Rows.Skip(1).Where(r => r.IsTaken).Select(r => r.Setting)];
        string windows = Windows == 1 ? "one window" : $"{Windows} windows";
        string tried = FigureText.Count(Rows.Count - 1);
        return taken.Length == 0
            ? $"Of {tried} other settings tried in {windows} of time, none was clearly better than the default's "
                + $"({FileName})."
            : $"Of {tried} other settings tried in {windows} of time, clearly better and taken: "
                + $"{string.Join(", ", taken)} ({FileName}).";
    }

    /// <summary>All that was tried.</summary>
    public JobFile ToFile()
    {
        var text = new StringBuilder("setting");
        for (int window = 1; window <= Windows; window++)
        {
            text.Append(CultureInfo.InvariantCulture, $",mase_window_{window}");
        }

        text.Append(",taken\n");
        foreach (Row row in Rows)
        {
            text.Append('"').Append(row.Setting).Append('"');
            for (int window = 0; window < Windows; window++)
            {
                double? error = window < row.Errors.Count ? row.Errors[window] : null;
                text.Append(CultureInfo.InvariantCulture, $",{error:R}");
            }

            text.Append(row.IsTaken ? ",yes\n" : ",no\n");
        }

        return JobFile.OfText(FileName, text.ToString());
    }
}
