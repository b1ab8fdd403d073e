using System.Text.Json.Serialization;
using Carousel.Boosting;
using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>
/// Zeros of days on which a series that is otherwise well above 0 is closed, such as a shop on public holidays: they
/// are read as missing, so they are not learned, forecast or scored. Found in the training rows, stored in the model
/// file.
/// </summary>
/// <param name="Always">For each target that has them, see <see cref="KeyOf"/>, the weekdays that are always 0 and stay
/// so.</param>
internal sealed record RareZeros(IReadOnlyDictionary<string, IReadOnlyList<DayOfWeek>> Always)
{
    // One or two zeros may be errors.
    private const int LeastDays = 3;
    private const double LowPart = 1 / 3.0;

    /// <summary>Finds them in the training rows of series of days.</summary>
    /// <param name="part">The training rows.</param>
    /// <returns>Null if no series has them.</returns>
    public static RareZeros? Of(SeriesPart part)
    {
        SeriesSet set = part.Set;
        if (set.IsLarge || EventCalendar.WeekOf(set.Frequency) is not (5 or 7))
        {
            return null;
        }

        Dictionary<string, IReadOnlyList<DayOfWeek>> always = [];
        for (int s = 0; s < set.Count; s++)
        {
            for (int k = 0; k < set.Roles.Targets.Count; k++)
            {
                RowRange rows = part.Rows[s];
                float[] values = set[s].Column(k).Slice(rows.Start, rows.Length).ToArray();
                (int[] zeros, DayOfWeek[] weekdays) = ClosedDays.Find(set[s], rows.Start, values);

                // A zero of moved values does not mean a zero in the data.
                if (zeros.Length >= LeastDays && set.Offsets?.ContainsKey(set[s].Columns[k]) != true
                    && !AreAmongLow(set[s], rows.Start, values, zeros.Length))
                {
                    always[KeyOf(set[s].Columns[k], set[s].Id)] = weekdays;
                }
            }
        }

        return always.Count == 0 ? null : new RareZeros(always);
    }

    /// <summary>Whether all weekdays are known.</summary>
    [JsonIgnore]
    public bool IsUsable => Always.Values.All(days => days?.All(Enum.IsDefined) == true);

    /// <summary>Whether a zero of a target is one of them.</summary>
    /// <param name="target">Its name.</param>
    /// <param name="id">The series; null where it has no name.</param>
    /// <param name="stamp">When.</param>
    public bool Has(string target, string? id, DateTime? stamp) =>
        stamp is { } time && AlwaysOf(target, id)?.Contains(time.DayOfWeek) == false;

    /// <summary>The weekdays on which a target is always 0; null where it has no rare zeros.</summary>
    /// <param name="target">Its name.</param>
    /// <param name="id">The series; null where it has no name.</param>
    public IReadOnlyList<DayOfWeek>? AlwaysOf(string target, string? id) => Always.GetValueOrDefault(KeyOf(target, id));

    /// <summary>A set in which they are missing.</summary>
    /// <param name="set">The series.</param>
    public SeriesSet Mask(SeriesSet set) =>
        set.With(MadeRows.Of(set, 0, one => Without(one, set.Roles.Targets.Count)));

    /// <summary>A series in which they are missing.</summary>
    /// <param name="one">The series.</param>
    /// <param name="targets">How many of its first columns are targets.</param>
    public Series Without(Series one, int targets) => ClosedTimes.Without(one, [.. CellsOf(one, targets)]);

    /// <summary>How many a set has, in a sentence; null for none.</summary>
    /// <param name="set">The series as they were given.</param>
    public string? Note(SeriesSet set)
    {
        int count = set.Series.Sum(one => CellsOf(one, set.Roles.Targets.Count).Count());
        return count == 0 ? null : $"{FigureText.Counted(count, "zero")} among much larger values, such as those of "
            + $"days on which a shop is closed, {(count == 1 ? "is" : "are")} read as missing.";
    }

    // The name of a target, and of its series where it has one.
    private static string KeyOf(string target, string? id) => id is null ? target : $"{target}|{id}";

    // Counts of slow sales and degrees near 0 have as many low values as zeros.
    private static bool AreAmongLow(Series series, int first, float[] values, int zeros) =>
        zeros <= Enumerable.Range(0, values.Length).Where(t => values[t] > 0)
            .GroupBy(t => series.Times[first + t].DayOfWeek, t => (double)values[t])
            .Sum(day =>
            {
                double low = LowPart * Median.TakeFrom([.. day]);
                return day.Count(v => v < low);
            });

    private IEnumerable<(int Row, int Target)> CellsOf(Series series, int targets)
    {
        for (int k = 0; k < targets; k++)
        {
            if (AlwaysOf(series.Columns[k], series.Id) is { } always)
            {
                for (int row = 0; row < series.HistoryLength; row++)
                {
                    if (series[row, k] == 0 && !always.Contains(series.Times[row].DayOfWeek))
                    {
                        yield return (row, k);
                    }
                }
            }
        }
    }
}
