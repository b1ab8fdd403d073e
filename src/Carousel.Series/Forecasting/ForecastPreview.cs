using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>What comes next, small enough for a terminal: the first target of the first series.</summary>
internal static class ForecastPreview
{
    private const int MostRows = 5, FirstRows = 3;

    /// <summary>Makes it.</summary>
    /// <param name="forecast">What comes next.</param>
    /// <param name="design">What was forecast.</param>
    public static JobPreview Of(Forecast forecast, ForecastDesign design)
    {
        double level = design.Intervals[0];
        int[] open = forecast.OpenSteps(0);

        // The digits of the widest end: medians of counts may be nearly 0.
        int decimals = FigureText.Decimals(
        [
            open.Select(t => forecast.Quantiles.Interval(0, t, 0, level))
                .Select(ends => Math.Max(-ends.Low, ends.High)).DefaultIfEmpty(0).Max(),
        ]);
        int[] steps = [.. open.Where((_, i) => open.Length <= MostRows || i < FirstRows || i == open.Length - 1)];
        string name = forecast.Set[forecast.Windows[0].Series].Id is { } id && forecast.Windows.Count > 1
            ? $"{design.Targets[0]} of {id}"
            : design.Targets[0];
        return new JobPreview(
            ["", name, Invariant.Of($"{level} % interval")],
            [.. steps.Select(t => Row(forecast, t, level, decimals))])
        {
            SkipsBeforeLast = open.Length > MostRows,
        };
    }

    private static string[] Row(Forecast forecast, int step, double level, int decimals)
    {
        (double low, double high) = forecast.Quantiles.Interval(0, step, 0, level);
        return
        [
            forecast.LabelAt(0, step), FigureText.Number(forecast.Quantiles.MedianOf(0, step, 0), decimals),
            $"{FigureText.Number(low, decimals)} – {FigureText.Number(high, decimals)}",
        ];
    }
}
