using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>The baselines in the table of a backtest: what a forecaster would use instead of a network.</summary>
internal static class BaselineTable
{
    /// <summary>What each baseline forecasts, fitted for each target.</summary>
    /// <param name="split">The training part fits the baselines, the validation part chooses their settings.</param>
    /// <param name="design">What is forecast.</param>
    /// <param name="windows">The origins.</param>
    /// <param name="fitting">How the baselines are fitted.</param>
    /// <param name="hasZeroShot">Whether the zero-shot forecasts are already known.</param>
    /// <param name="isQuick">Whether only those are given that repeat or average values.</param>
    public static IReadOnlyList<BaselineValues> Forecasts(
        TemporalSplit split, ForecastDesign design, IReadOnlyList<Window> windows, BaselineFitting fitting = default,
        bool hasZeroShot = false, bool isQuick = false)
    {
        var forecasts = new List<BaselineValues>();
        (int H, int K, int Q) = (design.Horizon, design.TargetCount, design.Quantiles.Count);
        (float[] forecast, double[] shares) = (new float[H], new double[H * Q]);
        BaselineData[] targets =
        [
            .. Enumerable.Range(0, K)
                .Select(k => new BaselineData(split.Set, design, k, split.Train.Rows, split.Validation.Rows)),
        ];
        foreach (Func<BaselineData, IWindowBaseline> fit in For(targets, fitting, isQuick))
        {
            var values = new float[windows.Count * H * K];
            double[]? quantiles = null;
            (string name, string title) = ("", "");
            foreach (BaselineData target in targets)
            {
                fitting.Cancellation.ThrowIfCancellationRequested();
                IWindowBaseline baseline = fit(target);
                (name, title) = (baseline.Name, baseline.Title);
                for (int w = 0; w < windows.Count; w++)
                {
                    baseline.Forecast(windows[w].Series, windows[w].Origin, forecast);
                    if (baseline is IQuantileBaseline told)
                    {
                        quantiles ??= new double[values.Length * Q];
                        told.Quantiles(windows[w].Series, windows[w].Origin, design.Quantiles, shares);
                    }

                    for (int t = 0; t < H; t++)
                    {
                        int cell = (((w * H) + t) * K) + target.Target;
                        values[cell] = forecast[t];
                        if (baseline is IQuantileBaseline)
                        {
                            shares.AsSpan(t * Q, Q).CopyTo(quantiles.AsSpan(cell * Q));
                        }
                    }
                }
            }

            forecasts.Add(new BaselineValues(name, title, values)
            {
                Quantiles = quantiles is null ? null : new QuantileTable<Stage.InUnits>(design, quantiles),
            });
        }

        if (!isQuick && !hasZeroShot
            && ZeroShotTable.CostOf(design, windows.Count) is > 0 and <= ZeroShotTable.MostForecasts)
        {
            using var forecaster = new ZeroShotForecaster(fitting.Threads);
            var table = new QuantileTable<Stage.InUnits>(
                design, new ZeroShotTable(forecaster, split.Set, design).Of(windows, fitting.Cancellation));
            forecasts.Add(new BaselineValues(WindowMethods.ZeroShot, WindowMethods.ZeroShot, table.Medians())
            {
                Quantiles = table,
            });
        }

        return forecasts;
    }

    /// <summary>How each baseline is fitted to a target.</summary>
    /// <param name="targets">Every target.</param>
    /// <param name="fitting">Threads, and what stops a fit.</param>
    /// <param name="isQuick">Whether only those are given that repeat or average values.</param>
    /// <returns>One function for each baseline, the simplest first.</returns>
    public static IEnumerable<Func<BaselineData, IWindowBaseline>> For(
        IReadOnlyList<BaselineData> targets, BaselineFitting fitting, bool isQuick = false)
    {
        bool areCounts = targets[0].Design.HasDemand || targets.All(t => t.IsDemand);
        Func<BaselineData, IWindowBaseline> Told(Func<BaselineData, IWindowBaseline> fit) =>
            areCounts ? data => new OwnErrors(data, fit) : fit;

        BaselineData first = targets[0];
        yield return data => new LastValue(data);
        foreach (int season in first.Seasons.Append(first.Year).Where(s => s > 0))
        {
            yield return Told(data => new SeasonalNaive(data, season));
        }

        yield return Constant.Median;
        if (targets.All(Constant.IsOftenZero))
        {
            yield return Constant.Zero;
        }

        if (areCounts)
        {
            yield return data => new LastCounts(data);
            yield return data => new SmoothedDemand(data);
        }

        if (isQuick)
        {
            yield break;
        }

        yield return Told(data => new RidgeForecast(data));
        if (areCounts)
        {
            yield return Told(data => new TreesForecast(data, fitting));
        }
    }
}
