namespace Carousel.Jobs.Reading;

/// <summary>A cell of a CSV file that is written.</summary>
internal static class CsvCell
{
    /// <summary>A text as a cell: in quotation marks where it needs them, those inside it twice.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The cell (RFC 4180).</returns>
    public static string Of(string text) => Of(text, ',');

    /// <inheritdoc cref="Of(string)"/>
    /// <param name="text">The text.</param>
    /// <param name="delimiter">What separates cells.</param>
    public static string Of(string text, char delimiter) =>
        text.AsSpan().IndexOfAny("\"\n\r") < 0 && !text.Contains(delimiter)
            ? text
            : Quoted(text);

    /// <summary>A text as a cell in quotation marks, those inside it twice.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The cell.</returns>
    public static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"")}\"";
}
