using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Reading;

/// <summary>The missing values of a column, and how they are written.</summary>
internal sealed class MissingCells
{
    private const int MostMarks = 5;

    private readonly Dictionary<string, long> _marks = new(StringComparer.Ordinal);

    /// <summary>Whether there were any.</summary>
    public bool Any => _marks.Count > 0;

    /// <summary>How many there are; those of targets ahead do not count.</summary>
    public long Count { get; set; }

    /// <summary>Takes a missing cell.</summary>
    /// <param name="cell">Its text.</param>
    public void Add(string cell) => _marks[cell] = _marks.GetValueOrDefault(cell) + 1;

    /// <summary>A note on a column; null where nothing is missing.</summary>
    /// <param name="name">The name of the column.</param>
    public string? Note(string name)
    {
        if (Count == 0)
        {
            return null;
        }

        // Cells of the future are empty as a rule.
        string[] marks = [.. _marks.Keys.Where(m => m.Length > 0).Select(m => $"'{m}'")];
        long empty = Count - _marks.Where(m => m.Key.Length > 0).Sum(m => m.Value);
        string[] ways = empty > 0 || marks.Length == 0 ? ["empty", .. marks] : marks;
        string verb = Count == 1 ? "is" : "are";
        return $"{FigureText.Counted(Count, "cell")} of column '{name}' {verb} missing "
            + $"({FigureText.Listed(ways, MostMarks)}).";
    }
}
