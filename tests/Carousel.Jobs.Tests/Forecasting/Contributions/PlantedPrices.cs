using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Contributions;

/// <summary>Series with a planted effect of columns known ahead, and forecasters with one method.</summary>
internal static class PlantedPrices
{
    public const int Rows = 200, Ahead = 4, Effect = 3;

    /// <summary>y = level + 3 · price − 2 · promotion + a weekly wave + noise; a column has the noise.</summary>
    /// <param name="known">Columns known ahead: the price, the promotion, then some without effect.</param>
    /// <param name="size">What all of it is multiplied by.</param>
    public static Series Of(
        string? id = null, int known = 2, bool hasTimes = true, double size = 1, double noise = 0.1,
        bool hasPast = false, int targets = 1, int rows = Rows, bool hasGaps = false, bool hasSundays = true)
    {
        var random = new Random(known + (int)size);
        float[][] values =
            [.. Enumerable.Range(0, targets + known + (hasPast ? 1 : 0)).Select(_ => new float[rows + Ahead])];
        for (int r = 0; r < rows + Ahead; r++)
        {
            for (int q = 0; q < known; q++)
            {
                values[targets + q][r] = q == 1 ? random.Next(2) : (float)random.NextDouble() * 4;
            }

            float rest = (float)(noise * (random.NextDouble() - 0.5));
            double wave = 10 + (3 * Math.Sin(2 * Math.PI * r / 7));
            for (int k = 0; k < targets; k++)
            {
                double y = wave + (Effect * values[targets][r] * (k + 1))
                    - (known > 1 ? 2 * values[targets + 1][r] : 0) + rest;
                values[k][r] = r >= rows || (hasGaps && r % 29 == 5) || (!hasSundays && r % 7 == 6)
                    ? float.NaN : (float)(size * y);
            }

            if (hasPast)
            {
                values[^1][r] = r < rows ? rest : float.NaN;
            }
        }

        return new Series(
            Roles(known, hasPast, targets).Columns, values, hasTimes ? Tiny.Days(rows + Ahead) : null, id: id,
            futureRows: Ahead);
    }

    public static SeriesSet Set(params Series[] series)
    {
        int known = series[0].Columns.Count(c => c[0] == 'x'), targets = series[0].Columns.Count(c => c[0] == 'y');
        return new SeriesSet(
            series, Roles(known, series[0].Columns.Contains("past"), targets), "prices.csv",
            timeName: series[0].HasTimes ? "day" : null, idName: series.Length > 1 ? "shop" : null);
    }

    public static ForecastOptions Options => Tiny.Options() with { Transform = TargetTransform.None };

    /// <summary>The contributions to the newest forecasts.</summary>
    public static (Forecast Forecast, ForecastContributions Contributions) Explain(
        Forecaster model, SeriesSet set, int pairs = ShapleyValues.UsualPairs)
    {
        Forecast forecast = model.Predict(set);
        return (forecast, new ForecastContributions(
            model, model.DataOf(forecast.Set), forecast.Windows, TestContext.Current.CancellationToken, pairs));
    }

    /// <summary>A forecaster that answers by one method; it shares the networks of the other one.</summary>
    public static Forecaster With(Forecaster model, IWindowMethod method) => new(
        model.Backend, model.Model, new ForecastFitted(model.Scaling, model.Calibration), model.Paths, model.Summary,
        model.Origin, model.Baseline)
    {
        Champion = new Carousel.Forecasting.Champion([new WeightedMethod(method, 1)]),
    };

    /// <summary>The largest distance of base and contributions from a forecast, relative to the forecast.</summary>
    public static double LargestGap(Forecast forecast, ForecastContributions contributions, ForecastDesign design) =>
        (from w in Enumerable.Range(0, forecast.Windows.Count)
         let own = contributions.Windows[w]!
         from step in forecast.OpenSteps(w)
         from cell in Enumerable.Range(step * design.TargetCount, design.TargetCount)
         let sum = own.Base[cell] + own.Values.Sum(g => g[cell]) + design.OffsetOf(cell % design.TargetCount)
         let told = forecast.Quantiles.MedianOf(w, cell / design.TargetCount, cell % design.TargetCount)
         select Math.Abs(sum - told) / Math.Max(1e-3, Math.Abs(told))).Max();

    private static SeriesRoles Roles(int known, bool hasPast, int targets) => new(
        [.. Enumerable.Range(0, targets).Select(k => $"y{k}")], [.. Enumerable.Range(0, known).Select(q => $"x{q}")],
        hasPast ? ["past"] : [], []);
}
