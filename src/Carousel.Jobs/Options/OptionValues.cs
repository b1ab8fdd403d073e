using System.Globalization;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Options;

/// <summary>Values of options as texts, there and back.</summary>
internal static class OptionValues
{
    /// <summary>What stands for a value in the help.</summary>
    public static string Placeholder(OptionDeclaration option) =>
        option.Choices.Count > 0 ? string.Join('|', option.Choices.Select(c => c.Word))
        : option.Type == typeof(IReadOnlyList<string>) ? (option.IsVerbatim ? "text" : "names")
        : option.Type == typeof(WholeRange) ? "n-m"
        : Type.GetTypeCode(option.Type) switch
        {
            TypeCode.Double => "x",
            TypeCode.String => "text",
            _ => "n",
        };

    /// <summary>A value in the form in which it is read.</summary>
    public static string Text(OptionDeclaration option, object value) => value switch
    {
        _ when option.Choices.FirstOrDefault(c => value.Equals(c.Value)) is { } choice => choice.Word,
        _ when NumbersOf(value) is { } numbers => string.Join(',', numbers.Select(n => Invariant.Of($"{n}"))),
        IReadOnlyList<string> texts => string.Join(',', texts),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>A value from texts, or what is wrong with it, behind the option's name.</summary>
    public static (object? Value, string? Fault) Read(OptionDeclaration option, IReadOnlyList<string> texts)
    {
        if (option.Type == typeof(IReadOnlyList<string>))
        {
            string[] names = option.IsVerbatim ? [.. texts]
                : [
                    .. texts.SelectMany(
                        t => t.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
                ];
            return names.Length > 0 ? (names, null) : (null, "is empty. Pass names separated by commas.");
        }

        string text = texts[^1];
        if (option.Choices.Count > 0)
        {
            string[] words = [.. option.Choices.Select(c => c.Word)];
            return option.Choices.FirstOrDefault(c => c.Is(text)) is { } chosen
                ? (chosen.Value, null)
                : (null, $"must be {NearestName.Either(words)}, but is '{text}'.{NearestName.Question(text, words)}");
        }

        return option.Type == typeof(WholeRange) ? Range(option, text)
            : option.Type == typeof(IReadOnlyList<double>) ? Numbers<double>(option, text)
            : option.Type == typeof(IReadOnlyList<int>) ? Numbers<int>(option, text)
            : Single(option.Type, text);
    }

    private static (object? Value, string? Fault) Single(Type type, string text) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean =>
            bool.TryParse(text, out bool yes) ? (yes, null) : (null, $"must be true or false, but is '{text}'."),
        TypeCode.Int32 =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                ? (number, null)
                : (null, text.Length > 0 && text.All(char.IsAsciiDigit) ? $"is too large: {text}."
                : $"must be a whole number, but is '{text}'."),
        TypeCode.UInt64 =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? (number, null)
            : (null, $"must be a whole number of 0 or more, but is '{text}'."),
        TypeCode.Double =>
            IsNumber(text, out double number) ? (number, null) : (null, $"must be a number, but is '{text}'."),
        TypeCode.String => (text, null),
        _ => throw new NotSupportedException($"An option cannot be a {type.Name}."),
    };

    private static (object? Value, string? Fault) Numbers<T>(OptionDeclaration option, string text)
        where T : struct
    {
        object?[] numbers =
            [.. text.Split(',', StringSplitOptions.TrimEntries).Select(t => Single(typeof(T), t).Value)];
        return numbers.Contains(null) ? (null, option.NumbersFault(text)) : (numbers.Cast<T>().ToArray(), null);
    }

    // One number stands for both ends.
    private static (object? Value, string? Fault) Range(OptionDeclaration option, string text)
    {
        string[] ends = text.Split('-');
        return ends.Length <= 2 && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int least)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int most)
            ? (new WholeRange(least, most), null)
            : (null, option.RangeFault(text));
    }

    /// <summary>The numbers of a list; null if the value is not a list of numbers.</summary>
    public static object[]? NumbersOf(object? value) => value switch
    {
        IReadOnlyList<double> numbers => [.. numbers],
        IReadOnlyList<int> numbers => [.. numbers],
        _ => null,
    };

    /// <summary>Whether a text is a finite number.</summary>
    public static bool IsNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
