namespace Carousel.Jobs.Reading;

/// <summary>
/// A column of True and False, yes and no, or the like, which is read as 1 and 0 if it has no other words.
/// </summary>
internal sealed class FlagWords
{
    private static readonly HashSet<string> _true = Words.Of(
        "true|t|yes|y|on|ja|j|wahr|oui|vrai|sí|si|sì|verdadero|vero|sim|verdadeiro|tak|да");

    private static readonly HashSet<string> _false = Words.Of(
        "false|f|no|n|off|nein|falsch|non|faux|falso|não|nao|nee|nej|nei|nie|нет");

    // A wrong cell must not hide that the column consists of words.
    private const double LeastShare = 0.9;

    // More words than that are not labels.
    private const int MostLabels = 20;

    private static readonly HashSet<string> _normal = Words.Of("normal|ok|okay|good|healthy|benign|none|nominal");

    private readonly string? _usual;
    private readonly List<string> _ones = [], _zeros = [];
    private bool? _isMeant;

    /// <summary>The words of a column of which nothing is known: its first cell decides.</summary>
    public FlagWords()
    {
    }

    /// <summary>The words of a column.</summary>
    /// <param name="sample">The first rows, which decide; where all their cells are missing, the next cell does.
    /// </param>
    /// <param name="column">The column, from 0.</param>
    /// <param name="numbers">How numbers are read.</param>
    /// <param name="isLabels">Whether any words are labels: a word such as 'normal', or else the most frequent word,
    /// is 0, and all others are 1.</param>
    public FlagWords(IReadOnlyList<CsvLine> sample, int column, CellNumbers numbers, bool isLabels = false)
    {
        string[] filled = [.. sample.Select(row => row.Cells[column]).Where(cell => !numbers.IsMissing(cell))];
        _isMeant = filled.Length == 0 ? null
            : IsWord(filled[0]) || IsWord(filled[^1]) ? filled.Count(IsWord) >= LeastShare * filled.Length
            : false;
        string[] words = [.. filled.Where(cell => !numbers.TryRead(cell, out _))];
        int different = words.Distinct().Count();
        if (isLabels && !IsMeant && words.Length > LeastShare * filled.Length && different <= MostLabels)
        {
            // A single word, such as 'attack' between empty cells, is that of anomalies.
            _usual = Array.Find(words, _normal.Contains) ?? (different == 1 && filled.Length < sample.Count
                ? ""
                : words.CountBy(w => w).MaxBy(w => w.Value).Key);
            _isMeant = true;
        }
    }

    /// <summary>Whether the column consists of words.</summary>
    public bool IsMeant => _isMeant == true;

    /// <summary>Whether a cell may hold this number: in a column of words only 0 and 1.</summary>
    /// <param name="value">The number.</param>
    public bool Allows(float value)
    {
        _isMeant ??= false;
        return !IsMeant || value is 0 or 1;
    }

    /// <summary>Reads a word.</summary>
    /// <param name="cell">A cell that is neither a number nor missing.</param>
    /// <param name="value">1 or 0.</param>
    /// <returns>Whether the column consists of words and the cell is one.</returns>
    public bool TryRead(string cell, out float value)
    {
        value = float.NaN;
        _isMeant ??= IsWord(cell);
        if (!IsMeant || !(TryReadWord(cell, out value) || _usual is not null))
        {
            return false;
        }

        value = _usual is null ? value : cell == _usual || _normal.Contains(cell) || value == 0 ? 0 : 1;
        List<string> read = value == 1 ? _ones : _zeros;
        if (read.Count == 0 || (_usual is not null && read.Count < MostLabels && !read.Contains(cell)))
        {
            read.Add(cell);
        }

        return true;
    }

    /// <summary>Reads a word where nothing is known of the rest of its column.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="value">1 or 0.</param>
    public static bool TryReadWord(string cell, out float value)
    {
        value = _true.Contains(cell) ? 1 : _false.Contains(cell) ? 0 : float.NaN;
        return !float.IsNaN(value);
    }

    /// <summary>A note that reports how words are read; null if the column has no such words.</summary>
    /// <param name="name">The name of the column.</param>
    public string? Note(string name)
    {
        string[] read = [.. Words(_ones, 1), .. Words(_zeros, 0)];
        return read.Length == 0 ? null : $"In column '{name}' {string.Join(" and ", read)}.";

        static IEnumerable<string> Words(List<string> words, int value) => Optional.Of(words.Count == 0 ? null
            : $"'{string.Join("', '", words)}' {(words.Count == 1 ? "is" : "are")} read as {value}");
    }

    private static bool IsWord(string cell) => TryReadWord(cell, out _);
}
