using Carousel.Data;
using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Forecasting;

/// <summary>
/// How the newest forecast depends on each column known ahead, as a section of the report: a slider over values of the
/// column.
/// </summary>
internal static class WhatIfSection
{
    private const int MostColumns = 5, MostSeries = 20, Steps = 8;
    private const double LowShare = 0.05;

    /// <summary>Makes it.</summary>
    /// <param name="forecaster">What was fitted.</param>
    /// <param name="forecast">What comes next.</param>
    /// <param name="subjects">What the report shows.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The section; null where no column known ahead varies, and for a hierarchy.</returns>
    public static Section? Of(
        Forecaster forecaster, Forecast forecast, ForecastSubjects subjects, CancellationToken cancellation)
    {
        ForecastDesign design = forecaster.Design;
        Window[] windows = [.. forecast.Windows.IntersectBy(subjects.Shown.Select(s => s.Series), w => w.Series)
            .Take(MostSeries)];
        string[] names = [.. windows.Select(w => forecast.Set[w.Series].Id ?? forecast.Set.Name)];
        int K = design.TargetCount;

        // [windows · K]: means over the horizon.
        double[] Means(SeriesSet set) =>
        [
            .. forecaster.Unadapted(forecaster.DataOf(set), windows, cancellation).Medians().Chunk(design.Horizon * K)
                .SelectMany(own => design.Targets.Select(
                    (_, k) => design.OffsetOf(k) + own.Where((_, cell) => cell % K == k).Average(v => (double)v))),
        ];
        double[] usual = Means(forecast.Set);
        Stepper Slider(string column, double[] values) => new($"What if {column} were …",
        [
            .. values.Select(value =>
            {
                string text = Invariant.Of($"{value:G9}");
                return new Frame($"{column} = {text}", [Table.Of(
                    ["series", "column", "mean forecast", "difference"],
                    Means(new WhatIf(design, [$"{column}={text}"]).Apply(forecast.Set)).Select((mean, i) => new[]
                    {
                        names[i / K], design.Targets[i % K],
                        MeasuredText.Number(mean), MeasuredText.Number(mean - usual[i]),
                    }))]);
            }),
        ])
        {
            FrameName = "value",
            Start = values.Length / 2
        };
        Stepper[] sliders =
        [
            .. from column in design.Known.Take(design.Hierarchy is null ? MostColumns : 0)
               let values = ValuesOf(windows, forecast.Set, column)
               where values.Length > 1
               select Slider(column, values),
        ];
        return sliders.Length == 0 ? null : new Section("What if", sliders)
        {
            Lead = "The mean forecast over the horizon if one column known ahead had the same value in all rows, and "
                + "its difference from the forecast above.",
        };
    }

    /// <summary>All values of a column in the history if they are few; else even steps between two quantiles.</summary>
    private static double[] ValuesOf(IEnumerable<Window> windows, SeriesSet set, string column)
    {
        double[] known =
        [
            .. windows.SelectMany(w => set[w.Series].Column(column)[..w.Origin].ToArray()).Where(float.IsFinite)
                .Select(v => v + (set.Offsets?.GetValueOrDefault(column) ?? 0)).Order(),
        ];
        double[] distinct = [.. known.Distinct().Take(Steps + 2)];
        int low = (int)(LowShare * known.Length);
        return distinct.Length <= Steps + 1 ? distinct :
        [
            .. Enumerable.Range(0, Steps + 1)
                .Select(i => known[low] + (i * (known[^(low + 1)] - known[low]) / Steps)).Distinct(),
        ];
    }
}
