using Carousel.Data;
using Carousel.Jobs;

namespace Carousel.Forecasting;

/// <summary>The zero-shot forecast of the first series in a line, which a plan shows before it trains.</summary>
internal static class ZeroShotFact
{
    private const int MostWindows = 64, Shown = 3;

    /// <summary>The fact; null where the series has too few values.</summary>
    /// <param name="plan">The plan.</param>
    public static JobFact? Of(ForecastPlan plan)
    {
        ForecastDesign design = plan.Design;
        using var forecaster = new ZeroShotForecaster(plan.Options.Fit.Threads);
        SeriesSet set = PredictionInputs.Make(plan.Set, design, null, assumeKnown: true).Set;
        var table = new ZeroShotTable(forecaster, set, design) { OnlyMedians = true };
        var next = new Window(0, set[0].HistoryLength, design.Lookback, design.Horizon);
        if (!table.Has(0, next))
        {
            return null;
        }

        RowRange own = plan.TestWindows.NumbersOf(0);
        int most = Math.Max(1, MostWindows / ZeroShotShape.PassesOf(design.Horizon)),
            apart = Math.Max(1, (own.Length + most - 1) / most);
        Window[] tested =
            [.. Enumerable.Range(own.Start, own.Length).Where(w => w % apart == 0).Select(w => plan.TestWindows[w])];
        var quantiles = new QuantileTable<Stage.InUnits>(design, table.Of([.. tested, next], default));
        double[] medians =
        [
            .. Enumerable.Range(0, design.Horizon)
                .Where(h => design.IsOpen(set[0], next.Origin + h))
                .Select(h => quantiles.MedianOf(tested.Length, h, 0) + design.OffsetOf(0)),
        ];
        string of = set.Count > 1 ? $" of {set[0].Id}" : "",
            more = medians.Length > Shown ? $", … {ForecastSentence.Number(medians[^1])}" : "";
        return new JobFact(
            WindowMethods.ZeroShot,
            $"{design.Targets[0]}{of} {ModelData.Span(design, design.Horizon)} ahead without training: "
            + $"{string.Join(", ", medians.Take(Shown).Select(ForecastSentence.Number))}{more}"
            + Error(set, design, tested, quantiles));
    }

    private static string Error(SeriesSet set, ForecastDesign design, Window[] tested, QuantileTable quantiles)
    {
        (double own, double naive, int count) = (0, 0, 0);
        ReadOnlySpan<float> values = set[0].Column(0);
        foreach ((int w, Window window) in tested.Index())
        {
            for (int h = 0; h < design.Horizon; h++)
            {
                double here = Math.Abs(values[window.Origin + h] - quantiles.MedianOf(w, h, 0)), there = Math.Abs(
                    values[window.Origin + h] - SeasonalNaive.At(values[..window.Origin], h, design.Season));
                (own, naive, count) = double.IsNaN(here + there)
                    ? (own, naive, count)
                    : (own + here, naive + there, count + 1);
            }
        }

        return count == 0
            ? ""
            : "; without transforms and scaling, mean absolute error on the test set "
            + $"{ForecastSentence.Number(own / count)}, of the "
            + $"{(design.Season > 1 ? $"value {ModelData.Span(design, design.Season)} before" : "last value")} "
            + ForecastSentence.Number(naive / count);
    }
}
