using System.Globalization;
using Carousel.Jobs.Statistics;

namespace Carousel.Jobs.Measuring;

/// <summary>Measured figures as people read them: the same in the terminal, on the page and in the documents.</summary>
internal static class MeasuredText
{
    private const int Digits = 4;
    private const double Small = 1e-3, Large = 1e7;

    /// <summary>The text for an unknown number.</summary>
    public const string Unknown = "–";

    /// <summary>
    /// A number with four significant digits, whole numbers in full; powers of ten where it is very small or large.
    /// </summary>
    /// <param name="value">The number; not a number is unknown.</param>
    /// <returns>The text.</returns>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsPositiveInfinity(value) ? "∞" : double.IsNegativeInfinity(value) ? "−∞" : Unknown;
        }

        double size = Math.Abs(value);
        if (size > 0 && (size < Small || size >= Large))
        {
            string power = WithPower(value);
            return power.StartsWith("1·", StringComparison.Ordinal) ? power[2..] : power;
        }

        int decimals = double.IsInteger(value)
            ? 0
            : Math.Clamp(Digits - 1 - (int)Math.Floor(Math.Log10(size)), 0, Digits + 2);
        string text = value.ToString(
            "N" + Invariant.Of($"{decimals}"), CultureInfo.InvariantCulture);
        return (text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text).Replace('-', '−');
    }

    /// <summary>A number with a power of ten, such as <c>2.95·10⁻⁵</c>.</summary>
    /// <param name="value">The number, finite.</param>
    /// <returns>The text.</returns>
    public static string WithPower(double value)
    {
        string[] parts = Math.Abs(value).ToString("0.##e0", CultureInfo.InvariantCulture).Split('e');
        return $"{(value < 0 ? "−" : "")}{parts[0]}·{PowerOfTen(int.Parse(parts[1], CultureInfo.InvariantCulture))}";
    }

    /// <summary>A power of ten, such as <c>10⁻⁵</c>.</summary>
    /// <param name="exponent">The exponent.</param>
    /// <returns>The text.</returns>
    public static string PowerOfTen(int exponent)
    {
        string digits = Invariant.Of($"{exponent}");
        return $"10{string.Concat(digits.Select(d => d == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[d - '0']))}";
    }

    /// <summary>A figure's name for people.</summary>
    /// <param name="name">In snake case.</param>
    /// <returns>With blanks.</returns>
    public static string Name(string name) => name.Replace('_', ' ');

    /// <summary>An interval, such as <c>0.71 … 0.78</c>.</summary>
    /// <param name="interval">The interval, or null for none.</param>
    /// <returns>The text.</returns>
    public static string Interval(ConfidenceInterval? interval) =>
        interval is { } ends && double.IsFinite(ends.Low) && double.IsFinite(ends.High)
            ? $"{Number(ends.Low)} … {Number(ends.High)}"
            : Unknown;
}
