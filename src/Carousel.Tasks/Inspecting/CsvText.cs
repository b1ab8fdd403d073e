namespace Carousel.Tasks.Inspecting;

/// <summary>Texts as cells of a CSV file.</summary>
internal static class CsvText
{
    /// <summary>A text in quotation marks where it needs them.</summary>
    public static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
