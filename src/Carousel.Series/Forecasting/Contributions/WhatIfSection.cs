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

    /// <summary>Makes the section.</summary>
    /// <param name="forecaster">What was fitted.</param>
    /// <param name="forecast">What comes next.</param>
    /// <param name="subjects">What the report shows.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The section; null where no column known ahead varies, and for a hierarchy.</returns>
    public static Section? Of(
        Forecaster forecaster, Forecast forecast, ForecastSubjects subjects, CancellationToken cancellation)
    {
        ForecastDesign design = forecaster.Design;
        if (design.Known.Count == 0 || design.Hierarchy is not null)
        {
            return null;
        }

        // Only the series that are shown: of a large set the others stay where they are.
        int[] shown = [.. Enumerable.Range(0, forecast.Windows.Count)
            .IntersectBy(subjects.Shown.Select(s => s.Series), w => forecast.Windows[w].Series).Take(MostSeries)];
        SeriesSet own = forecast.Set.With([.. shown.Select(w => forecast.Set[forecast.Windows[w].Series])]);
        Window[] windows = [.. shown.Select((w, s) => forecast.Windows[w] with { Series = s })];
        string[] names = [.. own.Series.Select(s => s.Id ?? own.Name)];
        int K = design.TargetCount;

        // [windows · K]: means over the open steps of the horizon.
        double[] Means(SeriesSet set)
        {
            QuantileTable table = forecaster.Unadapted(forecaster.DataOf(set), windows, cancellation);
            return
            [
                .. from w in Enumerable.Range(0, windows.Length)
                   from k in Enumerable.Range(0, K)
                   select design.OffsetOf(k) + forecast.OpenSteps(shown[w]).Select(step => table.MedianOf(w, step, k))
                       .DefaultIfEmpty(0).Average(),
            ];
        }

        double[] usual = Means(own);
        Stepper Slider(string column, double[] values) => new($"What if {column} were …",
        [
            .. values.Select(value =>
            {
                string text = Invariant.Of($"{value:G9}");
                return new Frame($"{column} = {text}", [Table.Of(
                    ["series", "column", "mean forecast", "difference"],
                    Means(new WhatIf(design, [$"{column}={text}"]).Apply(own)).Select((mean, i) => new[]
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
            .. from column in design.Known.Take(MostColumns)
               let values = ValuesOf(windows, own, column)
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
                .Select(v => (double)v).Order(),
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
