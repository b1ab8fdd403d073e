using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Readings of a meter, which only rise until it is reset: only their differences can be forecast.</summary>
internal static class MeterReadings
{
    private const int Fewest = 30;
    private const double MostResets = 0.01, NearZero = 0.1;

    /// <summary>A sentence on the first target that falls only by rare resets; null without one.</summary>
    /// <param name="set">The series.</param>
    public static string? Note(SeriesSet set)
    {
        foreach (Series series in set.Series)
        {
            for (int k = 0; k < set.Roles.Targets.Count; k++)
            {
                if (ResetsOf(series.Column(k)[..series.HistoryLength]) is [var row, ..])
                {
                    string of = series.Id is { } id ? $" of '{id}'" : "";
                    return $"{series.Columns[k]}{of} looks like a counter that was reset at {series.LabelAt(row)}. "
                        + "Forecast its differences: a column of each value minus the one before it, empty at resets.";
                }
            }
        }

        return null;
    }

    /// <summary>The rows at which readings begin again near 0; null if values are not readings: those fall only there,
    /// and rise in most rows.</summary>
    /// <param name="values">The values; NaN where missing.</param>
    public static IReadOnlyList<int>? ResetsOf(ReadOnlySpan<float> values)
    {
        var resets = new List<int>();
        (float last, int known, int rises) = (float.NaN, 0, 0);
        for (int row = 0; row < values.Length; row++)
        {
            float value = values[row];
            if (value < 0 || (value < last && value > NearZero * last))
            {
                return null;
            }

            if (!float.IsNaN(value))
            {
                if (value < last)
                {
                    resets.Add(row);
                }

                rises += value > last ? 1 : 0;
                (last, known) = (value, known + 1);
            }
        }

        return known >= Fewest && 2 * rises > known && resets.Count <= MostResets * known ? resets : null;
    }
}
