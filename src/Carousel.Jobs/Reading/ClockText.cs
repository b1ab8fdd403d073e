using System.Globalization;
using System.Text.RegularExpressions;

namespace Carousel.Jobs.Reading;

/// <summary>Hours and times of day in a separate column: <c>0</c> … <c>23</c>, <c>23:15</c>,
/// <c>23:15:30</c>, <c>11:15 PM</c>.</summary>
internal static partial class ClockText
{
    private static readonly string[] _forms =
    [
        "H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF", "h tt", "htt", "h:mm tt", "h:mmtt", "h:mm:ss tt", "h:mm:ss.FFFFFFF tt",
    ];

    /// <summary>Names of columns of hours from 1 to 24 that are named by their end.</summary>
    public const string Endings = "he|hour ending|hour_ending|hourending|hour-ending";

    private static readonly HashSet<string> _endings = Words.Of(Endings);

    /// <summary>Whether a text has the form of an hour or a time of day, also of one that no day has.</summary>
    public static bool IsMeant(string text) => Form().IsMatch(text);

    /// <summary>Whether a column has hours from 1 to 24 that are named by their end.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsHourEnding(string name) => _endings.Contains(name);

    /// <summary>Reads an hour or a time of day.</summary>
    /// <param name="column">The name of its column.</param>
    /// <param name="text">The text.</param>
    /// <param name="time">How long after midnight it is, or begins.</param>
    public static bool TryRead(string column, string text, out TimeSpan time)
    {
        bool ends = IsHourEnding(column);
        time = default;
        if (Hour().Match(text) is { Success: true } hour)
        {
            time = TimeSpan.FromHours(int.Parse(hour.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        }
        else if (ends && text is "24:00" or "24:00:00")
        {
            time = TimeSpan.FromDays(1);
        }
        else if (DateTime.TryParseExact(
            text, _forms, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out DateTime stamp))
        {
            time = stamp.TimeOfDay;
        }
        else
        {
            return false;
        }

        time -= ends ? TimeSpan.FromHours(1) : TimeSpan.Zero;
        return time >= TimeSpan.Zero && time < TimeSpan.FromDays(1);
    }

    [GeneratedRegex(@"^(\d{1,2})(?:\.0+)?$")]
    private static partial Regex Hour();

    [GeneratedRegex(@"^\d{1,2}(\.0+|(:\d{2}){1,2}(\.\d{1,7})?)?( ?[AaPp][Mm])?$")]
    private static partial Regex Form();
}
