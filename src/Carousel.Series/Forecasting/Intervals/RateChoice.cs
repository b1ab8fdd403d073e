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

    /// <summary>The least number of non-overlapping forecasts in the second half.</summary>
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
    /// <param name="series">Windows side by side in them.</param>
    /// <param name="forecast">Gives the quantiles of windows.</param>
    /// <returns>γ.</returns>
    public static double Choose(
        ForecastDesign design, ForecastData data, IReadOnlyList<RowRange> validation, Window[][] series,
        Func<IReadOnlyList<Window>, QuantileTable<Stage.Raw>> forecast)
    {
        double usual = design.TargetPlaces.All(k => HasFewValues(data, validation, k)) ? 0 : Usual;
        Window[] early = [.. series.SelectMany(w => w.Take(w.Length / 2))];
        Window[] late = [.. series.SelectMany(w => w.Skip(w.Length / 2))];
        if (early.Length < LeastForecasts || late.Length < LeastForecasts)
        {
            return usual;
        }

        var calibration = Calibration.Fit(forecast(early), data.Truth(early), early.Length);
        QuantileTable<Stage.Calibrated> told = calibration.Apply(forecast(late));
        double[] scores = [.. _rates.Select(rate => ScoreOf(design, data, late, told, rate))];
        int best = Array.IndexOf(scores, scores.Min());
        return scores[best] <= LeastGain * scores[Array.IndexOf(_rates, usual)] ? _rates[best] : usual;
    }

    /// <summary>
    /// Whether one value, such as 0, is that of many rows. Then the ends of intervals take few values. The number of
    /// errors outside hardly depends on a scale, and a scale that follows them drifts.
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
        ForecastDesign design, ForecastData data, Window[] windows, QuantileTable<Stage.Calibrated> table, double rate)
    {
        var rule = new IntervalScales(design, rate);
        var past = new List<PastForecast>();
        var scales = new double[windows.Length][];
        for (int w = 0; w < windows.Length; w++)
        {
            if (w > 0 && windows[w].Series != windows[w - 1].Series)
            {
                past.Clear();
            }

            scales[w] = rule.After(past);
            past.Add(PastForecast.Of(design, table, w, data.Series[windows[w].Series], windows[w].Origin));
        }

        float[] truth = data.Truth(windows);
        QuantileTable adapted = rule.Apply(table, scales);
        return design.Intervals.Sum(level =>
        {
            (double Low, double High)[] ends = [.. truth.Select((_, i) => adapted.Interval(i, level))];
            return ForecastMetrics.IntervalScore(
                truth, [.. ends.Select(e => (float)e.Low)], [.. ends.Select(e => (float)e.High)], level / 100);
        });
    }

    /// <summary>Windows side by side in rows of each series; of many series some.</summary>
    /// <param name="design">Look-back and horizon.</param>
    /// <param name="rows">The rows of each series.</param>
    public static Window[][] Windows(ForecastDesign design, IReadOnlyList<RowRange> rows)
    {
        Window[][] series = [.. rows.Select((own, s) => Windows(design, s, own))];
        int stride = Math.Max(1, (series.Sum(w => w.Length) + MostForecasts - 1) / MostForecasts);
        return [.. series.Where((_, s) => s % stride == 0)];
    }

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
