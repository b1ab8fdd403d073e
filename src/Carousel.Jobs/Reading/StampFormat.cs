using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>One way of writing time stamps: found from examples, then used for every row.</summary>
internal sealed partial class StampFormat
{
    private static readonly string[] _clocks =
    [
        "", " H:mm", " H:mm:ss", " H:mm:ss.FFFFFFF", "'T'H:mm", "'T'H:mm:ss", "'T'H:mm:ss.FFFFFFF",
    ];

    private const int DigitsOfDate = 8;

    private static readonly StampFormat[] _unambiguous =
    [
        Exact(_clocks, "yyyy-M-d"),
        Exact(_clocks, "yyyy/M/d"),
        Exact(_clocks, "d.M.yyyy", "d.M.yy"),
        Exact([""], "yyyy-M"),
        Exact([""], "yyyyMMdd"),
        Exact([""], "MMM yyyy", "MMMM yyyy", "MMM-yyyy", "MMM-yy"),
        Exact(_clocks, "d MMM yyyy", "d MMMM yyyy", "d-MMM-yyyy", "d-MMM-yy"),
        Exact(["", " H"], "MMM d, yyyy", "MMMM d, yyyy"),
        new(TryReadQuarter),
    ];

    private static readonly StampFormat _monthFirst =
        Exact([.. _clocks, " h:mm tt", " h:mm:ss tt"], "M/d/yyyy", "M/d/yy", "M-d-yyyy");

    private static readonly StampFormat _dayFirst =
        Exact([.. _clocks, " h:mm tt", " h:mm:ss tt"], "d/M/yyyy", "d/M/yy", "d-M-yyyy");

    private static readonly StampFormat _year = new(TryReadYear);
    private static readonly StampFormat _unix = new(TryReadUnix);

    private readonly TryReadStamp _read;

    private StampFormat(TryReadStamp read) => _read = read;

    private delegate bool TryReadStamp(string text, out DateTime stamp);

    /// <summary>A form that the user wrote in .NET's letters.</summary>
    public static StampFormat FromUser(string format) => Exact([""], format);

    /// <summary>Reads a stamp.</summary>
    public bool TryRead(string text, out DateTime stamp) => _read(text, out stamp);

    /// <summary>Finds the form that reads every example.</summary>
    /// <param name="examples">Cells that are not empty.</param>
    /// <param name="plainNumbers">Whether numbers may be years or seconds since 1970: only where the column is known to
    /// hold times.</param>
    /// <param name="isAmbiguous">True where day and month cannot be told apart.</param>
    /// <returns>The form, or null.</returns>
    public static StampFormat? Find(IReadOnlyList<string> examples, bool plainNumbers, out bool isAmbiguous)
    {
        isAmbiguous = false;
        if (examples.Count == 0 || (!plainNumbers && IsPlainNumber(examples[0])))
        {
            return null;
        }

        foreach (StampFormat format in _unambiguous)
        {
            if (format.ReadsAll(examples))
            {
                return format;
            }
        }

        Match offset = Offset().Match(examples[0]);
        if (offset.Success && WithOffset(OffsetOf(offset)) is { } zoned && zoned.ReadsAll(examples))
        {
            return zoned;
        }

        if (plainNumbers && _year.ReadsAll(examples))
        {
            return _year;
        }

        if (plainNumbers && _unix.ReadsAll(examples))
        {
            return _unix;
        }

        bool month = _monthFirst.ReadsAll(examples);
        bool day = _dayFirst.ReadsAll(examples);
        if (month && day)
        {
            bool monthRegular = _monthFirst.IsRegular(examples);
            bool dayRegular = _dayFirst.IsRegular(examples);
            isAmbiguous = monthRegular == dayRegular;
            return isAmbiguous ? null : monthRegular ? _monthFirst : _dayFirst;
        }

        return month ? _monthFirst : day ? _dayFirst : null;
    }

    /// <summary>Digits with one point at most, and not the eight of yyyyMMdd: no form reads it, and a table may have
    /// very many such columns.</summary>
    private static bool IsPlainNumber(string text)
    {
        int points = text.Count(letter => letter == '.');
        return points <= 1 && (points == 1 || text.Length != DigitsOfDate) && text.Length > points
            && text.All(letter => char.IsAsciiDigit(letter) || letter == '.');
    }

    private static StampFormat Exact(string[] clocks, params string[] dates)
    {
        string[] formats = [.. dates.SelectMany(d => clocks.Select(c => d + c))];
        return new StampFormat((string text, out DateTime stamp) =>
            DateTime.TryParseExact(
                text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out stamp));
    }

    private bool ReadsAll(IReadOnlyList<string> examples) => examples.All(e => _read(e, out _));

    // The right reading gives a step that fits; the wrong one jumps about.
    private bool IsRegular(IReadOnlyList<string> examples)
    {
        DateTime[] stamps = [.. examples.Select(e => _read(e, out DateTime stamp) ? stamp : default).Distinct()];
        return stamps.Length > 2
            && SeriesAudit.Of(stamps) is { Frequency: not null, Gaps.Count: 0, FirstUnsorted: null };
    }

    // Every row is brought to the clock of the first: where offsets change with the summer no hour is missing or
    // doubled.
    private static StampFormat WithOffset(TimeSpan clock) => new((string text, out DateTime stamp) =>
    {
        Match match = Offset().Match(text);
        stamp = default;
        if (!match.Success || !_unambiguous[0].TryRead(match.Groups[1].Value, out DateTime local))
        {
            return false;
        }

        stamp = local - OffsetOf(match) + clock;
        return true;
    });

    private static TimeSpan OffsetOf(Match match)
    {
        string sign = match.Groups[2].Value;
        if (sign.Length == 0)
        {
            return TimeSpan.Zero;
        }

        int minutes = (int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) * 60)
            + (match.Groups[4].Success ? int.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture) : 0);
        return TimeSpan.FromMinutes(sign == "-" ? -minutes : minutes);
    }

    private static bool TryReadQuarter(string text, out DateTime stamp)
    {
        Match match = Quarter().Match(text);
        stamp = match.Success
            ? new DateTime(
                int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
                ((match.Groups[2].Value[0] - '1') * 3) + 1, 1)
            : default;
        return match.Success;
    }

    private static bool TryReadYear(string text, out DateTime stamp)
    {
        bool isYear = text.Length == 4
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int year)
            && year is >= 1000 and < 3000;
        stamp = isYear ? new DateTime(int.Parse(text, CultureInfo.InvariantCulture), 1, 1) : default;
        return isYear;
    }

    private static bool TryReadUnix(string text, out DateTime stamp)
    {
        stamp = default;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            || number < 1e8 || number >= 1e14)
        {
            return false;
        }

        // Before the year 5138 seconds have at most eleven digits; longer numbers are milliseconds.
        double seconds = number >= 1e11 ? number / 1000 : number;
        stamp = DateTime.UnixEpoch.AddTicks((long)Math.Round(seconds * 1000) * TimeSpan.TicksPerMillisecond);
        stamp = DateTime.SpecifyKind(stamp, DateTimeKind.Unspecified);
        return true;
    }

    [GeneratedRegex(
        @"^(\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?)\s?(?:Z|([+-])(\d{2})(?::?(\d{2}))?)$")]
    private static partial Regex Offset();

    [GeneratedRegex(@"^(\d{4})[- ]?Q([1-4])$")]
    private static partial Regex Quarter();
}
