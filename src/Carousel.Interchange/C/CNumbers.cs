using System.Globalization;
using System.Text;

namespace Carousel.Interchange.C;

/// <summary>Numbers and lists of them in C.</summary>
internal static class CNumbers
{
    private const int Width = 110;

    /// <summary>A constant of single precision that reads back to the same bits.</summary>
    public static string Of(float value)
    {
        string text = value.ToString("G9", CultureInfo.InvariantCulture).Replace("E", "e");
        return text.AsSpan().IndexOfAny('.', 'e') < 0 ? $"{text}.0f" : $"{text}f";
    }

    /// <summary>A whole number.</summary>
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A list between braces, broken into lines.</summary>
    public static string List(IEnumerable<string> values)
    {
        var text = new StringBuilder("{");
        int column = Width;
        foreach (string value in values)
        {
            if (column + value.Length + 2 > Width)
            {
                text.Append("\n   ");
                column = 3;
            }

            text.Append(' ').Append(value).Append(',');
            column += value.Length + 2;
        }

        return text.Append("\n}").ToString();
    }
}
