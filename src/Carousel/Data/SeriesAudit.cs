namespace Carousel.Data;

/// <summary>Rows that are not there.</summary>
/// <param name="After">The last stamp before the gap.</param>
/// <param name="Before">The first stamp after it.</param>
/// <param name="MissingRows">How many rows are missing between them.</param>
internal readonly record struct TimeGap(DateTime After, DateTime Before, long MissingRows);

/// <summary>Two rows with the same stamp.</summary>
/// <param name="Stamp">The stamp.</param>
/// <param name="FirstRow">The row where it stands first, from 0.</param>
/// <param name="SecondRow">The row where it stands again.</param>
internal readonly record struct DuplicateStamp(DateTime Stamp, int FirstRow, int SecondRow);

/// <summary>
/// What is found in time stamps as they were read: order, duplicates, frequency, gaps, and where they leave the grid.
/// </summary>
internal sealed record SeriesAudit
{
    private SeriesAudit()
    {
    }

    /// <summary>How many stamps there are.</summary>
    public int Rows { get; private init; }

    /// <summary>The frequency, or null without one.</summary>
    public Frequency? Frequency { get; private init; }

    /// <summary>The first row that is earlier than the one before it, or null where the rows are in order.</summary>
    public int? FirstUnsorted { get; private init; }

    /// <summary>
    /// The first row, in order of time, that is not on the grid of the most frequent distance; null where there is a
    /// frequency.
    /// </summary>
    public int? FirstIrregular { get; private init; }

    /// <summary>The most frequent distance between rows that have no grid.</summary>
    public Frequency? MostFrequent { get; private init; }

    /// <summary>Stamps that occur more than once, in order of time.</summary>
    public IReadOnlyList<DuplicateStamp> Duplicates { get; private init; } = [];

    /// <summary>Where rows are missing, in order of time.</summary>
    public IReadOnlyList<TimeGap> Gaps { get; private init; } = [];

    /// <summary>How many rows are missing in all gaps.</summary>
    public long MissingRows => Gaps.Sum(g => g.MissingRows);

    /// <summary>Looks at stamps in the order of their rows.</summary>
    /// <param name="times">[rows], in any order.</param>
    /// <param name="known">The frequency where it is known; null to find it.</param>
    /// <returns>What was found.</returns>
    public static SeriesAudit Of(ReadOnlySpan<DateTime> times, Frequency? known = null)
    {
        int? unsorted = null;
        for (int t = 1; t < times.Length && unsorted is null; t++)
        {
            unsorted = times[t] < times[t - 1] ? t : null;
        }

        DateTime[] stamps = times.ToArray();
        int[] rows = [.. Enumerable.Range(0, stamps.Length)];
        if (unsorted is not null)
        {
            Array.Sort(stamps, rows);
        }

        var duplicates = new List<DuplicateStamp>();
        var distinct = new List<DateTime>(stamps.Length);
        var origin = new List<int>(stamps.Length);
        for (int t = 0; t < stamps.Length; t++)
        {
            if (distinct.Count > 0 && distinct[^1] == stamps[t])
            {
                duplicates.Add(new DuplicateStamp(
                    stamps[t], Math.Min(origin[^1], rows[t]), Math.Max(origin[^1], rows[t])));
                continue;
            }

            distinct.Add(stamps[t]);
            origin.Add(rows[t]);
        }

        ReadOnlySpan<DateTime> grid = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(distinct);
        Frequency? frequency = known is null or { Unit: FrequencyUnit.Day, Multiple: 1 } ? Frequency.Find(grid) : known;
        frequency = frequency?.Unit == FrequencyUnit.BusinessDay ? frequency : known ?? frequency;
        Frequency? nearest = frequency is null && grid.Length > 1 ? FrequencyFinder.MostFrequent(grid) : null;
        return new SeriesAudit
        {
            Rows = times.Length,
            Frequency = frequency,
            FirstUnsorted = unsorted,
            Duplicates = duplicates,
            Gaps = frequency is null ? [] : FindGaps(grid, frequency),
            MostFrequent = nearest,
            FirstIrregular = frequency is null && grid.Length > 1 ? origin[FindIrregular(grid, nearest)] : null,
        };
    }

    /// <summary>
    /// The gaps in a few words: <c>no gaps</c>, or <c>2 gaps, 5 rows missing, the longest after 2001-03-04 07:00</c>.
    /// </summary>
    /// <returns>The words.</returns>
    public string DescribeGaps()
    {
        if (Gaps.Count == 0 || Frequency is null)
        {
            return "no gaps";
        }

        TimeGap longest = Gaps.MaxBy(g => g.MissingRows);
        string where = $"after {Frequency.Format(longest.After)}";
        return Gaps.Count == 1
            ? $"1 gap of {Counted(longest.MissingRows)} {where}"
            : $"{Gaps.Count} gaps, {Counted(MissingRows)} missing, the longest {longest.MissingRows} {where}";
    }

    private static string Counted(long number) => $"{number} row{(number == 1 ? "" : "s")}";

    private static List<TimeGap> FindGaps(ReadOnlySpan<DateTime> grid, Frequency frequency)
    {
        var gaps = new List<TimeGap>();
        for (int t = 1; t < grid.Length; t++)
        {
            long steps = frequency.StepsBetween(grid[t - 1], grid[t]) ?? 1;
            if (steps > 1)
            {
                gaps.Add(new TimeGap(grid[t - 1], grid[t], steps - 1));
            }
        }

        return gaps;
    }

    // Without a distance to compare with, or where every distance fits it (the grid is then too empty), the widest step
    // is named.
    private static int FindIrregular(ReadOnlySpan<DateTime> grid, Frequency? nearest)
    {
        int widest = 1;
        for (int t = 1; t < grid.Length; t++)
        {
            if (nearest is not null && nearest.StepsBetween(grid[t - 1], grid[t]) is null)
            {
                return t;
            }

            widest = grid[t] - grid[t - 1] > grid[widest] - grid[widest - 1] ? t : widest;
        }

        return widest;
    }
}
