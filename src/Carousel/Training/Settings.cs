using System.Globalization;
using System.Runtime.CompilerServices;

namespace Carousel.Training;

/// <summary>
/// Names and values of options: checked when set, and written down so that a checkpoint knows its own.
/// </summary>
internal static class Settings
{
    public static double Positive(double value, [CallerMemberName] string name = "") =>
        value > 0 && double.IsFinite(value) ? value : throw OutOfRange(name, value, "positive and finite");

    public static double ZeroOrMore(double value, [CallerMemberName] string name = "") =>
        value >= 0 && double.IsFinite(value) ? value : throw OutOfRange(name, value, "0 or more and finite");

    public static double Share(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and < 1 ? value : throw OutOfRange(name, value, "at least 0 and below 1");

    public static int AtLeast(int least, int value, [CallerMemberName] string name = "") =>
        value >= least ? value : throw OutOfRange(name, value, $"{least} or more");

    public static KeyValuePair<string, string> Of(string name, object value) =>
        new(
            name,
            value is IFormattable number
                ? number.ToString(null, CultureInfo.InvariantCulture)
                : value.ToString() ?? "");

    private static ArgumentOutOfRangeException OutOfRange(string name, IFormattable value, string range) =>
        new(name, $"{name} must be {range}, but is {value.ToString(null, CultureInfo.InvariantCulture)}.");
}
