using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Chooses how fast intervals follow errors: the first half of the validation part calibrates them, then they are
/// adapted through the second half, and the rate with the least interval score there is taken.
/// </summary>
internal static class RateChoice
{
    /// <summary>Taken where nothing tells.</summary>
    private const double Usual = 0.5;

    /// <summary>Fewer forecasts side by side in the second half tell nothing.</summary>
    private const int LeastForecasts = 10;

    /// <summary>Another rate must lessen the score to this share of the usual one's.</summary>
    private const double LeastGain = 0.99;

    /// <summary>From here on one value is that of many rows.</summary>
    private const double ManyEqual = 0.25;

    /// <summary>Of many series some are asked: each must be followed from its first window on.</summary>
    private const int MostForecasts = 2_000;

    private static readonly double[] _rates = [0, 0.25, Usual, 1];

    /// <summary>Chooses.</summary>
    /// <param name="design">Targets, horizon and intervals.</param>
    /// <param name="data">The series.</param>
    /// <param name="validation">For each series rows that the forecasts did not learn from.</param>
    /// <param name="forecast">Gives the quantiles of windows in the networks' scale, before any calibration.</param>
    /// <returns>γ.</returns>
    public static double Choose(
        ForecastDesign design, ForecastData data, IReadOnlyList<RowRange> validation,
        Func<IReadOnlyList<Window>, QuantileTable> forecast)
    {
        double usual = Enumerable.Range(0, design.TargetCount).All(k => HasFewValues(data, validation, k)) ? 0 : Usual;
        Window[][] series = [.. validation.Select((rows, s) => Windows(design, s, rows))];
        int stride = Math.Max(1, (series.Sum(w => w.Length) + MostForecasts - 1) / MostForecasts);
        series = [.. series.Where((_, s) => s % stride == 0)];
        Window[] early = [.. series.SelectMany(w => w.Take(w.Length / 2))];
        Window[] late = [.. series.SelectMany(w => w.Skip(w.Length / 2))];
        if (early.Length < LeastForecasts || late.Length < LeastForecasts)
        {
            return usual;
        }

        var calibration = Calibration.Fit(forecast(early), data.Truth(early), early.Length);
        QuantileTable told = forecast(late);
        calibration.Apply(told);
        double Score(double rate) => ScoreOf(design, data, late, Copy(told), rate);
        static QuantileTable Copy(QuantileTable table)
        {
            var copy = new QuantileTable(table.Windows, table.Horizon, table.Targets, table.Shares);
            table.CopyTo(copy);
            return copy;
        }

        double[] scores = [.. _rates.Select(Score)];
        int best = Array.IndexOf(scores, scores.Min());
        return scores[best] <= LeastGain * scores[Array.IndexOf(_rates, usual)] ? _rates[best] : usual;
    }

    /// <summary>
    /// Whether one value, such as 0, is that of many rows. Then the ends of intervals lie on few values, how many
    /// errors lie beyond them hardly depends on a scale, and a scale that follows them wanders.
    /// </summary>
    private static bool HasFewValues(ForecastData data, IReadOnlyList<RowRange> validation, int target)
    {
        float[] known =
        [
            .. new SeriesPart(data.Set, validation).SampleOf(target).Where(v => !float.IsNaN(v)),
        ];
        return known.Length > 0 && known.CountBy(v => v).Max(v => v.Value) > ManyEqual * known.Length;
    }

    /// <summary>The mean interval score of forecasts that are adapted one after the other.</summary>
    private static double ScoreOf(
        ForecastDesign design, ForecastData data, Window[] windows, QuantileTable table, double rate)
    {
        var rule = new IntervalScales(design, rate);
        var past = new List<PastForecast>();
        float[] truth = data.Truth(windows);
        float[][] ends = [.. Enumerable.Range(0, 2 * design.Intervals.Count).Select(_ => new float[truth.Length])];
        for (int w = 0; w < windows.Length; w++)
        {
            if (w > 0 && windows[w].Series != windows[w - 1].Series)
            {
                past.Clear();
            }

            var own = PastForecast.Of(design, table, w, data.Series[windows[w].Series], windows[w].Origin);
            rule.Apply(table, w, rule.After(past));
            past.Add(own);
            for (int i = 0; i < own.Truth.Length; i++)
            {
                for (int l = 0; l < design.Intervals.Count; l++)
                {
                    (double low, double high) = table.Interval(
                        w, i / design.TargetCount, i % design.TargetCount, design.Intervals[l]);
                    (ends[2 * l][(w * own.Truth.Length) + i], ends[(2 * l) + 1][(w * own.Truth.Length) + i]) =
                        ((float)low, (float)high);
                }
            }
        }

        return design.Intervals
            .Select((level, l) => ForecastMetrics.IntervalScore(truth, ends[2 * l], ends[(2 * l) + 1], level / 100))
            .Sum();
    }

    /// <summary>Windows side by side.</summary>
    private static Window[] Windows(ForecastDesign design, int series, RowRange rows)
    {
        int first = Math.Max(rows.Start, design.Lookback);
        return
        [
            .. Enumerable.Range(0, Math.Max(0, (rows.End - first) / design.Horizon))
                .Select(i => new Window(series, first + (i * design.Horizon), design.Lookback, design.Horizon)),
        ];
    }
}
