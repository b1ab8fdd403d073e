namespace Carousel.Jobs.Reading;

/// <summary>The usual ways to write that a value is missing.</summary>
internal static class MissingMarks
{
    private static readonly HashSet<string> _marks = Words.Of(
        @"na|n/a|n.a.|#n/a|#na|#nv|#div/0!|<na>|nan|-nan|null|(null)|\n|none|nil|missing|k.a.|k. a.|k.a|n.v.|n.d.|nd|"
        + "n/d|s/d|-|--|---|–|—|?|.|..|...");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup =
        _marks.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a cell is empty or one of the usual markers, in any case.</summary>
    /// <param name="cell">Its text, without blanks around it.</param>
    public static bool IsUsual(ReadOnlySpan<char> cell) =>
        cell.Length == 0 || (!char.IsAsciiDigit(cell[^1]) && _lookup.Contains(cell));
}
