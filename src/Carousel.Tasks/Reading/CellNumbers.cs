using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Data;

namespace Carousel.Tasks.Reading;

/// <summary>Reads numbers from cells, and says in one sentence what a cell holds that is none.</summary>
internal sealed partial class CellNumbers(char decimalSeparator, IReadOnlyList<string> missing)
{
    private readonly HashSet<string> _missing = [.. missing.Where(m => m.Length > 0)];

    /// <summary>The decimal separator.</summary>
    public char DecimalSeparator { get; } = decimalSeparator;

    /// <summary>Whether a text stands for a missing value. An empty cell does not.</summary>
    public bool IsMissing(string text) => _missing.Contains(text);

    /// <summary>Reads a finite number.</summary>
    public bool TryRead(string text, out float value)
    {
        string plain = text;
        if (DecimalSeparator == ',')
        {
            // 1.234.567,5: points may then only separate thousands.
            bool grouped = text.Contains('.', StringComparison.Ordinal);
            if (grouped && !PointGroups().IsMatch(text))
            {
                value = float.NaN;
                return false;
            }

            plain = text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        }

        bool read = float.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        return read && float.IsFinite(value);
    }

    /// <summary>What is wrong with a cell that <see cref="TryRead"/> refuses.</summary>
    public DataFormatException Refuse(string path, long line, int column, string name, string text) =>
        new(path, line, column, Reason(name, text));

    private string Reason(string name, string text)
    {
        if (text.Length == 0)
        {
            return $"the cell of column '{name}' is empty. Pass --missing '' to read empty cells as gaps.";
        }

        if (IsInfinite(text))
        {
            return $"'{text}' in column '{name}' is infinite or too large. Correct it, or pass --missing '{text}' to read it as a gap.";
        }

        if (DecimalSeparator == '.' && CommaThousand().IsMatch(text))
        {
            return $"'{text}' in column '{name}' has a decimal comma or a thousands separator. Pass --decimal ',' if the first, remove the comma if the second.";
        }

        if (DecimalSeparator == '.' && CommaNumber().IsMatch(text))
        {
            return $"'{text}' in column '{name}' has a decimal comma. Pass --decimal ',' to read it.";
        }

        if (DecimalSeparator == ',' && PointNumber().IsMatch(text))
        {
            return $"'{text}' in column '{name}' has a decimal point, but decimal commas are being read. Pass --decimal '.' or write one kind only.";
        }

        return text.Any(char.IsAsciiDigit)
            ? $"'{text}' is not a number in column '{name}'. Write digits and a decimal point alone, such as 12.5, or pass --missing '{text}' to read it as a gap."
            : $"'{text}' is not a number in column '{name}'. Pass --missing '{text}' to read it as a gap.";
    }

    private static bool IsInfinite(string text)
    {
        string bare = text.TrimStart('+', '-');
        bool named = bare.Equals("inf", StringComparison.OrdinalIgnoreCase) || bare.Equals("infinity", StringComparison.OrdinalIgnoreCase) || bare == "∞";
        return named || (bare.Length > 0 && char.IsAsciiDigit(bare[0])
            && float.TryParse(bare, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsInfinity(value));
    }

    [GeneratedRegex(@"^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$")]
    private static partial Regex PointGroups();

    [GeneratedRegex(@"^[+-]?[1-9]\d{0,2}(,\d{3})+$")]
    private static partial Regex CommaThousand();

    [GeneratedRegex(@"^[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+$")]
    internal static partial Regex CommaNumber();

    [GeneratedRegex(@"^[+-]?\d+\.\d+$")]
    internal static partial Regex PointNumber();
}
