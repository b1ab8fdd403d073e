using System.Globalization;
using System.Text;

namespace Carousel.Jobs.Reading;

/// <summary>Numbers of single precision near an offset, written as one number with the digits of both.</summary>
internal static class OffsetNumber
{
    // Sums below it have enough digits in a decimal.
    private const double Largest = 1e15;

    /// <summary>The sum of both.</summary>
    /// <param name="value">A number of single precision; finite.</param>
    /// <param name="offset">What was subtracted from its column; 0 for nothing.</param>
    /// <returns>Without the rounding of a binary sum; that one for numbers beyond a decimal's range.</returns>
    public static string Text(float value, double offset) =>
        offset == 0 ? Invariant.Of($"{value:R}")
        : Math.Abs(offset) < Largest && Math.Abs(value) < Largest
            ? ((decimal)offset + (decimal)value).ToString(CultureInfo.InvariantCulture)
            : (offset + value).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Appends it. Missing values and numbers beyond single precision (3.4e38) leave their cell
    /// empty.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="value">The number before the offset.</param>
    /// <param name="offset">What was subtracted from its column.</param>
    public static void Append(StringBuilder text, double value, double offset)
    {
        if (float.IsFinite((float)value))
        {
            text.Append(Text((float)value, offset));
        }
    }
}
