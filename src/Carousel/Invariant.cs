using System.Globalization;
using System.Runtime.CompilerServices;

namespace Carousel;

/// <summary>A text whose numbers and times are written in the same way everywhere.</summary>
/// <param name="literalLength">Characters outside the holes.</param>
/// <param name="formattedCount">Holes.</param>
[InterpolatedStringHandler]
internal ref struct Invariant(int literalLength, int formattedCount)
{
    private DefaultInterpolatedStringHandler _text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

    /// <summary>The text.</summary>
    public static string Of(Invariant text) => text._text.ToStringAndClear();

    /// <summary>Adds literal text.</summary>
    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    /// <summary>Fills a hole.</summary>
    public void AppendFormatted<T>(T value, int alignment = 0, string? format = null) =>
        _text.AppendFormatted(value, alignment, format);
}
