using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Reading;

/// <summary>The missing values of a column, and how they are written.</summary>
internal sealed class MissingCells
{
    private const int MostMarks = 5;

    private readonly Dictionary<string, long> _marks = [];

    /// <summary>Whether there may be any: which of them count may be known only later.</summary>
    public bool Any { get; set; }

    private long Count => _marks.Values.Sum();

    /// <summary>Takes a missing cell.</summary>
    /// <param name="cell">Its text.</param>
    public void Add(string cell) => _marks[cell] = _marks.GetValueOrDefault(cell) + 1;

    /// <summary>A note on a column; null where nothing is missing.</summary>
    /// <param name="name">The name of the column.</param>
    public string? Note(string name)
    {
        if (_marks.Count == 0)
        {
            return null;
        }

        string[] ways =
        [
            .. from mark in _marks
               orderby mark.Key.Length > 0
               let way = mark.Key.Length > 0 ? $"'{mark.Key}'" : "empty"
               select _marks.Count == 1 ? way : $"{FigureText.Count(mark.Value)} {way}",
        ];
        long count = Count;
        return $"{FigureText.Counted(count, "cell")} of column '{name}' {(count == 1 ? "is" : "are")} missing "
            + $"({FigureText.Listed(ways, MostMarks)}).";
    }
}
