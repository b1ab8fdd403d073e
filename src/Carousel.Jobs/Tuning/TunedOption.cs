using System.Globalization;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Tuning;

/// <summary>An option that a search varies: a range of whole or real numbers, or some words.</summary>
internal sealed class TunedOption
{
    // From this ratio of the ends on, equal ratios are equally likely.
    private const double LogarithmicRatio = 8;
    private const int Digits = 3;

    private readonly double _low, _high;

    private TunedOption(string name, IReadOnlyList<string> choices) => (Name, Choices) = (name, choices);

    private TunedOption(string name, double low, double high, bool isWhole)
    {
        (Name, Choices, _low, _high, IsWhole) = (name, [], low, high, isWhole);
        IsLogarithmic = low > 0 && high / low >= LogarithmicRatio;
    }

    /// <summary>The option's name without dashes, such as <c>hidden</c>.</summary>
    public string Name { get; }

    /// <summary>The words to choose from; empty for a range.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <summary>Whether it is a range of whole numbers.</summary>
    public bool IsWhole { get; }

    /// <summary>Whether equal ratios of a range are equally likely, not equal differences.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>Whether it is a range.</summary>
    public bool IsRange => Choices.Count == 0;

    /// <summary>The words, or both ends of the range.</summary>
    public IReadOnlyList<string> Ends => IsRange ? [Draw(0), Draw(1)] : Choices;

    /// <summary>
    /// Reads an option such as <c>hidden=16..128</c>, <c>learning-rate=1e-4..1e-2</c> or <c>dropout=0,0.2,0.5</c>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The option.</returns>
    /// <exception cref="OptionException">The text can't be understood.</exception>
    public static TunedOption Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? "" : text[..equals].Trim().TrimStart('-');
        string values = text[(equals + 1)..].Trim();
        if (name.Length == 0 || values.Length == 0)
        {
            throw new OptionException(
                $"{{Search}} '{text}' is not understood: write an option and its values, such as hidden=16..128, "
                + $"learning-rate=1e-4..1e-2 or dropout=0,0.2,0.5.");
        }

        int dots = values.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            string[] choices = values.Split(
                ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return choices.Length > 0 && choices.Distinct().Count() == choices.Length
                ? new TunedOption(name, choices)
                : throw new OptionException(
                    $"{{Search}} '{text}' names a value twice, or none. Write each value once.");
        }

        string low = values[..dots];
        string high = values[(dots + 2)..];
        if (!OptionValues.IsNumber(low, out double first) || !OptionValues.IsNumber(high, out double last)
            || first >= last)
        {
            throw new OptionException(
                $"{{Search}} '{text}' is not understood: a range goes from a smaller to a larger number, such "
                + $"as {name}=16..128.");
        }

        bool isWhole = long.TryParse(low, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            && long.TryParse(high, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            && last - first > 1;
        return new TunedOption(name, first, last, isWhole);
    }

    /// <summary>A value.</summary>
    /// <param name="uniform">0 … 1, 1 excluded: the same gives the same value.</param>
    /// <returns>The value in the form of the command line; real numbers have three significant digits.</returns>
    public string Draw(double uniform)
    {
        if (!IsRange)
        {
            return Choices[(int)(uniform * Choices.Count)];
        }

        // Whole numbers are the middles of equal shares, so that the ends are as likely as the others.
        double low = IsWhole ? _low - 0.5 : _low;
        double high = IsWhole ? _high + 0.5 : _high;
        double value = IsLogarithmic ? low * Math.Pow(high / low, uniform) : low + (uniform * (high - low));
        return IsWhole
            ? Math.Clamp(Math.Round(value), _low, _high).ToString("0", CultureInfo.InvariantCulture)
            : Math.Clamp(Rounded(value), _low, _high).ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns>Such as <c>hidden=16..128</c>.</returns>
    public override string ToString() => IsRange
        ? FormattableString.Invariant($"{Name}={_low:R}..{_high:R}")
        : $"{Name}={string.Join(',', Choices)}";

    private static double Rounded(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - Digits + 1);
        return double.Parse(
            (Math.Round(value / unit) * unit).ToString("G6", CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
    }
}
