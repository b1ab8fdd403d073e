using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Carousel.Jobs.Options;

/// <summary>
/// A sentence that names properties in braces, as in <c>{Hidden} must be even</c>: programs read the properties, the
/// command line its options. What an interpolation fills in, such as the name of a column, stays as it is, with its
/// braces.
/// </summary>
/// <remarks>
/// A string that is joined before it is passed is a literal as a whole: join <c>$"…"</c> to <c>$"…"</c> alone, so
/// that
/// what users wrote is never read for properties.
/// </remarks>
[InterpolatedStringHandler]
internal sealed partial class OptionSentence
{
    private readonly List<(string Text, bool IsProperty)> _parts = [];

    /// <summary>An empty sentence, which an interpolation fills.</summary>
    /// <param name="literalLength">The length of its literals.</param>
    /// <param name="formattedCount">How many values are filled in.</param>
    public OptionSentence(int literalLength, int formattedCount) =>
        _parts.EnsureCapacity(literalLength > 0 ? (2 * formattedCount) + 1 : formattedCount);

    /// <summary>A sentence of a literal.</summary>
    /// <param name="literal">The literal; properties stand in braces. Null gives null.</param>
    [return: NotNullIfNotNull(nameof(literal))]
    public static implicit operator OptionSentence?(string? literal) => literal is null ? null : FromString(literal);

    /// <summary>A sentence of a literal.</summary>
    /// <param name="literal">The literal; properties stand in braces.</param>
    /// <returns>The sentence.</returns>
    public static OptionSentence FromString(string literal)
    {
        var sentence = new OptionSentence(0, 0);
        sentence.AppendLiteral(literal);
        return sentence;
    }

    /// <summary>A property alone.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its name, or its option.</returns>
    public static OptionSentence Property(string name)
    {
        var sentence = new OptionSentence(0, 0);
        sentence._parts.Add((name, true));
        return sentence;
    }

    /// <summary>Adds a literal.</summary>
    /// <param name="literal">The literal; properties stand in braces.</param>
    public void AppendLiteral(string literal)
    {
        string[] pieces = InBraces().Split(literal);
        for (int p = 0; p < pieces.Length; p++)
        {
            _parts.Add((pieces[p], p % 2 == 1));
        }
    }

    /// <summary>Fills in a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="format">Its format, or null.</param>
    public void AppendFormatted<T>(T value, string? format = null) => _parts.Add((
        value is IFormattable number
            ? number.ToString(format, CultureInfo.InvariantCulture)
            : value?.ToString() ?? "", false));

    /// <summary>Fills in a piece that names properties too.</summary>
    /// <param name="sentence">The piece; null for none.</param>
    public void AppendFormatted(OptionSentence? sentence) => _parts.AddRange(sentence?._parts ?? []);

    /// <summary>The sentence as the command line says it.</summary>
    /// <param name="names">The options whose names are used; others have the name that every option has by
    /// default.</param>
    /// <returns>The sentence.</returns>
    public string OnCommandLine(OptionTable? names = null) =>
        string.Concat(_parts.Select(
            p => p.IsProperty ? $"--{names?.NameOf(p.Text) ?? OptionNames.Usual(p.Text)}" : p.Text));

    /// <summary>The sentence as programs read it.</summary>
    public override string ToString() => string.Concat(_parts.Select(p => p.Text));

    [GeneratedRegex(@"\{([A-Z]\w*)\}")]
    private static partial Regex InBraces();
}
