using System.Globalization;
using Carousel.Data;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Tagging;

/// <summary>How the lines of a file of tokens are cut, found from its first token line.</summary>
internal sealed class TokenLayout
{
    private static readonly char[] _blanks = [' ', '\t'];

    private readonly string _path;
    private readonly bool _hasTabs;
    private readonly bool _isConllu;
    private readonly int _count;
    private readonly string _example;

    private TokenLayout(string path, string line, bool hasTabs, bool isConllu, int count) =>
        (_path, _example, _hasTabs, _isConllu, _count) = (path, line, hasTabs, isConllu, count);

    /// <summary>From 0.</summary>
    public int TokenColumn { get; private init; }

    /// <summary>From 0; −1 where there is none.</summary>
    public int LabelColumn { get; private init; }

    /// <summary>For people.</summary>
    public string TokenName { get; private init; } = "";

    /// <summary>For people.</summary>
    public string LabelName { get; private init; } = "";

    /// <summary>Decides from the first token line.</summary>
    /// <exception cref="DataFormatException">A column that was asked for is not there.</exception>
    public static TokenLayout Of(string line, string path, long number, TokenColumns columns, bool needsLabels, string[] conlluNames)
    {
        bool hasTabs = line.Contains('\t', StringComparison.Ordinal);
        string[] cells = Split(line, hasTabs);
        bool isConllu = hasTabs && cells.Length == conlluNames.Length && IsId(cells[0]);
        string[] names = isConllu ? conlluNames : [.. Enumerable.Range(1, cells.Length).Select(c => c.ToString(CultureInfo.InvariantCulture))];
        int token = columns.Tokens is { } named ? Find(named, "--token-column") : isConllu ? 1 : 0;
        int label = columns.Labels is { } wanted && (needsLabels || cells.Length > 1) ? Find(wanted, "--label")
            : isConllu ? 3 : cells.Length - 1 == token ? -1 : cells.Length - 1;
        if (label == token)
        {
            throw new DataFormatException(path, number, label + 1, $"column {names[label]} can't hold both the tokens and the labels. Choose another by --label.");
        }

        return new TokenLayout(path, line, hasTabs, isConllu, cells.Length)
        {
            TokenColumn = token,
            LabelColumn = label,
            TokenName = names[token],
            LabelName = label < 0 ? "" : names[label],
        };

        int Find(string name, string option)
        {
            int found = Array.FindIndex(names, n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase));
            found = found < 0 && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int place) && place >= 1 && place <= names.Length ? place - 1 : found;
            if (found >= 0)
            {
                return found;
            }

            string there = isConllu ? string.Join(", ", names) : names.Length == 1 ? "only 1" : $"1 to {names.Length}";
            string hint = NearestName.Find(name, names) is { } near ? $" Did you mean '{near}'?" : "";
            throw new DataFormatException(path, number, 0, $"{option} names the column '{name}', but the columns are {there}.{hint}") { MissingColumn = name };
        }
    }

    /// <summary>The cells of a token line; null for a line that is passed over.</summary>
    /// <exception cref="DataFormatException">It has another number of columns than the first.</exception>
    public string[]? Cells(string line, long number, bool isSentenceStart)
    {
        if (_isConllu && line[0] == '#')
        {
            return null;
        }

        string[] cells = Split(line, _hasTabs);
        if (!_isConllu && isSentenceStart && (cells[0] == DocumentStart || (line[0] == '#' && cells.Length != _count)))
        {
            return null;
        }

        if (cells.Length != _count)
        {
            string separator = _hasTabs ? "tabs" : "blanks";
            string columns = cells.Length == 1 ? "1 column" : $"{cells.Length} columns";
            string advice = cells.Length < _count ? "Add what is missing behind the token" : "A token may hold no such separator: remove it";
            throw new DataFormatException(
                _path, number, Math.Min(cells.Length, _count) + 1,
                $"the line has {columns} between {separator}, but the first token line has {_count} ('{Short(_example)}'). {advice}, or leave the line blank where a sentence ends.");
        }

        return _isConllu && cells[0].AsSpan().IndexOfAny('-', '.') > 0 ? null : cells;
    }

    /// <summary>The token of a line.</summary>
    /// <exception cref="DataFormatException">It is empty, or its label is.</exception>
    public string Token(string[] cells, long number)
    {
        foreach (int column in (ReadOnlySpan<int>)[TokenColumn, LabelColumn])
        {
            if (column >= 0 && cells[column].Length == 0)
            {
                string what = column == TokenColumn ? "token" : "label";
                throw new DataFormatException(_path, number, column + 1, $"the {what} is empty. Write it, or leave the whole line blank where a sentence ends.");
            }
        }

        return cells[TokenColumn];
    }

    private const string DocumentStart = "-DOCSTART-";

    private static string[] Split(string line, bool hasTabs) =>
        hasTabs ? Array.ConvertAll(line.Split('\t'), cell => cell.Trim()) : line.Split(_blanks, StringSplitOptions.RemoveEmptyEntries);

    private static bool IsId(string cell) => cell.Length > 0 && char.IsAsciiDigit(cell[0]) && cell.All(c => char.IsAsciiDigit(c) || c is '-' or '.');

    private static string Short(string line)
    {
        string plain = line.Replace('\t', ' ');
        return plain.Length <= 40 ? plain : plain[..39] + "…";
    }
}
