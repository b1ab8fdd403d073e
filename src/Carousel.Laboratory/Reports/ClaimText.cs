using System.Globalization;
using Carousel.Laboratory.Claims;
using Carousel.Tasks.Measuring;

namespace Carousel.Laboratory.Reports;

/// <summary>Figures of claims in words: the same in the terminal, on the page and in the documents.</summary>
public static class ClaimText
{
    private const int Digits = 4;
    private const double Small = 1e-3;
    private const double Large = 1e7;

    /// <summary>What stands for a number that is not known.</summary>
    public const string Unknown = "–";

    /// <summary>A number with four significant digits, whole numbers in full; powers of ten where it is very small or large.</summary>
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
            string power = ClaimNumbers.Short(value);
            return power.StartsWith("1·", StringComparison.Ordinal) ? power[2..] : power;
        }

        int decimals = double.IsInteger(value) ? 0 : Math.Clamp(Digits - 1 - (int)Math.Floor(Math.Log10(size)), 0, Digits + 2);
        string text = value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return (text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text).Replace('-', '−');
    }

    /// <summary>A figure's name for people.</summary>
    /// <param name="name">In snake case.</param>
    /// <returns>With blanks.</returns>
    public static string Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Replace('_', ' ');
    }

    /// <summary>An interval, such as <c>0.71 … 0.78</c>.</summary>
    /// <param name="interval">The interval, or null for none.</param>
    /// <returns>The text.</returns>
    public static string Interval(FigureInterval? interval) =>
        interval is { } ends && double.IsFinite(ends.Low) && double.IsFinite(ends.High) ? $"{Number(ends.Low)} … {Number(ends.High)}" : Unknown;

    /// <summary>Bounds, such as <c>at most 0.001</c>.</summary>
    /// <param name="expected">The bounds.</param>
    /// <returns>The text.</returns>
    public static string Bounds(ExpectedFigure expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        return (double.IsFinite(expected.Low), double.IsFinite(expected.High)) switch
        {
            (true, true) when expected.Low == expected.High => Number(expected.Low),
            (true, true) => $"{Number(expected.Low)} to {Number(expected.High)}",
            (true, false) => $"at least {Number(expected.Low)}",
            (false, true) => $"at most {Number(expected.High)}",
            _ => "any",
        };
    }

    /// <summary>Whether a claim holds, in a sentence.</summary>
    /// <param name="holds">As measured.</param>
    /// <returns>The sentence.</returns>
    public static string Verdict(bool? holds) => holds switch
    {
        true => "The claim holds: every expected figure is within its bounds.",
        false => "The claim does not hold here: a figure is outside the bounds that were set for it.",
        null => "Whether the claim holds is not decided: a figure that decides it is not known here.",
    };

    /// <summary>Seeds in words, such as <c>seeds 1 to 5</c>.</summary>
    /// <param name="seeds">They follow each other.</param>
    /// <returns>The text.</returns>
    public static string Seeds(IReadOnlyList<ulong> seeds)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        return seeds.Count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"seed {seeds[0]}")
            : string.Create(CultureInfo.InvariantCulture, $"seeds {seeds[0]} to {seeds[^1]}");
    }
}
