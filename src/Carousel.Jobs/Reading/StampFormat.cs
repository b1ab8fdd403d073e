using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>One way of writing time stamps: found from examples, then used for every row.</summary>
internal sealed partial class StampFormat
{
    private static readonly string[] _clocks =
    [
        "", " H:mm", " H:mm:ss", " H:mm:ss.FFFFFFF", "'T'H:mm", "'T'H:mm:ss", "'T'H:mm:ss.FFFFFFF", " h:mm tt",
        " h:mm:ss tt", " h tt",
    ];

    private const int DigitsOfDate = 8, Months = 12, SecondsOfDay = 86_400;

    private static readonly StampFormat[] _unambiguous =
    [
        Exact(_clocks, "yyyy-M-d"),
        Exact(_clocks, "yyyy/M/d"),
        Exact(_clocks, "d.M.yyyy", "d.M.yy"),
        Exact([""], "yyyy-M", "yyyy-MMM", "yyyy-MMMM"),
        Exact(["", " H:mm", " H:mm:ss", "'T'HHmm", "'T'HHmmss"], "yyyyMMdd"),
        Exact([""], "MMM yyyy", "MMMM yyyy", "MMM-yyyy", "MMM-yy"),
        Exact(_clocks, "d MMM yyyy", "d MMMM yyyy", "d-MMM-yyyy", "d-MMM-yy"),
        Exact(_clocks, "MMM d, yyyy", "MMMM d, yyyy"),
        new(TryReadQuarter),
        Exact(_clocks, "yyyy.M.d"),
        Exact([" H", "'T'H"], "yyyy-M-d", "yyyy/M/d", "d.M.yyyy", "MMM d, yyyy", "MMMM d, yyyy"),
        Exact(_clocks, "d. MMM yyyy", "d. MMMM yyyy", "d MMM yy", "MMM d yyyy", "MMMM d yyyy"),
        Exact([""], "MMM d H:mm yyyy", "MMM d H:mm:ss yyyy", "d/MMM/yyyy", "d/MMM/yyyy:H:mm:ss"),
        new(TryReadWeek),
    ];

    private static readonly StampFormat _digits = Exact([""], "yyyyMMddHH", "yyyyMMddHHmm", "yyyyMMddHHmmss");

    /// <summary>Forms that only a column that is known to hold times has.</summary>
    private static readonly StampFormat[] _named =
    [
        Exact([""], "yyyy/M", "M/yyyy", "M-yyyy", "MM.yyyy", "yyyy'M'MM"),
        new(TryReadDigits),
        new(TryReadMonth),
        new(TryReadYear),
        new(TryReadUnix, StampZone.Utc),
    ];

    private static readonly StampFormat _serials = new(TryReadSerial);

    private static readonly StampFormat _monthFirst = Exact(_clocks, "M/d/yyyy", "M/d/yy", "M-d-yyyy");

    private static readonly StampFormat _dayFirst = Exact(_clocks, "d/M/yyyy", "d/M/yy", "d-M-yyyy");

    private readonly TryReadStamp _read;
    private readonly StampZone _names;
    private readonly HashSet<TimeSpan> _offsets = [];
    private StampClock? _clock;
    private bool _isGiven;
    private (DateTime Stamp, TimeSpan Offset) _last;

    private StampFormat(TryReadStamp read, StampZone names = StampZone.None) => (_read, _names) = (read, names);

    private delegate bool TryReadStamp(string text, out DateTime stamp, out TimeSpan offset);

    /// <summary>The information on the clock in the stamps of a form.</summary>
    private enum StampZone
    {
        None,
        Utc,
        Written,
    }

    /// <summary>The clock of all stamps read, with the offset of the last; null where they name none.</summary>
    public StampClock? Clock => _clock is null || _offsets.Count == 0
        || (_names == StampZone.Utc && _clock.Offset == TimeSpan.Zero)
            ? _clock
            : _clock with { Written = _last.Offset };

    /// <summary>What was done with the offsets of the stamps, a sentence; null where nothing was.</summary>
    public string? Note => _clock is not { } clock ? null
        : _names == StampZone.None
            ? $"The time stamps have no offset: they are read as on the clock of the model, UTC{Text(clock.Offset)}."
        : _offsets.SetEquals([clock.Offset]) || _offsets.Count == 0 ? null
        : $"{(_offsets.Count == 1 ? "The offset of the time stamps is" : "Offsets of the time stamps are")} "
            + $"{string.Join(" and ", _offsets.Select(Text))}: all times are on the clock UTC{Text(clock.Offset)}, "
            + $"that of {(_isGiven ? "the model" : "the first row")}"
            + $"{(clock.DayStart is null ? "" : ", and days are those of the rows")}.";

    /// <summary>The frequency that writes stamps as quarters or weeks of a year, if this form reads them so.</summary>
    public Frequency? Numbered(Frequency? frequency) => frequency is null ? null : frequency with
    {
        IsNumbered = _read == (TryReadStamp)TryReadQuarter
            || (frequency.Unit == FrequencyUnit.Week && _read == (TryReadStamp)TryReadWeek),
    };

    /// <summary>Days since 1899-12-30, as which spreadsheets keep dates, in a column that is called a date.</summary>
    /// <param name="name">The name of the column.</param>
    /// <param name="examples">Cells that are not empty.</param>
    /// <returns>The form; null where it does not read every example.</returns>
    public static StampFormat? OfSerials(string name, IReadOnlyList<string> examples) =>
        DateName().IsMatch(name) && examples.Count > 0 && _serials.ReadsAll(examples) ? _serials : null;

    /// <summary>Years with the numbers of ISO weeks, such as 201902, 2019-02 and 2019/2, in a column that is called a
    /// week.</summary>
    /// <param name="name">The name of the column.</param>
    /// <param name="examples">Cells that are not empty.</param>
    /// <returns>The form; null where it does not read every example.</returns>
    public static StampFormat? OfWeeks(string name, IReadOnlyList<string> examples)
    {
        var weeks = new StampFormat((string text, out DateTime stamp, out TimeSpan offset) =>
            TryReadWeek(PlainWeek().Replace(text, "$1-W$2"), out stamp, out offset));
        return WeekName().IsMatch(name) && examples.Count > 0 && weeks.ReadsAll(examples) ? weeks : null;
    }

    /// <summary>A form that the user wrote in .NET's letters.</summary>
    /// <param name="format">The form.</param>
    /// <param name="example">A stamp.</param>
    /// <param name="clock">The clock of the times; null for that of the example, where the form has offsets.</param>
    public static StampFormat FromUser(string format, string example, StampClock? clock)
    {
        bool hasOffset = Literal().Replace(format, "").AsSpan().IndexOfAny('z', 'K') >= 0;
        StampFormat own = !hasOffset ? Exact([""], format) : new StampFormat(
            (string text, out DateTime stamp, out TimeSpan offset) =>
            {
                bool isRead = DateTimeOffset.TryParseExact(
                    text, format, CultureInfo.InvariantCulture,
                    DateTimeStyles.AllowInnerWhite | DateTimeStyles.AssumeUniversal, out DateTimeOffset read);
                (stamp, offset) = (read.DateTime, read.Offset);
                return isRead;
            },
            StampZone.Written);
        return own.On(clock, [example]);
    }

    /// <summary>Reads a stamp.</summary>
    public bool TryRead(string text, out DateTime stamp)
    {
        if (!_read(text, out stamp, out TimeSpan offset))
        {
            return false;
        }

        if (_clock is { } clock && _names != StampZone.None)
        {
            if (clock.DayStart is not null && !clock.IsDay(stamp, offset))
            {
                // The first rows were days; later ones are not.
                _clock = clock = clock with { DayStart = null };
            }

            stamp = clock.TimeOf(stamp, offset);
            if (_offsets.Count == 0 || offset != _last.Offset)
            {
                _offsets.Add(offset);
            }

            _last = stamp >= _last.Stamp || _offsets.Count == 1 ? (stamp, offset) : _last;
        }

        return true;
    }

    /// <summary>Finds the form that reads every example.</summary>
    /// <param name="examples">Cells that are not empty.</param>
    /// <param name="plainNumbers">Whether numbers may be years or seconds since 1970: only where the column is known to
    /// hold times.</param>
    /// <param name="isAmbiguous">True if day and month cannot be distinguished.</param>
    /// <param name="clock">The clock of the times, such as that of a model; null for that of the first example.</param>
    /// <returns>The form, or null.</returns>
    public static StampFormat? Find(
        IReadOnlyList<string> examples, bool plainNumbers, out bool isAmbiguous, StampClock? clock = null)
    {
        isAmbiguous = false;
        if (examples.Count == 0 || (!plainNumbers && IsPlainNumber(examples[0])))
        {
            return null;
        }

        StampFormat? found = FindPlain(examples, plainNumbers, out isAmbiguous);
        return (found is null && !isAmbiguous ? FindSimplified(examples, plainNumbers, out isAmbiguous) : found)
            ?.On(clock, examples);
    }

    private static StampFormat? FindPlain(IReadOnlyList<string> examples, bool plainNumbers, out bool isAmbiguous)
    {
        isAmbiguous = false;
        if (_unambiguous.Concat(plainNumbers ? _named : []).FirstOrDefault(f => f.ReadsAll(examples)) is { } found)
        {
            return found;
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

    /// <summary>Finds the form of date and time of day, without what is written around them.</summary>
    private static StampFormat? FindSimplified(
        IReadOnlyList<string> examples, bool plainNumbers, out bool isAmbiguous)
    {
        isAmbiguous = false;
        var texts = new string[examples.Count];
        string first = StampText.Simplify(examples[0], out TimeSpan? offset);
        bool isZoned = offset is not null;
        if (!first.Any(char.IsAsciiDigit)
            || (!isZoned && examples.Take(Months).All(example => StampText.Simplify(example, out _) == example)))
        {
            return null;
        }

        for (int e = 0; e < texts.Length; e++)
        {
            texts[e] = StampText.Simplify(examples[e], out offset);
            if (offset is not null != isZoned)
            {
                return null;
            }
        }

        return FindPlain(texts, plainNumbers && !isZoned, out isAmbiguous) is not { } plain ? null : new StampFormat(
            (string text, out DateTime stamp, out TimeSpan own) =>
            {
                bool isRead = plain._read(StampText.Simplify(text, out TimeSpan? given), out stamp, out _);
                own = given ?? default;
                return isRead && given is not null == isZoned;
            },
            isZoned ? StampZone.Written : StampZone.None);
    }

    /// <summary>The form with a clock, where its stamps name one or a clock is given.</summary>
    private StampFormat On(StampClock? clock, IReadOnlyList<string> examples)
    {
        if (clock is null && _names == StampZone.None)
        {
            return this;
        }

        return new StampFormat(_read, _names)
        {
            _clock = (clock ?? ClockOf(examples)) with { Written = null },
            _isGiven = clock is not null,
        };
    }

    /// <summary>
    /// The clock of the first example: with it no hour is missing or doubled when offsets change with the summer. If
    /// all rows have the same time of day, they are days, and a change of the clock moves none of them.
    /// </summary>
    private StampClock ClockOf(IReadOnlyList<string> examples)
    {
        TimeSpan offset = default;
        var stamps = new List<DateTime>();
        foreach (string example in examples.Reverse())
        {
            stamps.Add(_read(example, out DateTime stamp, out offset) ? stamp : default);
        }

        bool areDays = _names == StampZone.Written && stamps.TrueForAll(s => s.TimeOfDay == stamps[0].TimeOfDay)
            && stamps.Exists(s => s.Date != stamps[0].Date);
        return new StampClock(offset) { DayStart = areDays ? stamps[0].TimeOfDay : null };
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
        return new StampFormat((string text, out DateTime stamp, out TimeSpan offset) =>
        {
            offset = default;
            return DateTime.TryParseExact(
                text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out stamp);
        });
    }

    private bool ReadsAll(IReadOnlyList<string> examples) => examples.All(e => _read(e, out _, out _));

    // The right reading gives a step that fits; the wrong one jumps about.
    private bool IsRegular(IReadOnlyList<string> examples)
    {
        DateTime[] stamps = [.. examples.Select(e => _read(e, out DateTime stamp, out _) ? stamp : default).Distinct()];
        return stamps.Length > 2
            && SeriesAudit.Of(stamps) is { Frequency: not null, Gaps.Count: 0, FirstUnsorted: null };
    }

    private static string Text(TimeSpan offset) => StampClock.TextOf(offset);

    private static bool TryReadQuarter(string text, out DateTime stamp, out TimeSpan offset)
    {
        Match match = Quarter().Match(text);
        (stamp, offset) = (default, default);
        if (match.Success)
        {
            string year = match.Groups[1].Value + match.Groups[4].Value;
            int quarter = (match.Groups[2].Value + match.Groups[3].Value)[0] - '1';
            stamp = new DateTime(int.Parse(year, CultureInfo.InvariantCulture), (quarter * 3) + 1, 1);
        }

        return match.Success;
    }

    private static bool TryReadWeek(string text, out DateTime stamp, out TimeSpan offset)
    {
        Match match = Week().Match(text);
        (stamp, offset) = (default, default);
        if (!match.Success)
        {
            return false;
        }

        int year = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        int week = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        int day = match.Groups[3].Success ? match.Groups[3].Value[0] - '0' : 1;
        bool isWeek = year is > 0 and < 9999 && week >= 1 && week <= ISOWeek.GetWeeksInYear(year);
        stamp = isWeek ? ISOWeek.ToDateTime(year, week, DayOfWeek.Monday).AddDays(day - 1) : default;
        return isWeek;
    }

    private static bool TryReadDigits(string text, out DateTime stamp, out TimeSpan offset) =>
        _digits._read(text, out stamp, out offset) && stamp.Year is >= 1900 and < 2100;

    private static bool TryReadMonth(string text, out DateTime stamp, out TimeSpan offset)
    {
        (stamp, offset) = (default, default);
        return text.Length == 6 && TryReadDigits(text + "0100", out stamp, out offset);
    }

    private static bool TryReadYear(string text, out DateTime stamp, out TimeSpan offset)
    {
        (offset, int year) = (default, 0);
        bool isYear = text.Length == 4
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out year)
            && year is >= 1000 and < 3000;
        stamp = isYear ? new DateTime(year, 1, 1) : default;
        return isYear;
    }

    // From 2000 to 2050.
    private static bool TryReadSerial(string text, out DateTime stamp, out TimeSpan offset)
    {
        offset = default;
        bool isSerial = double.TryParse(
            text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double days)
            && days is >= 36_526 and < 55_153;
        stamp = isSerial
            ? new DateTime(1899, 12, 30).AddSeconds(Math.Round(days * SecondsOfDay))
            : default;
        return isSerial;
    }

    private static bool TryReadUnix(string text, out DateTime stamp, out TimeSpan offset)
    {
        (stamp, offset) = (default, default);
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

    [GeneratedRegex(@"^(?:(?:FY ?)?(\d{4})[- ]?Q([1-4])|Q([1-4])[-/ ]?(?:FY ?)?(\d{4}))$")]
    private static partial Regex Quarter();

    [GeneratedRegex(@"^(\d{4})-?W(\d{1,2})(?:-?([1-7]))?$")]
    private static partial Regex Week();

    [GeneratedRegex(@"(?<!\p{L})(date|datum|fecha)|(date|datum)$|^(day|tag)$", RegexOptions.IgnoreCase)]
    private static partial Regex DateName();

    [GeneratedRegex(@"^(\d{4})(?:[-/ ]|(?=\d\d$))(\d{1,2})$")]
    private static partial Regex PlainWeek();

    [GeneratedRegex("^(week|wk|kw|woche|semaine|semana|yearweek|year_week)$", RegexOptions.IgnoreCase)]
    private static partial Regex WeekName();

    // Text that .NET copies from a form: in quotation marks, or after a backslash.
    [GeneratedRegex(@"'[^']*'|""[^""]*""|\\.")]
    private static partial Regex Literal();
}
