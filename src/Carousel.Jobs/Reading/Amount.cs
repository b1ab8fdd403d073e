using System.Globalization;
using System.Text.RegularExpressions;

namespace Carousel.Jobs.Reading;

/// <summary>A number as people write it: <c>$1,234.50</c>, <c>€ 1.234,50</c>, <c>1 234,5 kr</c>, <c>(1,234)</c>,
/// <c>$ (1,234)</c>, <c>1,234-</c>, <c>12 %</c>.</summary>
/// <param name="Mark">The sign of a currency or percent; empty for none.</param>
/// <param name="Thousands">What divides thousands where points are decimal, and where commas are; '\0' for
/// nothing.</param>
/// <param name="IsBracketed">Whether brackets make it negative.</param>
/// <param name="AsPoint">The number where points are decimal; null where it can't be one.</param>
/// <param name="AsComma">The number where commas are decimal; null where it can't be one.</param>
internal readonly partial record struct Amount(
    string Mark, (char Point, char Comma) Thousands, bool IsBracketed, double? AsPoint, double? AsComma)
{
    private const int Longest = 64;

    private const string Marks =
        @"[A-Z]{0,3}\p{Sc}|USD|EUR|GBP|JPY|CHF|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|TRY|CNY|INR|AUD|CAD|NZD|ZAR|BRL|MXN"
        + @"|KRW|SGD|HKD|ILS|RUB|UAH|kr\.?|zł|Kč|Ft|Fr\.|Rs\.?";

    /// <summary>Whether the two ways of reading it differ.</summary>
    public bool IsAmbiguous => AsPoint is { } point && AsComma is { } comma && point != comma;

    /// <summary>The number by its decimal separator; null where it can't be one.</summary>
    public double? By(char separator) => separator == ',' ? AsComma : AsPoint;

    /// <summary>Understands a text.</summary>
    /// <returns>Null if it is not a number.</returns>
    public static Amount? Parse(string text)
    {
        Match match = text.Length > Longest ? Match.Empty
            : Form().Match(Ledger().Replace(text, "${open}${minus}${mark}${body}${end}"));
        if (!match.Success || (match.Groups["mark"].Success && match.Groups["behind"].Success))
        {
            return null;
        }

        bool isBracketed = match.Groups["open"].Success;
        string body = match.Groups["body"].Value.Replace('-', '0');
        double sign = isBracketed || match.Groups["minus"].Success ? -1 : 1;
        (double Number, char Thousands)? point = Read(Point().Match(body), sign);
        (double Number, char Thousands)? comma = Read(Comma().Match(body), sign);
        return point is null && comma is null ? null : new Amount(
            match.Groups["mark"].Value + match.Groups["behind"].Value,
            (point?.Thousands ?? '\0', comma?.Thousands ?? '\0'), isBracketed, point?.Number, comma?.Number);
    }

    /// <summary>Reads an amount without knowledge of others: only one that can be read in a single way.</summary>
    /// <param name="text">The text.</param>
    /// <param name="separator">The decimal separator that was asked for; null where none was.</param>
    /// <param name="value">The number.</param>
    public static bool TryRead(string text, char? separator, out float value)
    {
        value = float.NaN;
        if (Parse(text) is not { } amount || (separator is null && amount.IsAmbiguous))
        {
            return false;
        }

        value = (float)((separator is { } asked ? amount.By(asked) : amount.AsPoint ?? amount.AsComma) ?? double.NaN);
        return float.IsFinite(value);
    }

    private static (double Number, char Thousands)? Read(Match match, double sign)
    {
        if (!match.Success || match.Length == 0)
        {
            return null;
        }

        string whole = string.Concat(match.Groups["whole"].Value.Where(char.IsAsciiDigit));
        string number = $"0{whole}.{match.Groups["rest"].Value}0";
        char thousands = match.Groups["by"].Success ? match.Groups["by"].Value[0] : '\0';
        return (sign * double.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), thousands);
    }

    // An address of four bytes is not an amount.
    [GeneratedRegex(
        @"^(?![0-9]{1,3}(\.[0-9]{1,3}){3}$)(?:(?<open>\()(?=[^)]*\)$)|(?:\+|(?<minus>[-−])))?\s?"
            + @"(?<mark>" + Marks + @")?\s?(?:(?<!\(.*)(?<!^[-−+].*)(?<minus>[-−]))?"
            + @"(?<body>[0-9.,]|[0-9.,][0-9.,'’\s]*[0-9.,]|(?<=\p{Sc}\s*)-)\s?(?<behind>" + Marks
            + @"|%)?(?(open)\)|)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    // As spreadsheets and ledgers write negative amounts: $ (300.00), 300.00-. They write $ - for zero.
    [GeneratedRegex(
        @"^(?<mark>[^\s\d().,-]+)\s*(?<open>\()(?<body>[^()]*)(?<end>\))$|^(?<body>\d[\d.,'’\s]*)(?<minus>-)$")]
    private static partial Regex Ledger();

    [GeneratedRegex(
        @"^(?<whole>[0-9]+|[1-9][0-9]{0,2}(?:(?<by>[,'’\s])[0-9]{3})(?:\k<by>[0-9]{3})*)?(?:\.(?<rest>[0-9]+))?$")]
    private static partial Regex Point();

    [GeneratedRegex(
        @"^(?<whole>[0-9]+|[1-9][0-9]{0,2}(?:(?<by>[.'’\s])[0-9]{3})(?:\k<by>[0-9]{3})*)?(?:,(?<rest>[0-9]+))?$")]
    private static partial Regex Comma();
}
