using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>Zero-shot forecasts of windows of series, at the quantiles of a design.</summary>
/// <param name="forecaster">Makes them; the caller disposes it.</param>
/// <param name="set">The series.</param>
/// <param name="design">Targets, horizon, quantiles, columns known ahead.</param>
internal sealed class ZeroShotTable(ZeroShotForecaster forecaster, SeriesSet set, ForecastDesign design)
{
    /// <summary>Forecasts of 64 steps in a test at most, 2 to 14 ms each.</summary>
    public const int MostForecasts = 4096;

    private const int Together = 512, MostTried = 32, MostOfASeries = 16;
    private const double LeastGain = 0.01;

    private static readonly double[] _levels =
        [.. ZeroShotShape.QuantileLevels.ToArray().Select(level => Math.Round(level, 6))];

    /// <summary>Lengths of likely seasons in steps, ascending; by default those of the frequency, or of the design
    /// where the rows have no stamps.</summary>
    public IReadOnlyList<int>? Seasons { get; init; }

    /// <summary>The values of a series and target; by default those of the set.</summary>
    public Func<int, int, float[]>? Column { get; init; }

    /// <summary>Whether columns known ahead are used; null until rows before the first origins have decided.</summary>
    public bool? UsesKnown { get; set; }

    /// <summary>Whether only the medians are used: one fit and one pass of the network fewer.</summary>
    public bool OnlyMedians { get; init; }

    /// <summary>Receives what is done and the share of it.</summary>
    public IProgress<(string Part, double Share)>? Progress { get; init; }

    /// <summary>How often the network forecasts 64 steps.</summary>
    /// <param name="design">Targets and horizon.</param>
    /// <param name="windows">How many windows.</param>
    public static long CostOf(ForecastDesign design, int windows) =>
        (long)windows * design.TargetCount * ZeroShotShape.PassesOf(design.Horizon);

    /// <summary>Whether the rows before an origin are enough for a forecast.</summary>
    /// <param name="target">Which target.</param>
    /// <param name="window">The window.</param>
    public bool Has(int target, Window window) =>
        ZeroShotForecaster.HasEnough(Before(window, target));

    /// <summary>The forecasts of windows.</summary>
    /// <param name="windows">The windows; each is forecast from the rows before it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[W, H, K, Q]; the last value for a window without 3 known values before it, NaN without any.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public double[] Of(IReadOnlyList<Window> windows, CancellationToken cancellation)
    {
        bool usesKnown = UsesKnown ?? (design.Known.Count > 0 && KnownHelps(windows, cancellation));
        UsesKnown = usesKnown;
        return Forecasts(windows, usesKnown, OnlyMedians, cancellation);
    }

    // Compares both ways on windows that end before the first origin of each series.
    private bool KnownHelps(IReadOnlyList<Window> windows, CancellationToken cancellation)
    {
        Window[] firsts = [.. windows.GroupBy(w => w.Series).Select(own => own.MinBy(w => w.Origin))];
        int apart = (firsts.Length + MostTried - 1) / MostTried,
            each = Math.Clamp(MostTried / Math.Max(1, firsts.Length), 1, MostOfASeries);
        Window[] tried =
        [
            .. from first in firsts.Where((_, i) => i % apart == 0)
               from back in Enumerable.Range(1, each)
               let origin = first.Origin - (back * design.Horizon)
               where origin > 0
               select first with { Origin = origin },
        ];
        double[] Errors(bool usesKnown)
        {
            double[] told = Forecasts(tried, usesKnown, onlyMedians: true, cancellation);
            float[] medians = new QuantileTable<Stage.InUnits>(design, told).Medians();
            return
            [
                .. tried.Select((window, w) => Enumerable.Range(0, design.Horizon * design.TargetCount).Select(i =>
                        Math.Abs(medians[(w * design.Horizon * design.TargetCount) + i]
                            - Values(window.Series, i % design.TargetCount)[window.Origin + (i / design.TargetCount)]))
                    .Where(float.IsFinite).Select(e => (double)e).DefaultIfEmpty(0).Average()),
            ];
        }

        double[] without = Errors(false), with = Errors(true);
        double change = without.Zip(with, (a, b) => a > 0 && b > 0 ? Math.Log(b / a) : 0).DefaultIfEmpty(0).Average();
        return change < -LeastGain;
    }

    private double[] Forecasts(
        IReadOnlyList<Window> windows, bool usesKnown, bool onlyMedians, CancellationToken cancellation)
    {
        (int H, int K, int Q) = (design.Horizon, design.TargetCount, design.Quantiles.Count);
        var table = new double[windows.Count * H * K * Q];
        Array.Fill(table, double.NaN);
        for (int k = 0; k < K; k++)
        {
            int[] enough = [.. Enumerable.Range(0, windows.Count).Where(w => Has(k, windows[w]))];
            foreach (int w in Enumerable.Range(0, windows.Count).Except(enough))
            {
                float last = LastValue.Find(Before(windows[w], k));
                for (int h = 0; h < H; h++)
                {
                    table.AsSpan(((((w * H) + h) * K) + k) * Q, Q).Fill(last);
                }
            }

            for (int done = 0; done < enough.Length; done += Together)
            {
                Progress?.Report((
                    $"{FigureText.Count(enough.Length)} forecasts", (k + ((double)done / enough.Length)) / K));
                int[] part = enough[done..Math.Min(done + Together, enough.Length)];
                var pasts = new Past[part.Length];
                Parallel.For(
                    0, part.Length, forecaster.Options(cancellation),
                    i => pasts[i] = PastOf(windows[part[i]], k, usesKnown));
                foreach (IGrouping<(int Steps, string Seasons), int> alike in Enumerable.Range(0, part.Length)
                    .GroupBy(i => (pasts[i].Open.CountBefore(H), string.Join(' ', pasts[i].Open.Seasons))))
                {
                    IReadOnlyList<ZeroShotForecast> forecasts = forecaster.Forecast(
                        [.. alike.Select(i => pasts[i].Open.Past)], Math.Max(1, alike.Key.Steps),
                        pasts[alike.First()].Open.Seasons, cancellation, onlyMedians);
                    foreach ((int place, int i) in alike.Index())
                    {
                        for (int h = 0; h < H; h++)
                        {
                            Write(
                                forecasts[place], h, pasts[i], table.AsSpan(((((part[i] * H) + h) * K) + k) * Q, Q));
                        }
                    }
                }
            }
        }

        return table;
    }

    private int[] LikelySeasons => Seasons is { } asked ? [.. asked]
        : set.Frequency is { } frequency ? ZeroShotForecaster.SeasonsOf(frequency)
        : [.. design.SeasonRounds.Where(s => s <= ZeroShotShape.LongestSeason)];

    private ReadOnlySpan<float> Values(int series, int target) =>
        Column is null ? set[series].Column(target) : Column(series, target);

    private ReadOnlySpan<float> Before(Window window, int target) => Values(window.Series, target)[..window.Origin];

    private Past PastOf(Window window, int target, bool usesKnown)
    {
        Series series = set[window.Series];
        ReadOnlySpan<float> before = Before(window, target);
        float[] values = [.. before[Math.Max(0, before.Length - ZeroShotShape.MostKept)..]];
        double least = Column is null ? -design.OffsetOf(target) : double.NegativeInfinity;
        least = values.Any(v => v < least) ? double.NegativeInfinity : least;

        // A zero of scaled or moved values does not mean a zero in the data.
        ClosedDays? closed = Column is not null || design.OffsetOf(target) != 0 ? null
            : design.RareZeros?.AlwaysOf(design.Targets[target], series.Id) is { } always
            ? ClosedDays.Of(series, window.Origin, values, always)
            : ClosedDays.TakeFrom(series, window.Origin, values);
        KnownEffect? known = usesKnown ? KnownEffect.Of(series, values, design, window) : null;
        known?.TakeFrom(values);
        return new Past(OpenRows.Of(design, series, values, window, LikelySeasons), closed, known, least);
    }

    private void Write(ZeroShotForecast forecast, int step, Past past, Span<double> quantiles)
    {
        if (!past.Open.Ahead[step] || past.Closed?.Has(step) == true)
        {
            // Scaled values have no zero of the data: the network answers.
            quantiles.Fill(Column is null ? 0 : double.NaN);
            return;
        }

        ReadOnlySpan<float> told = forecast.Quantiles(past.Open.CountBefore(step));
        Span<double> values = stackalloc double[told.Length];
        for (int level = 0; level < told.Length; level++)
        {
            values[level] = past.Known?.At(step, told[level]) ?? told[level];
        }

        for (int q = 0; q < quantiles.Length; q++)
        {
            quantiles[q] = Math.Max(past.Least, QuantileScale.Value(_levels, values, design.Quantiles[q]));
        }
    }

    // The values that the network reads, and the parts removed from them.
    private sealed record Past(OpenRows Open, ClosedDays? Closed, KnownEffect? Known, double Least);
}
