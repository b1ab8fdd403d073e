using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>How many windows nothing can be learned from, because no value of their horizon is known.</summary>
internal static class LostWindows
{
    /// <summary>The least share of lost windows that is reported.</summary>
    private const double LeastShare = 0.1;

    /// <summary>A note where many are lost; none otherwise.</summary>
    /// <param name="split">The rows to learn from: training and validation part.</param>
    /// <param name="design">Horizon, and the rows before the first origin.</param>
    public static IEnumerable<string> Notes(TemporalSplit split, ForecastDesign design)
    {
        long all = 0, lost = 0;
        for (int s = 0; s < split.Set.Count; s++)
        {
            Series series = split.Set[s];
            DateTime[] times = design.Closed is null ? [] : series.TimesArray ?? [];
            int first = split.Train.Rows[s].Start;
            int end = Math.Max(split.Train.Rows[s].End, split.Validation.Rows[s].End);
            int values = 0, closed = 0;
            for (int row = first; row < end; row++)
            {
                Count(row, 1);
                if (row - first >= design.Horizon)
                {
                    Count(row - design.Horizon, -1);
                }

                // A horizon with only closed times has nothing to learn and nothing to forecast.
                bool isWindow = row - design.Horizon + 1 >= first + design.RowsBefore && closed < design.Horizon;
                all += isWindow ? 1 : 0;
                lost += isWindow && values == 0 ? 1 : 0;
            }

            void Count(int row, int sign)
            {
                values += design.TargetPlaces.Any(k => !float.IsNaN(series.CountedAt(row, k))) ? sign : 0;
                closed += design.Closed?.Has(series.Id, times[row]) == true ? sign : 0;
            }
        }

        if (lost > LeastShare * all)
        {
            yield return Invariant.Of(
                $"{100.0 * lost / all:0} % of the training windows have no value in their {design.Horizon} rows ahead: "
                + $"ridge regression, boosted trees and network learn from the others.");
        }
    }
}
