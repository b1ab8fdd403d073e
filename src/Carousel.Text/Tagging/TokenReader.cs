using System.Globalization;
using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Tagging;

/// <summary>
/// Reads tokens and labels, one token per line, with a blank line after each sentence: CoNLL-U, or columns separated by
/// tabs or blanks.
/// </summary>
/// <remarks>
/// CoNLL-U is recognised by ten columns between tabs whose first is a number: comments, multiword ranges (1-2) and
/// empty nodes (1.1) are skipped. In other files a line that begins with # is a token, unless it has another number of
/// columns and precedes a sentence; -DOCSTART- lines are skipped.
/// </remarks>
internal static class TokenReader
{
    private const int LongSentence = 200;

    /// <summary>Whether lines of columns separated by blanks have one token each, and are not sentences.</summary>
    /// <param name="lines">The lines, one at least, without blank ones and comments.</param>
    /// <param name="label">The column of labels in the training file.</param>
    /// <param name="labels">The labels of the training file.</param>
    public static bool AreTokens(IEnumerable<TextLine> lines, string label, IReadOnlyList<string> labels)
    {
        (long Line, string[] Cells)[] rows = [.. lines.Select(l => (l.Number, TokenLayout.Split(l.Text)))];
        int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int place);
        int width = rows[0].Cells.Length;

        // Without labels, blank lines between groups of lines show that a line is not a sentence.
        return rows.Count(r => labels.Contains(r.Cells.ElementAtOrDefault(place - 1) ?? "")) * 2 > rows.Length
            || (rows.All(r => r.Cells.Length == width) && (width == 1
                || rows.Zip(rows.Skip(1), (a, b) => b.Line == a.Line + 1).Distinct().Count() == 2));
    }

    /// <summary>Reads lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="name">What messages call them.</param>
    /// <param name="columns">Which columns; null for the usual ones.</param>
    /// <param name="needsLabels">True where lines without labels are an error.</param>
    /// <returns>What they held.</returns>
    /// <exception cref="DataFormatException">They cannot be read so: the line, and what to do.</exception>
    public static TokenFile Read(
        IEnumerable<TextLine> lines, string name, TokenColumns? columns, bool needsLabels)
    {
        columns ??= new TokenColumns();
        var sentences = new List<TokenSentence>();
        var tokens = new List<string>();
        var labels = new List<string>();
        TokenLayout? layout = null;
        long first = 0;
        bool anyBlank = false;
        foreach ((long number, string line) in lines.SelectMany(l => OfJson(l, name)))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                anyBlank |= tokens.Count > 0;
                End();
                continue;
            }

            if (layout is null)
            {
                if (TokenLayout.IsPassedOver(line))
                {
                    continue;
                }

                layout = TokenLayout.Of(line, name, number, columns, needsLabels);
                if (layout.IsHeader)
                {
                    continue;
                }
            }

            if (layout.Cells(line, number, tokens.Count == 0) is { } cells)
            {
                first = tokens.Count == 0 ? number : first;
                tokens.Add(layout.Token(cells, number));
                if (layout.LabelColumn >= 0)
                {
                    labels.Add(cells[layout.LabelColumn]);
                }
            }
        }

        End();
        if (layout is null || sentences.Count == 0)
        {
            throw new DataFormatException(
                $"{name} contains no token. Expected one token per line, followed by its label, and a blank line "
                + "between sentences.");
        }

        bool isLabeled = layout.LabelColumn >= 0 && !sentences.TrueForAll(s => s.Labels.All(label => label == "_"));
        if (!isLabeled && needsLabels)
        {
            throw layout.LabelColumn < 0
                ? new DataFormatException(
                    $"{name} has tokens (column {layout.Names[layout.TokenColumn]}), but no labels. Put the "
                    + "label after each token, separated by a tab, or name its column tag, label, ner or pos.")
                : OptionTable.None.Unfit(
                    $"{name}: column {layout.Names[layout.LabelColumn]} contains no labels, only _. Choose another by "
                    + $"{{Label}}.");
        }

        return new TokenFile(
            name, isLabeled ? sentences : [.. sentences.Select(s => s with { Labels = [] })],
            layout.Names[layout.TokenColumn], isLabeled ? layout.Names[layout.LabelColumn] : "")
        {
            Notes = anyBlank || sentences is not [{ Tokens.Count: > LongSentence } only] ? []
                :
                [
                    Invariant.Of(
                        $"The file has no blank line: it is read as one sentence of {only.Tokens.Count:N0} tokens. Put "
                        + $"a blank line between sentences if there are more."),
                ],
        };

        void End()
        {
            if (tokens.Count > 0)
            {
                sentences.Add(new TokenSentence([.. tokens], [.. labels], first));
                tokens.Clear();
                labels.Clear();
            }
        }
    }

    /// <summary>Whether a line is a sentence in JSON.</summary>
    /// <param name="line">The line.</param>
    public static bool IsJson(TextLine line) =>
        line.Text.StartsWith('{') && line.Text.Contains("\"tokens\"", StringComparison.Ordinal);

    // A sentence in a line of JSON, as data sets on Hugging Face have them, becomes lines of a token and its label.
    private static IEnumerable<TextLine> OfJson(TextLine line, string name)
    {
        if (!IsJson(line))
        {
            return [line];
        }

        try
        {
            using var row = JsonDocument.Parse(line.Text);
            string[]? Texts(params string[] keys) => keys.SelectMany(key =>
                row.RootElement.TryGetProperty(key, out JsonElement found) ? [found] : Array.Empty<JsonElement>())
                .Select(found => found.EnumerateArray().Select(e => e.ToString()).ToArray()).FirstOrDefault();
            string[] tokens = Texts("tokens") ?? [];
            string[]? tags = Texts("ner_tags", "tags", "labels");
            if (tags is null || tags.Length == tokens.Length)
            {
                return
                [
                    .. tokens.Select((t, k) => line with { Text = tags is null ? t : $"{t}\t{tags[k]}" }),
                    line with { Text = "" },
                ];
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Refused below.
        }

        throw new DataFormatException(
            name, line.Number, 0,
            "the line of JSON has no lists tokens and tags (or ner_tags, labels) of equal length. Correct it.");
    }
}

/// <summary>How the lines of a file of tokens are cut, found from its first token line.</summary>
/// <param name="Path">How messages call the file.</param>
/// <param name="Example">The first token line.</param>
/// <param name="HasTabs">Whether tabs separate columns, and not blanks.</param>
/// <param name="IsConllu">Whether it is CoNLL-U.</param>
/// <param name="Names">What the columns are called, for people.</param>
/// <param name="TokenColumn">From 0.</param>
/// <param name="LabelColumn">From 0; −1 without labels.</param>
internal sealed record TokenLayout(
    string Path, string Example, bool HasTabs, bool IsConllu, string[] Names, int TokenColumn, int LabelColumn)
{
    private const string DocumentStart = "-DOCSTART-";

    /// <summary>Whether the first line names the columns.</summary>
    public bool IsHeader { get; private init; }

    private static readonly char[] _blanks = [' ', '\t'];
    private static readonly string[] _conlluNames =
    [
        "ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC",
    ];

    /// <summary>
    /// Whether a line before the first token is skipped: nothing is known of the columns yet.
    /// </summary>
    /// <remarks><c># text</c> and GermEval's <c>#⇥http…</c> are comments, <c>#tag</c> may be a token.</remarks>
    public static bool IsPassedOver(string line) => line.StartsWith(DocumentStart, StringComparison.Ordinal)
        || line.StartsWith("#\thttp", StringComparison.Ordinal)
        || (line.StartsWith("# ", StringComparison.Ordinal) && !line.Contains('\t'));

    /// <summary>Decides from the first token line.</summary>
    /// <exception cref="DataFormatException">A column that was asked for is not there.</exception>
    public static TokenLayout Of(string line, string path, long number, TokenColumns columns, bool needsLabels)
    {
        bool hasTabs = line.Contains('\t');
        string[] cells = Split(line, hasTabs);
        if (cells.Length == 1 && line.Contains(',') && path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            throw new DataFormatException(
                $"{path} is a table, but one token per line is expected: separate other columns by tabs.");
        }

        bool isConllu = hasTabs && cells.Length == _conlluNames.Length && IsId(cells[0]);
        (int words, int labels) = isConllu ? (1, 3) : WordTable.In(cells);
        string[] names = isConllu ? _conlluNames : words >= 0 ? cells
            : [.. Enumerable.Range(1, cells.Length).Select(c => Invariant.Of($"{c}"))];
        int token = columns.Tokens is { } named ? Find(named, nameof(TagOptions.TokenColumn)) : Math.Max(words, 0);
        int label = columns.Labels is { } wanted && (needsLabels || cells.Length > 1)
            ? Find(wanted, nameof(TagOptions.Label))
            : words >= 0 ? labels : cells.Length - 1 == token ? -1 : cells.Length - 1;
        if (label == token)
        {
            throw OptionTable.None.Unfit(
                path, number, label + 1,
                $"column {names[label]} can't contain both the tokens and the labels. Choose another by {{Label}}.",
                columns.Labels);
        }

        return new TokenLayout(path, line, hasTabs, isConllu, names, token, label)
        {
            IsHeader = words >= 0 && !isConllu,
        };

        int Find(string name, string property)
        {
            if (ColumnNames.Find(names, name) is >= 0 and var found)
            {
                return found;
            }

            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int place)
                && place >= 1 && place <= names.Length)
            {
                return place - 1;
            }

            string there = isConllu ? $"the columns are {string.Join(", ", names)}"
                : names.Length == 1 ? "there is only one column: put the label after each token, separated by a tab"
                : $"the columns are 1 to {names.Length}";
            throw OptionTable.None.Unfit(
                path, number, 0,
                $"{OptionSentence.Property(property)} names the column '{name}', but {there}."
                + $"{NearestName.Question(name, names)}",
                name);
        }
    }

    /// <summary>The cells of a token line; null for a line that is skipped.</summary>
    /// <exception cref="DataFormatException">It has another number of columns than the first.</exception>
    public string[]? Cells(string line, long number, bool isSentenceStart)
    {
        if (IsConllu && line[0] == '#')
        {
            return null;
        }

        string[] cells = Split(line, HasTabs);
        if (!IsConllu && isSentenceStart
            && (cells[0] == DocumentStart || (line[0] == '#' && cells.Length != Names.Length)))
        {
            return null;
        }

        if (cells.Length != Names.Length)
        {
            string separator = HasTabs ? "tabs" : "blanks";
            string advice = !HasTabs && Example[^1] is '.' or '!' or '?'
                ? "These lines look like sentences without labels. Put one token on a line, followed by its label."
                : cells.Length < Names.Length
                ? "Add the missing columns after the token, or leave the line blank where a sentence ends."
                : $"Remove the additional columns: {separator} inside a token or label also separate columns.";
            throw new DataFormatException(
                Path, number, Math.Min(cells.Length, Names.Length) + 1,
                $"the line has {FigureText.Counted(cells.Length, "column")} separated by {separator}, but the first "
                + $"token line has {Names.Length} ('{Short(Example)}'). {advice}");
        }

        return IsConllu && cells[0].AsSpan().IndexOfAny('-', '.') > 0 ? null : cells;
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
                throw new DataFormatException(
                    Path, number, column + 1,
                    $"the {what} is empty. Write it, or leave the whole line blank where a sentence ends.");
            }
        }

        return cells[TokenColumn];
    }

    /// <summary>The cells of a line.</summary>
    public static string[] Split(string line, bool hasTabs = false) =>
        hasTabs
            ? Array.ConvertAll(line.Split('\t'), cell => cell.Trim())
            : line.Split(_blanks, StringSplitOptions.RemoveEmptyEntries);

    private static bool IsId(string cell) =>
        cell.Length > 0 && char.IsAsciiDigit(cell[0]) && cell.All(c => char.IsAsciiDigit(c) || c is '-' or '.');

    private static string Short(string line)
    {
        string plain = line.Replace('\t', ' ');
        return plain.Length <= 40 ? plain : plain[..39] + "…";
    }
}
