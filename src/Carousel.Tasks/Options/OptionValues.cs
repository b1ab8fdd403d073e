using System.Globalization;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Options;

/// <summary>Values of options from texts.</summary>
internal static class OptionValues
{
    /// <summary>A value from a text, or what is wrong with it, behind the option's name.</summary>
    public static (object? Value, string? Fault) Read(OptionDeclaration option, string text)
    {
        if (option.Words.Count > 0)
        {
            int place = option.Words.ToList().FindIndex(w => w.Equals(text, StringComparison.OrdinalIgnoreCase));
            return place >= 0 ? (Enum.Parse(option.Type, Enum.GetNames(option.Type)[place]), null)
                : (null, $"must be {NearestName.Either(option.Words)}, but is '{text}'.{NearestName.Question(text, option.Words)}");
        }

        return Type.GetTypeCode(option.Type) switch
        {
            TypeCode.Boolean => bool.TryParse(text, out bool yes) ? (yes, null) : (null, $"must be true or false, but is '{text}'."),
            TypeCode.Int32 => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? (number, null)
                : (null, text.Length > 0 && text.All(char.IsAsciiDigit) ? $"is too large: {text}." : $"must be a whole number, but is '{text}'."),
            TypeCode.UInt64 => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? (number, null)
                : (null, $"must be a whole number of 0 or more, but is '{text}'."),
            TypeCode.Double => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                ? (number, null) : (null, $"must be a number, but is '{text}'."),
            TypeCode.String => (text, null),
            _ => throw new NotSupportedException($"No option can be a {option.Type.Name}."),
        };
    }
}
