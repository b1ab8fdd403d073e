using System.Globalization;

namespace Carousel.Laboratory.Claims.Brackets;

/// <summary>Numbers of brackets in words.</summary>
internal static class BracketText
{
    /// <summary>Such as <c>2 kinds</c>.</summary>
    public static string Kinds(int kinds) =>
        kinds == 1 ? "1 kind" : string.Create(CultureInfo.InvariantCulture, $"{kinds} kinds");

    /// <summary>The part of a figure's name, such as <c>2_kinds</c>.</summary>
    public static string Key(int kinds) => Kinds(kinds).Replace(' ', '_');

    /// <summary>
    /// A share to a hundredth of a percent, cut and not rounded, so that only what is whole reads as 100 %.
    /// </summary>
    public static string Percent(double share) => double.IsNaN(share)
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor((10_000 * share) + 1e-9) / 100:0.00} %");
}
