using System.Globalization;
using System.Text;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>
/// sums.csv: what each series will sum to over the horizon, with intervals that are calibrated as sums.
/// </summary>
internal static class SumTable
{
    /// <summary>The file.</summary>
    public const string FileName = "sums.csv";

    /// <summary>A row for each series and target.</summary>
    /// <param name="forecast">What comes next.</param>
    /// <param name="design">Targets and intervals.</param>
    public static string ToCsv(Forecast forecast, ForecastDesign design)
    {
        var text = new StringBuilder("id,target,from,to,median");
        foreach (double level in design.Intervals)
        {
            text.Append(CultureInfo.InvariantCulture, $",low{level},high{level}");
        }

        text.Append('\n');
        for (int w = 0; w < forecast.Windows.Count; w++)
        {
            Series series = forecast.Set[forecast.Windows[w].Series];
            for (int k = 0; k < design.TargetCount; k++)
            {
                text.Append(CsvCell.Of(series.Id ?? "")).Append(',').Append(CsvCell.Of(design.Targets[k])).Append(',')
                    .Append(forecast.LabelAt(w, 0)).Append(',').Append(forecast.LabelAt(w, design.Horizon - 1));
                (double Median, double, double)[] sums = forecast.Paths.Sums(
                    forecast.Quantiles, w, k, design.Intervals);
                Number(text, sums[0].Median);
                foreach ((_, double low, double high) in sums)
                {
                    Number(text, low);
                    Number(text, high);
                }

                text.Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Number(StringBuilder text, double value) =>
        text.Append(',').Append(
            double.IsFinite(value) ? ((float)value).ToString("R", CultureInfo.InvariantCulture) : "");
}
