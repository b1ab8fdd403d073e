using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Targets that are readings of a meter, which only rise until it begins again: forecasts are of their rises.
/// </summary>
internal static class MeterReadings
{
    // Begins the name of a target that contains rises. A model file has no other mark of them.
    private const string Prefix = "rise of meter ";
    private const int Fewest = 30;
    private const double MostResets = 0.01, LeastUneven = 1.02, LongestStep = 7;

    /// <summary>The columns of a file from which columns of a model are read.</summary>
    /// <param name="columns">The names in the model.</param>
    public static string[] NamesOf(IEnumerable<string> columns) =>
        [.. columns.Select(c => c.StartsWith(Prefix, StringComparison.Ordinal) ? c[Prefix.Length..] : c)];

    /// <summary>A set in which targets that are readings in every series are replaced by their rises.</summary>
    /// <param name="set">The series as they were read.</param>
    /// <remarks>Without a reset, rows of more than a week, or without a frequency, may be numbers that only grow, such
    /// as those of people.</remarks>
    public static SeriesSet Find(SeriesSet set) => set.IsLarge ? set : Replace(
        set,
        [
            .. set.Roles.Targets.Where((name, k) => set.Series.All(s =>
                ResetsOf(Readings(name, set.Offsets, s.ColumnArray(k)[..s.HistoryLength])) is { } resets
                && (resets > 0 || s.Frequency?.Days <= LongestStep))),
        ]);

    /// <summary>The same for the targets of which a model forecasts rises.</summary>
    /// <param name="set">The series as they were read, or with rises.</param>
    /// <param name="design">The model's.</param>
    public static SeriesSet Of(SeriesSet set, ForecastDesign design) =>
        Replace(set, [.. set.Roles.Targets.Where(name => design.Targets.Contains(Prefix + name))]);

    /// <summary>How often readings begin again, at less than half; null if values are not readings: those fall only
    /// there, and rise in most rows, but not evenly.</summary>
    /// <param name="values">The values; NaN where missing.</param>
    public static int? ResetsOf(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        float[] steps = [.. known.Skip(1).Zip(known, (now, before) => MeterRise.Of(before, now))];
        float[] rises = [.. steps.Where(s => s > 0)];
        int resets = steps.Count(float.IsNaN);
        return known.Length >= Fewest && known.Min() >= 0 && 2 * rises.Length > known.Length
            && resets <= Math.Max(1, MostResets * known.Length) && !steps.Any(s => s < 0)
            && rises.Max() > LeastUneven * rises.Average()
            ? resets
            : null;
    }

    /// <summary>The values of a column of a model. A rise over missing rows is divided evenly among them; those of the
    /// first reading, and of one that begins again, are unknown.</summary>
    /// <param name="column">Its name in the model.</param>
    /// <param name="offsets">What was subtracted from columns while they were read, by name; null for nothing.</param>
    /// <param name="values">What was read; NaN where missing.</param>
    public static float[] ValuesOf(string column, IReadOnlyDictionary<string, double>? offsets, float[] values)
    {
        if (!column.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return values;
        }

        double[] readings = Readings(column[Prefix.Length..], offsets, values);
        var rises = new float[values.Length];
        Array.Fill(rises, float.NaN);
        int last = Array.FindIndex(readings, double.IsFinite);
        for (int row = last + 1; row < rises.Length; row++)
        {
            if (double.IsFinite(readings[row]))
            {
                rises.AsSpan((last + 1)..(row + 1)).Fill(
                    MeterRise.Of(readings[last], readings[row]) / (row - last));
                last = row;
            }
        }

        return rises;
    }

    private static double[] Readings(string name, IReadOnlyDictionary<string, double>? offsets, float[] values)
    {
        double offset = offsets?.GetValueOrDefault(name) ?? 0;
        return [.. values.Select(v => v + offset)];
    }

    private static SeriesSet Replace(SeriesSet set, string[] meters)
    {
        if (meters.Length == 0)
        {
            return set;
        }

        string LastOf(string name) => Invariant.Of(
            $"{Readings(name, set.Offsets, set[0].Column(name).ToArray()).LastOrDefault(double.IsFinite):#,0.###},");
        string[] names = [.. set.Columns.Select(name => meters.Contains(name) ? Prefix + name : name)];
        return set.With(
            MadeRows.Of(set, 0, one => ClosedTimes.WithValues(
                one, [.. names.Select((name, c) => ValuesOf(name, set.Offsets, one.ColumnArray(c)))], names)),
            [
                .. set.Notes,
                .. meters.Select(name => $"{name} never falls, except to begin again: it is read as a meter, and "
                    + "its rises are forecast. Add them to the last "
                    + $"reading{(set.Count > 1 ? "" : $", {LastOf(name)}")} for readings."),
            ],
            set.Roles with { Targets = names[..set.Roles.Targets.Count] });
    }
}
