using System.Globalization;

namespace Carousel.Jobs.Fitting;

/// <summary>Numbers as people read them: the same in the terminal and in the report.</summary>
internal static class FigureText
{
    private const int MostDecimals = 9;
    private const double Huge = 1e12;
    private const int MostShown = 40;

    /// <summary>The text for an unknown number.</summary>
    public const string Unknown = "–";

    /// <summary>A number with a fixed count of decimals.</summary>
    /// <param name="number">The number; not finite is unknown.</param>
    /// <param name="decimals">How many decimals.</param>
    /// <returns>The text.</returns>
    public static string Number(double number, int decimals) => !double.IsFinite(number) ? Unknown
        : Math.Abs(number) < Huge ? number.ToString($"N{decimals}", CultureInfo.InvariantCulture)
        : Invariant.Of($"{number:0.##e0}");

    /// <summary>A number with about three meaningful digits.</summary>
    /// <param name="number">The number; not finite is unknown.</param>
    /// <returns>The text.</returns>
    public static string Number(double number) => Number(number, Decimals([number]));

    /// <summary>A whole number, thousands apart.</summary>
    /// <param name="number">The number.</param>
    /// <returns>The text.</returns>
    public static string Count(long number) => Invariant.Of($"{number:N0}");

    /// <summary>A whole number of things.</summary>
    /// <param name="number">The number.</param>
    /// <param name="unit">What one of them is called; more of them have an s.</param>
    /// <returns>Such as <c>1 sentence</c> or <c>1,024 sentences</c>.</returns>
    public static string Counted(long number, string unit) => $"{Count(number)} {unit}{(number == 1 ? "" : "s")}";

    /// <summary>Some texts, separated by commas.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="most">The most that are shown; … follows them if there are more.</param>
    /// <returns>Such as <c>a, b, …</c>.</returns>
    public static string Listed(IReadOnlyList<string> texts, int most) =>
        $"{string.Join(", ", texts.Take(most))}{(texts.Count > most ? ", …" : "")}";

    /// <summary>A share in percent.</summary>
    /// <param name="share">0 … 1; not finite is unknown.</param>
    /// <param name="decimals">How many decimals.</param>
    /// <returns>Such as <c>98.1 %</c>.</returns>
    public static string Percent(double share, int decimals = 1) =>
        double.IsFinite(share) ? $"{Number(100 * share, decimals)} %" : Unknown;

    /// <summary>A size in memory.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>Such as <c>1.2 MB</c>.</returns>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} bytes",
        < 1_000_000 => $"{Scaled(bytes, 1e3)} kB",
        < 1_000_000_000 => $"{Scaled(bytes, 1e6)} MB",
        _ => $"{Scaled(bytes, 1e9)} GB",
    };

    /// <summary>A time as <c>0:09</c> or <c>1:02:03</c>.</summary>
    /// <param name="time">The time, rounded up to seconds.</param>
    /// <returns>The text.</returns>
    public static string Clock(TimeSpan time)
    {
        var seconds = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, time.TotalSeconds)));
        return seconds.TotalHours >= 1
            ? Invariant.Of($"{(long)seconds.TotalHours}:{seconds.Minutes:00}:{seconds.Seconds:00}")
            : Invariant.Of($"{seconds.Minutes}:{seconds.Seconds:00}");
    }

    /// <summary>How many decimals show three digits of the smallest of some numbers.</summary>
    /// <param name="numbers">The numbers of a column.</param>
    /// <returns>0 … 9.</returns>
    public static int Decimals(IEnumerable<double> numbers)
    {
        double[] sizes = [.. numbers.Select(Math.Abs).Where(n => n > 0 && double.IsFinite(n))];
        return sizes.Length == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(sizes.Min())), 0, MostDecimals);
    }

    /// <summary>A whole text, or its first 40 characters.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text, followed by … if it was cut.</returns>
    public static string Shortened(string text) => text.Length <= MostShown ? text : $"{text[..MostShown]}…";

    private static string Scaled(long bytes, double unit) =>
        (bytes / unit).ToString(bytes / unit < 10 ? "0.#" : "0", CultureInfo.InvariantCulture);
}
