using System.Globalization;
using Carousel.Forecasting;

namespace Carousel.Laboratory.ZeroShot.Evaluation;

/// <summary>The last windows of a file of several series, each forecast from all rows before it: those of the M4
/// competition, and those of GIFT-Eval (Aksu and others 2024) that can be made from ETTh1.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="File">The file of comma-separated columns, seen from the folder of the data.</param>
/// <param name="Horizon">Steps ahead.</param>
/// <param name="Windows">Windows without overlap at the end.</param>
/// <param name="Season">Steps of the seasonal naive forecast, and of the scale of errors; 1 for the last value.</param>
internal sealed record LastWindows(string Name, string File, int Horizon, int Windows, int Season)
{
    private const string Transformer = "ETTh1/ETTh1.csv.gz";

    /// <summary>Errors of the competition's standard (naive, seasonally adjusted): sMAPE and MASE; null for data of
    /// another source.</summary>
    public (double Percent, double Scaled)? Standard { get; init; }

    /// <summary>The distance between values; null if the forecaster does not get it.</summary>
    public string? Frequency { get; init; }

    /// <summary>How many rows of the file a value is the mean of.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>What is measured: hours and weeks of M4; hours, days and weeks of ETTh1.</summary>
    public static IReadOnlyList<LastWindows> All { get; } =
    [
        new("M4, hours", "m4/Hourly-train.csv.gz", 48, 1, 24) { Standard = (19.23, 2.455), Frequency = "1 hour" },
        new("M4, weeks", "m4/Weekly-train.csv.gz", 13, 1, 1) { Standard = (9.20, 2.898) },
        new("ETTh1, 48 hours", Transformer, 48, 20, 24) { Frequency = "1 hour" },
        new("ETTh1, 480 hours", Transformer, 480, 4, 24) { Frequency = "1 hour" },
        new("ETTh1, 720 hours", Transformer, 720, 3, 24) { Frequency = "1 hour" },
        new("ETTh1, 30 days", Transformer, 30, 3, 1) { Frequency = "1 day", Rows = 24 },
        new("ETTh1, 8 weeks", Transformer, 8, 2, 1) { Rows = 168 },
    ];

    /// <summary>Errors of a forecaster.</summary>
    /// <param name="Series">How many series.</param>
    /// <param name="Overall">The overall weighted average of the competition; NaN for data of another source.</param>
    /// <param name="Percent">The symmetric error, in percent.</param>
    /// <param name="Scaled">The mean absolute scaled error.</param>
    /// <param name="Naive">The same of the seasonal naive forecast.</param>
    /// <param name="Inside">The share of values inside the 80 % intervals.</param>
    internal readonly record struct Errors(
        int Series, double Overall, double Percent, double Scaled, double Naive, double Inside);

    /// <summary>Measures a forecaster.</summary>
    /// <param name="folder">The folder of the data.</param>
    /// <param name="forecaster">The forecaster.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="FormatException">A cell is not a number.</exception>
    public Errors Measure(string folder, ZeroShotForecaster forecaster, CancellationToken cancellation)
    {
        float[][] series = [.. Read(Path.Combine(folder, File))];
        (double symmetric, double scaled, double naive, double inside) = (0, 0, 0, 0);
        double count = series.Length * Windows;
        for (int window = Windows; window > 0; window--)
        {
            float[][] before = [.. series.Select(s => s[..^(window * Horizon)])];
            IReadOnlyList<ZeroShotForecast> forecasts = forecaster.Forecast(
                before, Horizon, Frequency is null ? null : Carousel.Data.Frequency.Parse(Frequency), cancellation);
            for (int k = 0; k < series.Length; k++)
            {
                float[] past = before[k], ahead = series[k].AsSpan(past.Length, Horizon).ToArray(),
                    median = forecasts[k].Median(),
                    repeated = [.. Enumerable.Range(0, Horizon).Select(h => past[^(Season - (h % Season))])];
                double scale = ForecastMetrics.SeasonalNaiveScale(past, Season);
                symmetric += ForecastMetrics.SymmetricMeanAbsolutePercentageError(ahead, median, 0) / count;
                scaled += ForecastMetrics.MeanAbsoluteError(ahead, median) / scale / count;
                naive += ForecastMetrics.MeanAbsoluteError(ahead, repeated) / scale / count;
                inside += ahead.Where((v, h) => v >= forecasts[k].Quantiles(h)[1] && v <= forecasts[k].Quantiles(h)[^2])
                    .Count() / (Horizon * count);
            }
        }

        double overall = Standard is { } s ? ((symmetric / s.Percent) + (scaled / s.Scaled)) / 2 : double.NaN;
        return new(series.Length, overall, symmetric, scaled, naive, inside);
    }

    // Series are lines of the competition, and columns of the other file; the first cell is a name or a time.
    private IEnumerable<float[]> Read(string path)
    {
        using StreamReader reader = EvaluationSet.Open(path);
        reader.ReadLine();
        float[][] lines = [.. Lines(reader)];
        return File != Transformer ? lines : Enumerable.Range(0, lines[0].Length).Select(column =>
            lines.Select(line => line[column]).Chunk(Rows).Where(rows => rows.Length == Rows)
                .Select(rows => rows.Average()).ToArray());
    }

    private static IEnumerable<float[]> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            yield return
            [
                .. line.Split(',').Skip(1).Select(cell => cell.Trim('"')).Where(cell => cell.Length > 0)
                    .Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)),
            ];
        }
    }
}
