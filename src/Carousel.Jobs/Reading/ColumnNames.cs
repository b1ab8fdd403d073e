namespace Carousel.Jobs.Reading;

/// <summary>Columns of a header by the names that they usually have.</summary>
internal static class ColumnNames
{
    /// <summary>The column with the first of the names that the header has; −1 without one.</summary>
    public static int Find(string[] header, params IEnumerable<string> names) =>
        names.Select(n => Array.FindIndex(header, h => h.Equals(n, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(c => c >= 0, -1);
}
