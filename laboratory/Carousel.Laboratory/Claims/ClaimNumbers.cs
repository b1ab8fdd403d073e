using System.Globalization;
using Carousel.Jobs.Measuring;

namespace Carousel.Laboratory.Claims;

/// <summary>Numbers in the sentences and tables of claims.</summary>
internal static class ClaimNumbers
{
    private const double Smallest = 1e-3, Largest = 1e6;

    /// <summary>About three digits: 0.37, 12.5, 1,230, and 2.95·10⁻⁵ where it is very small or large.</summary>
    public static string Short(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
        }

        double size = Math.Abs(value);
        if (size == 0)
        {
            return "0";
        }

        string sign = value < 0 ? "−" : "";
        if (size is >= Smallest and < Largest)
        {
            int decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(size)), 0, 6);
            string digits = size.ToString($"N{decimals}", CultureInfo.InvariantCulture);
            return sign + (decimals > 0 ? digits.TrimEnd('0').TrimEnd('.') : digits);
        }

        return MeasuredText.WithPower(value);
    }

    /// <summary>A power of ten, such as 10⁻⁵, for an exponent that is rounded to one.</summary>
    public static string PowerOfTen(double exponent) => MeasuredText.PowerOfTen((int)Math.Round(exponent));

    /// <summary>A whole number with commas.</summary>
    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share as a whole percentage.</summary>
    public static string Percent(double share) => Percent(share, "0");

    /// <summary>A share to a tenth of a percent.</summary>
    public static string PercentTenths(double share) => Percent(share, "0.0");

    private static string Percent(double share, string format) =>
        double.IsNaN(share)
            ? "–"
            : (100 * share).ToString(format, CultureInfo.InvariantCulture).Replace('-', '−') + " %";
}
