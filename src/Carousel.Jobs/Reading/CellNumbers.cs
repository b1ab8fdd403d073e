using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>Reads numbers from cells; reports other cells in one sentence.</summary>
internal sealed partial class CellNumbers(char decimalSeparator, IReadOnlyList<string> missing)
{
    /// <summary>How messages call the rows of requests, which have no options.</summary>
    public const string Request = "row";

    private static readonly OptionTable _names = OptionTable.Of(typeof(ReadOptions));

    private readonly HashSet<string> _missing = [.. missing];

    /// <summary>The decimal separator.</summary>
    public char DecimalSeparator { get; } = decimalSeparator;

    /// <summary>Whether semicolons separate columns and dates have points, as where points divide thousands.</summary>
    public bool HasDatesWithPoints { get; init; }

    /// <summary>Whether a text means a missing value: one that was asked for, or a usual one.</summary>
    public bool IsMissing(string text) => MissingMarks.IsUsual(text) || IsAsked(text);

    /// <summary>Whether a text is one of those that were asked for.</summary>
    public bool IsAsked(string text) => _missing.Contains(text);

    /// <summary>Reads a finite number.</summary>
    public bool TryRead(string text, out float value) => TryReadAs(text, out value);

    /// <summary>The same in double precision, where that of the columns is not enough.</summary>
    public bool TryReadExactly(string text, out double value) => TryReadAs(text, out value);

    /// <summary>Whether a text is a number for a human, however it is written: <c>1_000</c>, <c>1e200</c>, <c>$
    /// 12</c>, <c>12 %</c>.</summary>
    public static bool IsMeant(string text) => HumanNumber().IsMatch(text) || IsInfinite(text);

    /// <summary>What is wrong with a cell that <see cref="TryRead"/> refuses.</summary>
    public DataFormatException Refuse(string path, long line, int column, string name, string text) =>
        _names.Unfit(path, line, column, path == Request
            ? (OptionSentence)$"'{text}' in column '{name}' must be a number up to 3.4e38, or null for a missing value."
            : $"{Reason(name, text, isColumn: false)}.");

    /// <summary>What is wrong with a column of which no number, or hardly one, can be read.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="row">A row whose cell is refused.</param>
    /// <param name="column">The column, from 0.</param>
    /// <param name="name">Its name.</param>
    /// <param name="otherwise">What may be done but write numbers.</param>
    public DataFormatException RefuseColumn(
        string path, CsvLine row, int column, string name, OptionSentence otherwise) =>
        _names.Unfit(path, row.Line, column + 1, $"{Reason(name, row.Cells[column], isColumn: true)}, or {otherwise}.");

    private bool TryReadAs<T>(string text, out T value)
        where T : struct, IFloatingPointIeee754<T>
    {
        value = T.NaN;
        return TryPlain(text, out string plain)
            && T.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && T.IsFinite(value);
    }

    private bool TryPlain(string text, out string plain)
    {
        plain = text;
        if (DecimalSeparator == ',')
        {
            // 1.234.567,5: points may then only separate thousands.
            if (text.Contains('.') && !PointGroups().IsMatch(text))
            {
                return false;
            }

            plain = text.Replace(".", "").Replace(',', '.');
        }

        return true;
    }

    // A sentence or two without the last full stop.
    private OptionSentence Reason(string name, string text, bool isColumn)
    {
        if (text.Length == 0)
        {
            return $"the cell of column '{name}' is empty. Write a number";
        }

        OptionSentence cell = $"'{text}' in column '{name}'", asGap = $"pass {{Missing}} '{text}' to read it as a gap";
        if (IsInfinite(text))
        {
            OptionSentence advice = isColumn
                ? (OptionSentence)"Write numbers up to 3.4e38"
                : $"Correct it, or {asGap}";
            return $"{cell} is infinite or too large. {advice}";
        }

        if (DecimalSeparator == '.' && CommaThousand().IsMatch(text))
        {
            return $"{cell} has a decimal comma or a thousands separator. Pass {{DecimalSeparator}} ',' if the first, "
                + $"'.' if the second";
        }

        if (DecimalSeparator == '.' && CommaNumber().IsMatch(text))
        {
            return $"{cell} has a decimal comma. Pass {{DecimalSeparator}} ',' to read it";
        }

        if (DecimalSeparator == ',' && PointNumber().IsMatch(text))
        {
            return $"{cell} has a decimal point, but decimal commas are being read. Pass {{DecimalSeparator}} '.' or "
                + $"write one kind only";
        }

        OptionSentence none = $"'{text}' is not a number in column '{name}'.";
        if (!text.Any(char.IsAsciiDigit))
        {
            return $"{none} Pass {{Missing}} '{text}' to read it as a gap";
        }

        string digits = DecimalSeparator == ',' ? "comma, such as 12,5" : "point, such as 12.5";
        OptionSentence write = $"{none} Write only digits and a decimal {digits}";
        return isColumn ? write : $"{write}, or {asGap}";
    }

    private static bool IsInfinite(string text)
    {
        string bare = text.TrimStart('+', '-');
        return bare.ToUpperInvariant() is "INF" or "INFINITY" or "∞"
            || (float.TryParse(bare, NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
            && float.IsInfinity(value));
    }

    [GeneratedRegex(@"^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$")]
    private static partial Regex PointGroups();

    [GeneratedRegex(@"^[+-]?[1-9]\d{0,2}(,\d{3})+$")]
    private static partial Regex CommaThousand();

    // 1.234, which is a thousand where commas are decimal.
    [GeneratedRegex(@"^[+-]?[1-9][0-9]{0,2}\.[0-9]{3}$")]
    public static partial Regex PointThousand();

    [GeneratedRegex(@"^[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+$")]
    public static partial Regex CommaNumber();

    // No address of four bytes; a sign and a currency; digits, perhaps in groups; decimals and a power; percent.
    [GeneratedRegex(
        @"^(?!\d{1,3}(\.\d{1,3}){3}$)[+-]?\s?\p{Sc}?\s?(\d+(_\d+)*|\d{1,3}([ \u00A0\u202F'’.,]\d{3})+)"
            + @"([.,]\d+)?([eE][+-]?\d+)?\s?[%\p{Sc}]?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex HumanNumber();

    [GeneratedRegex(@"^[+-]?\d+\.\d+$")]
    internal static partial Regex PointNumber();
}
