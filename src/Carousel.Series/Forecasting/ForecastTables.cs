using System.Globalization;
using System.Text;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>Forecasts and backtests as tidy CSV: one row for each series, target and step.</summary>
internal static class ForecastTables
{
    /// <summary>forecast.csv: id, time, target, step, cutoff, one column for each quantile.</summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="design">What was forecast.</param>
    /// <returns>Lines ended by a line feed.</returns>
    public static string ToCsv(Forecast forecast, ForecastDesign design)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ArgumentNullException.ThrowIfNull(design);
        var text = new StringBuilder();
        Header(text, design, []);
        Rows(text, forecast.Set, design, forecast.Windows, forecast.Quantiles, (_, _) => { });
        return text.ToString();
    }

    /// <summary>backtest.csv: as forecast.csv, with what came and what each baseline forecast.</summary>
    /// <param name="backtest">The backtest.</param>
    /// <returns>Lines ended by a line feed.</returns>
    public static string ToCsv(Backtest backtest)
    {
        ArgumentNullException.ThrowIfNull(backtest);
        var text = new StringBuilder();
        Header(text, backtest.Design, ["truth", .. backtest.BaselineForecasts.Select(b => b.Name)]);
        Rows(text, backtest.Set, backtest.Design, backtest.Windows, backtest.Quantiles, (line, index) =>
        {
            Number(line.Append(','), backtest.Truth[index]);
            foreach ((_, float[] values) in backtest.BaselineForecasts)
            {
                Number(line.Append(','), values[index]);
            }
        });
        return text.ToString();
    }

    private static void Header(StringBuilder text, ForecastDesign design, string[] more)
    {
        string[] names =
        [
            "id", "time", "target", "step", "cutoff",
            .. design.Quantiles.Select(q => string.Create(CultureInfo.InvariantCulture, $"q{q}")), .. more,
        ];
        text.AppendJoin(',', names.Select(CsvCell.Of)).Append('\n');
    }

    private static void Rows(
        StringBuilder text, SeriesSet set, ForecastDesign design, IReadOnlyList<Window> windows,
        QuantileTable quantiles, Action<StringBuilder, int> more)
    {
        for (int w = 0; w < windows.Count; w++)
        {
            Series series = set[windows[w].Series];
            string cutoff = series.LabelAt(windows[w].Origin - 1);
            for (int t = 0; t < design.Horizon; t++)
            {
                for (int k = 0; k < design.TargetCount; k++)
                {
                    text.Append(CsvCell.Of(series.Id ?? "")).Append(',').Append(series.LabelAt(windows[w].Origin + t))
                        .Append(',')
                        .Append(CsvCell.Of(design.Targets[k])).Append(',').Append(t + 1).Append(',').Append(cutoff);
                    foreach (double quantile in quantiles[w, t, k])
                    {
                        Number(text.Append(','), (float)quantile);
                    }

                    more(text, (((w * design.Horizon) + t) * design.TargetCount) + k);
                    text.Append('\n');
                }
            }
        }
    }

    // What is missing, and a quantile beyond single precision (3.4e38), leaves its cell empty: there is no number to
    // write.
    private static void Number(StringBuilder text, float value)
    {
        if (float.IsFinite(value))
        {
            text.Append(value.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
