using Carousel.Jobs.Fitting;

namespace Carousel.Cli.Rendering;

/// <summary>How numbers are written for people: thousands apart, as many decimals as carry meaning.</summary>
internal static class Figures
{
    /// <summary>What stands where a number is unknown.</summary>
    public const string Unknown = FigureText.Unknown;

    public static string Count(long number) => FigureText.Count(number);

    /// <summary>A number with about three meaningful digits.</summary>
    public static string Number(double number) => Number(number, Decimals([number]));

    public static string Number(double number, int decimals) => FigureText.Number(number, decimals);

    /// <summary>How many decimals show three digits of the smallest of some numbers.</summary>
    public static int Decimals(IEnumerable<double> numbers) => FigureText.Decimals(numbers);

    public static string Bytes(long bytes) => FigureText.Bytes(bytes);
}
