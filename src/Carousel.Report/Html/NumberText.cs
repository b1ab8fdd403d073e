using System.Globalization;

namespace Carousel.Report.Html;

/// <summary>Numbers as the report shows them; web/src/format.ts does the same for what charts show.</summary>
internal static class NumberText
{
    private const int SignificantDigits = 4;

    /// <summary>
    /// A number with the given count of decimals, or with four significant digits, and commas between thousands.
    /// </summary>
    public static string Of(double value, int? decimals)
    {
        if (double.IsNaN(value))
        {
            return "–";
        }

        if (decimals is null && value != 0 && (Math.Abs(value) >= 1e9 || Math.Abs(value) < 1e-4))
        {
            return value.ToString("0.###e0", CultureInfo.InvariantCulture).Replace('-', '−');
        }

        int count = decimals ?? (double.IsInteger(value) ? 0 : DecimalsFor(value));
        return value.ToString("N" + count.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            .Replace('-', '−');
    }

    // The size after rounding counts: 0.99999 is 1.000.
    private static int DecimalsFor(double value)
    {
        double rounded = double.Parse(
            Math.Abs(value).ToString("E3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Clamp(SignificantDigits - 1 - (int)Math.Floor(Math.Log10(rounded)), 0, 8);
    }
}
