using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Parts of time stamps that are written around date and time of day: weekdays, zones, halves of the day, names of
/// months.
/// </summary>
internal static partial class StampText
{
    // Hours ahead of UTC, and abbreviations. Those with several meanings in use, such as IST, are left out.
    private static readonly Dictionary<string, string> _zones = ByName(
        "0 Z UTC GMT UT WET", "1 WEST BST CET MEZ", "2 CEST MESZ EET SAST", "3 EEST MSK", "8 SGT HKT AWST", "9 JST KST",
        "9.5 ACST", "10 AEST", "10.5 ACDT", "11 AEDT", "12 NZST", "13 NZDT", "-2.5 NDT", "-3 ADT BRT ART", "-3.5 NST",
        "-4 AST EDT", "-5 EST CDT", "-6 CST MDT", "-7 MST PDT", "-8 PST AKDT", "-9 AKST", "-10 HST");

    // German, Dutch, French, Italian and Spanish; English names are read by .NET.
    private static readonly Dictionary<string, string> _months = ByName(
        "Jan Januar Jänner Jän Januari Janvier Janv Gennaio Gen Enero Ene",
        "Feb Februar Februari Février Févr Fév Febbraio Febrero",
        "Mar März Mär Mrz Maart Mrt Mars Marzo",
        "Apr Avril Avr Aprile Abril Abr",
        "May Mai Mei Maggio Mag Mayo",
        "Jun Juni Juin Giugno Giu Junio",
        "Jul Juli Juillet Juil Luglio Lug Julio",
        "Aug Augustus Août Agosto Ago",
        "Sep Sept Septembre Settembre Set Septiembre",
        "Oct Oktober Okt Octobre Ottobre Ott Octubre",
        "Nov Novembre Noviembre",
        "Dec Dezember Dez Décembre Déc Dicembre Dic Diciembre");

    /// <summary>Date and time of day of a stamp, and its offset.</summary>
    /// <param name="text">The stamp.</param>
    /// <param name="offset">How far its clock is ahead of UTC; null where it names none.</param>
    /// <returns>What is left, in a form that is the same for all languages.</returns>
    public static string Simplify(string text, out TimeSpan? offset)
    {
        string rest = YearLast().Replace(Span().Replace(text, "$1"), "$1 $3 $2");
        Match zone = Zone().Match(rest);
        offset = zone.Success ? OffsetOf(zone) : null;
        rest = offset is null ? rest : zone.Groups["rest"].Value;
        rest = Weekday().Replace(rest, "");
        rest = HalfOfDay().Replace(rest, " $1M");
        rest = Joint().Replace(rest, " ");
        rest = Fraction().Replace(rest, "$1.$2");
        rest = Ordinal().Replace(rest, "");
        rest = Word().Replace(rest, word => _months.GetValueOrDefault(word.Groups[1].Value, word.Groups[1].Value));
        return rest.Trim();
    }

    /// <summary>The first word of each line by each of the others.</summary>
    private static Dictionary<string, string> ByName(params string[] lines) => lines
        .Select(words => words.Split(' '))
        .SelectMany(words => words.Skip(1).Select(name => (Name: name, First: words[0])))
        .ToDictionary(n => n.Name, n => n.First, StringComparer.OrdinalIgnoreCase);

    private static TimeSpan? OffsetOf(Match zone)
    {
        if (!zone.Groups["sign"].Success)
        {
            return _zones.TryGetValue(zone.Groups["name"].Value, out string? hours)
                ? TimeSpan.FromHours(double.Parse(hours, CultureInfo.InvariantCulture))
                : null;
        }

        // Without a time of day before it, -01 is a part of the date.
        if (!zone.Groups["name"].Success && !zone.Groups["rest"].Value.Contains(':'))
        {
            return null;
        }

        int minutes = (Number(zone.Groups["hours"]) * 60) + Number(zone.Groups["minutes"]);
        return minutes > StampClock.MostMinutes ? null
            : TimeSpan.FromMinutes(zone.Groups["sign"].Value == "+" ? minutes : -minutes);
    }

    private static int Number(Group digits) =>
        digits.Success ? int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^(?<rest>.*?\d(?:\s?[AaPp]\.?[Mm]\.?)?)\s?(?:(?<name>UTC|GMT)?(?<sign>[+\-−])(?<hours>\d{1,2})"
            + @"(?::?(?<minutes>[0-5]\d))?|(?<name>[A-Za-z]{1,4}))(?:\s?\([^)]*\)|\[[^\]]*\])?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Zone();

    // 01.05.2021 00:00 - 01.05.2021 01:00
    [GeneratedRegex(@"^(\d\S+ \d{1,2}:\d{2}(?::\d{2})?) [-–] \d\S+ \d{1,2}:\d{2}(?::\d{2})?$")]
    private static partial Regex Span();

    // Sun May 30 23:00:00 CEST 2021
    [GeneratedRegex(@"^(.*\d{1,2}:\d{2}(?::\d{2})?) ([A-Za-z]{1,4}) (\d{4})$", RegexOptions.CultureInvariant)]
    private static partial Regex YearLast();

    [GeneratedRegex(
        @"^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tues?|Wed|Thu|Thurs?|Fri|Sat|Sun"
            + @"|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Sonnabend|Mo|Di|Mi|Do|Fr|Sa|So)\.?,?\s+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Weekday();

    [GeneratedRegex(@"(?<=\d)\s*([AaPp])\.?\s?[Mm]\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex HalfOfDay();

    // The text between date and time of day, and after it: 30.05.2021, um 14:00 Uhr; May 30, 2021 at 2:00 PM.
    [GeneratedRegex(
        @",?\s+(?:at|um)\s+(?=\d)|,\s+(?=\d{1,2}(?::\d{2}| [AP]M$))|\s+Uhr$|(?<=\d)_(?=\d{1,2}:)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Joint();

    // The fraction after a comma or a point, of which seven digits are kept.
    [GeneratedRegex(@"(:\d{2})[,.](\d{1,7})\d{0,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"(?<=\d)(?:st|nd|rd|th)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"(\p{L}{3,})\.?", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
