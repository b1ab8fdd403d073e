using System.Globalization;

namespace Carousel.Data;

/// <summary>A value that belongs to a whole series, such as a shop's region or floor space.</summary>
/// <param name="Text">The value as written in the file.</param>
/// <param name="Number">The value where it is a number, otherwise NaN.</param>
public readonly record struct StaticValue(string Text, float Number)
{
    /// <summary>True where the value is a number and not a category.</summary>
    public bool IsNumber => !float.IsNaN(Number);

    /// <summary>A value from its text: a number where it reads as one with a decimal point.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The value.</returns>
    public static StaticValue FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool isNumber = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number);
        return new StaticValue(text, isNumber && float.IsFinite(number) ? number : float.NaN);
    }
}
