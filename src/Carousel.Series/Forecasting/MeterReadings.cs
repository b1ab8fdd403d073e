using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Jobs.Fitting;

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
        [.. columns.Select(c => IsRise(c) ? c[Prefix.Length..] : c)];

    /// <summary>Whether a column of a model contains rises.</summary>
    /// <param name="column">Its name.</param>
    public static bool IsRise(string column) => column.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A set in which targets that are readings in every series are replaced by their rises.</summary>
    /// <param name="set">The series as they were read.</param>
    public static SeriesSet Find(SeriesSet set) => Replace(
        set, k => !set.IsLarge && set.Series.All(s => IsMeter(s, k, OffsetOf(set.Offsets, set.Columns[k]))));

    /// <summary>The same for the targets of which a model forecasts rises.</summary>
    /// <param name="set">The series as they were read, or with rises.</param>
    /// <param name="design">The model's.</param>
    public static SeriesSet Of(SeriesSet set, ForecastDesign design) => Replace(
        set, k => k < design.TargetCount && design.Targets[k] == Prefix + set.Columns[k]);

    /// <summary>The rows at which readings begin again at less than half; null if values are not readings: those fall
    /// only there, and rise in most rows.</summary>
    /// <param name="values">The values; NaN where missing.</param>
    /// <param name="offset">What was subtracted from them.</param>
    public static IReadOnlyList<int>? ResetsOf(ReadOnlySpan<float> values, double offset = 0)
    {
        var resets = new List<int>();
        (double last, int known, int rises) = (double.NaN, 0, 0);
        for (int row = 0; row < values.Length; row++)
        {
            double value = values[row] + offset;
            if (value < 0 || RisingChannels.Rise(last, value) < 0)
            {
                return null;
            }

            if (!double.IsNaN(value))
            {
                if (value < last)
                {
                    resets.Add(row);
                }

                rises += value > last ? 1 : 0;
                (last, known) = (value, known + 1);
            }
        }

        return known >= Fewest && 2 * rises > known && resets.Count <= Math.Max(1, MostResets * known) ? resets : null;
    }

    /// <summary>By how much readings rose. A rise over missing rows is divided evenly among them; those of the first
    /// reading, and of one that begins again, are unknown.</summary>
    /// <param name="values">The readings; NaN where missing.</param>
    /// <param name="offset">What was subtracted from them.</param>
    public static float[] Rises(ReadOnlySpan<float> values, double offset)
    {
        var rises = new float[values.Length];
        Array.Fill(rises, float.NaN);
        int last = -1;
        for (int row = 0; row < values.Length; row++)
        {
            if (!float.IsNaN(values[row]))
            {
                if (last >= 0)
                {
                    float rise = RisingChannels.Rise(values[last] + offset, values[row] + offset);
                    rises.AsSpan((last + 1)..(row + 1)).Fill(rise / (row - last));
                }

                last = row;
            }
        }

        return rises;
    }

    /// <summary>What was subtracted from a column while it was read.</summary>
    /// <param name="offsets">By name; null for nothing.</param>
    /// <param name="column">Its name in the file.</param>
    public static double OffsetOf(IReadOnlyDictionary<string, double>? offsets, string column) =>
        offsets?.GetValueOrDefault(column) ?? 0;

    // Rows of a month or more may be numbers that only grow, such as those of people, and even steps are a trend.
    private static bool IsMeter(Series series, int k, double offset)
    {
        float[] values = series.Column(k)[..series.HistoryLength].ToArray();
        return ResetsOf(values, offset) is { } resets && (resets.Count > 0 || series.Frequency?.Days <= LongestStep)
            && Rises(values, offset).Where(float.IsFinite).ToArray() is var rises
            && rises.Max() > LeastUneven * rises.Average();
    }

    private static SeriesSet Replace(SeriesSet set, Func<int, bool> isMeter)
    {
        int[] meters = [.. Enumerable.Range(0, set.Roles.Targets.Count).Where(isMeter)];
        if (meters.Length == 0)
        {
            return set;
        }

        double[] offsets = [.. set.Columns.Select(c => OffsetOf(set.Offsets, c))];
        string[] names = [.. set.Columns.Select((name, c) => meters.Contains(c) ? Prefix + name : name)];
        var series = MadeRows.Of(set, 0, one => new Series(
            names,
            [.. names.Select((_, c) => meters.Contains(c) ? Rises(one.Column(c), offsets[c]) : one.ColumnArray(c))],
            one.TimesArray, one.Frequency, one.Id, one.Statics, one.FutureRows)
        {
            Weights = one.Weights,
        });
        int first = meters[0];
        float last = set[0].Column(first).ToArray().LastOrDefault(float.IsFinite);
        string reading = set.Count > 1 || meters.Length > 1 ? "the last readings"
            : Invariant.Of($"the last reading, {last + offsets[first]:#,0.###},");
        return new SeriesSet(
            series, set.Roles with { Targets = names[..set.Roles.Targets.Count] }, set.Name,
            [
                .. set.Notes,
                $"{FigureText.Listed([.. meters.Select(k => set.Columns[k])], meters.Length)} only "
                    + $"{(meters.Length == 1 ? "rises, as a meter does: its" : "rise, as meters do: their")} rises are "
                    + $"forecast. Add them to {reading} for readings.",
            ],
            set.TimeName, set.IdName)
        {
            Sampling = set.Sampling,
            Clock = set.Clock,
            Assumed = set.Assumed,
            Offsets = set.Offsets,
            MissingCodes = set.MissingCodes,
            IsLarge = set.IsLarge,
            KeptBytes = set.KeptBytes,
        };
    }
}
