using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>
/// The words for times that come round: days of the week (<c>Mon</c>), hours of the day (<c>0h</c>) and months
/// (<c>Jan</c>). Each has a number, by which sets of them are kept.
/// </summary>
internal static class TimeWords
{
    /// <summary>How many words are days of the week; they come first.</summary>
    public const int Days = 7;

    private const int Hours = 24, Months = 12;

    /// <summary>How many words there are.</summary>
    public const int Count = Days + Hours + Months;

    private static readonly DateTimeFormatInfo _english = CultureInfo.InvariantCulture.DateTimeFormat;

    /// <summary>The words by their numbers: from Monday to Sunday, from 0h to 23h, from January to December.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Enumerable.Range(0, Days).Select(d => _english.AbbreviatedDayNames[(d + 1) % Days]),
        .. Enumerable.Range(0, Hours).Select(h => $"{h}h"),
        .. _english.AbbreviatedMonthNames.Take(Months),
    ];

    /// <summary>Which words there are, for messages.</summary>
    public const string Description = "Mon to Sun, 0h to 23h, Jan to Dec, and ranges such as 22h-5h";

    /// <summary>The numbers of the words of a text: one, or a range such as <c>22h-5h</c>.</summary>
    /// <param name="text">In capital or small letters; days and months may be written out.</param>
    /// <returns>The numbers, or null where the text is no such word.</returns>
    public static IReadOnlyList<int>? Find(string text)
    {
        string[] ends = text.Split('-', 2);
        int from = NumberOf(ends[0]), to = NumberOf(ends[^1]);
        if (from < 0 || to < 0 || First(from) != First(to))
        {
            return null;
        }

        int first = First(from), round = Round(from);
        return
        [
            .. Enumerable.Range(0, ((to - from + round) % round) + 1).Select(i => first + ((from - first + i) % round)),
        ];
    }

    /// <summary>The word that was probably meant, as a question after a sentence.</summary>
    public static string Question(string text) =>
        NearestName.Question(text, [.. All, .. _english.DayNames, .. _english.MonthNames.Take(Months)]);

    /// <summary>The numbers that a frequency can be closed at: hours only where rows are finer than a day.</summary>
    /// <param name="frequency">The distance between rows.</param>
    public static IEnumerable<int> Of(Frequency frequency) => Enumerable.Range(0, Count).Where(w => First(w) switch
    {
        0 => frequency.Days <= 1 || frequency.Unit == FrequencyUnit.BusinessDay,
        Days => frequency.Days < 1,
        _ => frequency.Days < Days * 5,
    });

    /// <summary>The numbers of a stamp: its day of the week, its hour, its month.</summary>
    /// <param name="stamp">The stamp.</param>
    public static (int Day, int Hour, int Month) Of(DateTime stamp) =>
        (((int)stamp.DayOfWeek + Days - 1) % Days, Days + stamp.Hour, Days + Hours + stamp.Month - 1);

    /// <summary>The index of the cycle that contains a stamp: the week of a day of the week, the day of an hour, the
    /// year of a month.</summary>
    /// <param name="word">The number of a word.</param>
    /// <param name="stamp">The stamp.</param>
    public static int RoundOf(int word, DateTime stamp) => First(word) switch
    {
        0 => (int)(stamp.Ticks / TimeSpan.TicksPerDay / Days),
        Days => (int)(stamp.Ticks / TimeSpan.TicksPerDay),
        _ => stamp.Year,
    };

    /// <summary>Whether two words are of one kind, such as days of the week.</summary>
    public static bool IsSameKind(int word, int other) => First(word) == First(other);

    /// <summary>Sets of numbers as people say them: <c>on Sundays</c>, <c>from 22:00 to 05:59</c>, <c>in
    /// January</c>.</summary>
    /// <param name="words">The numbers.</param>
    public static string Describe(IReadOnlyCollection<int> words)
    {
        string[] days = [.. Runs(words, 0).Select(r => Span(r, d => $"{DayName(d)}s"))];
        string[] hours =
        [
            .. Runs(words, Days).Select(r => Invariant.Of($"from {r[0] - Days:00}:00 to {r[^1] - Days:00}:59")),
        ];
        string[] months = [.. Runs(words, Days + Hours).Select(r => Span(r, MonthName))];
        return Join(
        [
            .. days.Length == 0 ? [] : new[] { $"on {Join(days)}" },
            .. hours,
            .. months.Length == 0 ? [] : new[] { $"in {Join(months)}" },
        ]);
    }

    /// <summary>Texts separated by commas, with "and" before the last.</summary>
    /// <param name="parts">The texts.</param>
    public static string Join(string[] parts) =>
        parts.Length <= 1 ? string.Concat(parts) : $"{string.Join(", ", parts[..^1])} and {parts[^1]}";

    private static string Span(int[] run, Func<int, string> name) =>
        run.Length > 2 ? $"{name(run[0])} to {name(run[^1])}" : Join([.. run.Select(name)]);

    private static string DayName(int word) => _english.DayNames[(word + 1) % Days];

    private static string MonthName(int word) => _english.MonthNames[word - Days - Hours];

    /// <summary>Words of one kind that follow each other, also over the end of the round.</summary>
    private static List<int[]> Runs(IReadOnlyCollection<int> words, int first)
    {
        List<int[]> runs =
        [
            .. words.Where(w => First(w) == first).Order().Index().GroupBy(w => w.Item - w.Index, w => w.Item)
                .Select(run => run.ToArray()),
        ];
        if (runs.Count > 1 && runs[0][0] == first && runs[^1][^1] == first + Round(first) - 1)
        {
            runs[^1] = [.. runs[^1], .. runs[0]];
            runs.RemoveAt(0);
        }

        return runs;
    }

    private static int NumberOf(string text)
    {
        string word = text.Trim();
        int day = IndexOf(_english.DayNames, word), month = IndexOf(_english.MonthNames, word);
        return day >= 0 ? (day + Days - 1) % Days
            : month is >= 0 and < Months ? Days + Hours + month
            : IndexOf(All, word);
    }

    private static int IndexOf(IEnumerable<string> names, string word) =>
        names.ToList().FindIndex(n => n.Length > 0 && n.Equals(word, StringComparison.OrdinalIgnoreCase));

    private static int First(int word) => word < Days ? 0 : word < Days + Hours ? Days : Days + Hours;

    private static int Round(int word) => First(word) switch { 0 => Days, Days => Hours, _ => Months };
}
