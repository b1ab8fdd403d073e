namespace Carousel.Jobs.Reading;

/// <summary>Columns of a header by the names that they usually have.</summary>
internal static class ColumnNames
{
    /// <summary>A name in small letters, without blanks, underscores and hyphens.</summary>
    public static string Plain(string name) => string.Concat(name.Split(' ', '_', '-')).ToLowerInvariant();

    /// <summary>The column with the first of the names that the header has; −1 without one.</summary>
    public static int Find(string[] header, params IEnumerable<string> names) =>
        names.Select(n => Array.FindIndex(header, h => h.Equals(n, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(c => c >= 0, -1);
}
