using System.Text;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>Forecasts and backtests as tidy CSV: one row for each series, target and step.</summary>
internal static class ForecastTables
{
    /// <summary>forecast.csv: id, time, target, step, cutoff, one column for each quantile and each method of the
    /// forecast.</summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="design">What was forecast.</param>
    /// <returns>Lines ended by a line feed.</returns>
    public static string ToCsv(Forecast forecast, ForecastDesign design)
    {
        using var text = new StringWriter();
        Header(
            text, design, [.. QuantileNames(design), .. forecast.Methods.Select(m => WindowMethods.WordOf(m.Name))]);
        NodeNames? nodes = NodeNames.Of(design, forecast.Set);
        for (int w = 0; w < forecast.Windows.Count; w++)
        {
            Rows(text, forecast.Set, design, forecast.Windows, forecast.Quantiles, w, nodes, true, AddMethods);
        }

        void AddMethods(StringBuilder line, int index)
        {
            foreach (BaselineValues method in forecast.Methods)
            {
                OffsetNumber.Append(
                    line.Append(','), method.Values[index], design.OffsetOf(index % design.TargetCount));
            }
        }

        return text.ToString();
    }

    /// <summary>contributions.csv: id, time, target, step, cutoff, the forecast, its base and one column for each group
    /// of inputs; then the standard error of each contribution where they are sampled.</summary>
    /// <param name="forecast">The forecast.</param>
    /// <param name="design">What was forecast.</param>
    /// <param name="contributions">What the groups contribute.</param>
    /// <returns>Lines ended by a line feed.</returns>
    public static string ToCsv(Forecast forecast, ForecastDesign design, ForecastContributions contributions)
    {
        using var text = new StringWriter();
        Header(
            text, design,
            [
                "forecast", "base", .. contributions.Names,
                .. contributions.Names.Where(_ => contributions.AreSampled).Select(name => $"{name} standard error"),
            ]);
        int cells = design.Horizon * design.TargetCount;
        foreach (int w in Enumerable.Range(0, forecast.Windows.Count).Where(w => contributions.Windows[w] is not null))
        {
            Rows(text, forecast.Set, design, forecast.Windows, null, w, null, true, AddContributions);
        }

        void AddContributions(StringBuilder line, int index)
        {
            double offset = design.OffsetOf(index % design.TargetCount);
            (ShapleyValues values, int cell) = (contributions.Windows[index / cells]!, index % cells);
            OffsetNumber.Append(line.Append(','), forecast.Quantiles.MedianOf(index) - offset, offset);
            OffsetNumber.Append(line.Append(','), values.Base[cell], offset);
            foreach (double[] group in values.Values.Concat(values.Errors ?? []))
            {
                OffsetNumber.Append(line.Append(','), group[cell], 0);
            }
        }

        return text.ToString();
    }

    /// <summary>backtest.csv: as forecast.csv, with the true values and the forecast of each baseline.</summary>
    /// <param name="backtest">The backtest.</param>
    /// <param name="text">Where it is written; lines end with a line feed.</param>
    /// <param name="every">Each how many origins of a series are written: 1 for all.</param>
    public static void Write(Backtest backtest, TextWriter text, int every = 1)
    {
        Header(
            text, backtest.Design,
            [.. QuantileNames(backtest.Design), "truth", .. backtest.BaselineForecasts.Select(b => b.Name)]);
        NodeNames? nodes = NodeNames.Of(backtest.Design, backtest.Set);
        for (int w = 0, place = 0; w < backtest.Windows.Count; w++, place++)
        {
            place = w > 0 && backtest.Windows[w].Series != backtest.Windows[w - 1].Series ? 0 : place;
            if (place % every != 0)
            {
                continue;
            }

            Rows(text, backtest.Set, backtest.Design, backtest.Windows, backtest.Quantiles, w, nodes, false, AddTruth);

            void AddTruth(StringBuilder line, int index)
            {
                double offset = backtest.Design.OffsetOf(index % backtest.Design.TargetCount);
                OffsetNumber.Append(line.Append(','), backtest.Truth[index], offset);
                foreach ((_, float[] values) in backtest.BaselineForecasts)
                {
                    OffsetNumber.Append(line.Append(','), values[index], offset);
                }
            }
        }
    }

    private static IEnumerable<string> QuantileNames(ForecastDesign design) =>
        design.Quantiles.Select(q => Invariant.Of($"q{q}"));

    private static void Header(TextWriter text, ForecastDesign design, string[] more)
    {
        string[] names =
        [
            "id", .. design.Hierarchy is null ? Array.Empty<string>() : ["level", "node"],
            "time", "target", "step", "cutoff", .. more,
        ];
        text.Write(string.Join(',', names.Select(CsvCell.Of)) + '\n');
    }

    /// <summary>The rows of a window; the quantiles of some tables have the offsets of the design. Null for no
    /// quantiles.</summary>
    private static void Rows(
        TextWriter text, SeriesSet set, ForecastDesign design, IReadOnlyList<Window> windows,
        QuantileTable? quantiles, int w, NodeNames? nodes, bool isMoved, Action<StringBuilder, int> more)
    {
        var lines = new StringBuilder();
        Series series = set[windows[w].Series];
        string cutoff = set.StampAt(windows[w].Series, windows[w].Origin - 1);
        for (int t = 0; t < design.Horizon; t++)
        {
            bool isOpen = design.IsOpen(series, windows[w].Origin + t);
            for (int k = 0; k < design.TargetCount && isOpen; k++)
            {
                lines.Append(CsvCell.Of(series.Id ?? "")).Append(nodes?.CellsOf(windows[w].Series)).Append(',')
                    .Append(set.StampAt(windows[w].Series, windows[w].Origin + t))
                    .Append(',')
                    .Append(CsvCell.Of(design.Targets[k])).Append(',').Append(t + 1).Append(',').Append(cutoff);
                foreach (double quantile in quantiles is null ? [] : quantiles[w, t, k])
                {
                    double moved = isMoved ? quantile - design.OffsetOf(k) : quantile;
                    OffsetNumber.Append(lines.Append(','), moved, design.OffsetOf(k));
                }

                more(lines, (((w * design.Horizon) + t) * design.TargetCount) + k);
                lines.Append('\n');
            }
        }

        text.Write(lines);
    }
}
