using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Single values that lie so far from all others of their series that they are typing errors or faults of a sensor.
/// Forecasts read them, and <see cref="Interruptions"/>, as missing.
/// </summary>
/// <remarks>Two of them in a row are a new level, and are kept.</remarks>
internal static class FarValues
{
    private const int Most = 3, Fewest = 50, FewestLevels = 7, Ranges = 10, MostNotes = 3;

    /// <summary>Leaves them out of the targets, with notes.</summary>
    /// <param name="set">The series.</param>
    /// <returns>The set; itself if there is nothing to leave out, or it is too large to be looked through.</returns>
    public static SeriesSet LeaveOut(SeriesSet set)
    {
        if (set.IsLarge)
        {
            return set;
        }

        var notes = new List<string>();
        Series[] series = [.. set.Series.Select(one => Without(one, set.Roles.Targets.Count, notes))];
        return notes.Count == 0 ? set : set.With(
            series,
            [
                .. set.Notes, .. notes.Take(MostNotes),
                .. Optional.Of(notes.Count <= MostNotes ? null
                    : $"{notes.Count - MostNotes} more such values or stretches: read as missing."),
            ]);
    }

    private static Series Without(Series series, int targets, List<string> notes)
    {
        var cells = new List<(int Row, int Column)>();
        for (int k = 0; k < targets; k++)
        {
            float[] column = series.ColumnArray(k)[..series.HistoryLength];
            string name = series.Columns[k] + (series.Id is { } id ? $" of '{id}'" : "");
            foreach (int row in Rows(column))
            {
                cells.Add((row, k));
                notes.Add(
                    Invariant.Of($"{name} is {column[row]:#,0.####} at {series.LabelAt(row)}, further from all other ")
                    + "values than ten times their range: read as missing.");
            }

            foreach (RowRange rows in Interruptions.Of(column, series.Frequency))
            {
                cells.AddRange(Enumerable.Range(rows.Start, rows.Length).Select(row => (row, k)));
                notes.Add(
                    $"{name} is far below the same months of other years from {series.LabelAt(rows.Start)} to "
                    + $"{series.LabelAt(rows.End - 1)}: read as missing.");
            }
        }

        return ClosedTimes.Without(series, cells);
    }

    private static int[] Rows(float[] column)
    {
        float[] sorted = [.. column.Where(float.IsFinite).Order()];
        for (int count = Most; count > 0 && sorted.Length >= Fewest; count--)
        {
            for (int below = 0; below <= count; below++)
            {
                int above = count - below;
                (float least, float most) = (sorted[below], sorted[^(above + 1)]);
                float far = Ranges * (most - least);

                // Where usual numbers are few and small, a rare large one is an order.
                if ((below == 0 || least - sorted[below - 1] > far) && (above == 0 || sorted[^above] - most > far)
                    && sorted[below..^above] is var others && others.Distinct().Count() >= FewestLevels
                    && others[others.Length / 4] < others[^(others.Length / 4)])
                {
                    return Single(column, least, most);
                }
            }
        }

        return [];
    }

    // All of them, or none if one is followed by another.
    private static int[] Single(float[] column, float least, float most)
    {
        bool IsFar(float value) => value < least || value > most;
        float[] known = [.. column.Where(v => !float.IsNaN(v))];
        return known.Zip(known.Skip(1)).Any(pair => IsFar(pair.First) && IsFar(pair.Second)) ? []
            : [.. Enumerable.Range(0, column.Length).Where(row => IsFar(column[row]))];
    }
}
