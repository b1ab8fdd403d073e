using System.Globalization;
using Carousel.Data;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Tagging;

/// <summary>Reads tokens and labels, one token a line, a blank line behind each sentence: CoNLL-U, or columns between tabs or blanks.</summary>
/// <remarks>
/// CoNLL-U is known by ten columns between tabs whose first is a number: comments, multiword ranges (1-2) and empty nodes (1.1) are passed over. Elsewhere a line that begins with # is a token, unless it has another
/// number of columns and stands in front of a sentence; -DOCSTART- lines are passed over.
/// </remarks>
public static class TokenReader
{
    private const string DocumentStart = "-DOCSTART-";
    private const int LongSentence = 1000;

    private static readonly string[] _conlluNames = ["ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC"];

    /// <summary>Reads a file, packed with gzip or not.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="columns">Which columns; null for the usual ones.</param>
    /// <param name="needsLabels">True where a file without labels is an error.</param>
    /// <returns>What it held.</returns>
    /// <exception cref="DataFormatException">It cannot be read as such a file: the line, and what to do.</exception>
    public static TokenFile Read(string path, TokenColumns? columns = null, bool needsLabels = false) =>
        Read(TextLines.Read(path), path, columns, needsLabels);

    /// <summary>Reads an open text.</summary>
    /// <param name="text">Read to its end.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="columns">Which columns; null for the usual ones.</param>
    /// <param name="needsLabels">True where a text without labels is an error.</param>
    /// <returns>What it held.</returns>
    /// <exception cref="DataFormatException">It cannot be read as such a text: the line, and what to do.</exception>
    public static TokenFile Read(TextReader text, string name, TokenColumns? columns = null, bool needsLabels = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(TextLines.Read(text), name, columns, needsLabels);
    }

    internal static TokenFile Read(IEnumerable<TextLine> lines, string name, TokenColumns? columns, bool needsLabels)
    {
        columns ??= new TokenColumns();
        var sentences = new List<TokenSentence>();
        var tokens = new List<string>();
        var labels = new List<string>();
        TokenLayout? layout = null;
        long first = 0;
        bool anyBlank = false;
        foreach ((long number, string line) in lines)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                anyBlank |= tokens.Count > 0;
                End();
                continue;
            }

            if (layout is null)
            {
                if (IsComment(line) || line.StartsWith(DocumentStart, StringComparison.Ordinal))
                {
                    continue;
                }

                layout = TokenLayout.Of(line, name, number, columns, needsLabels, _conlluNames);
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
            throw new DataFormatException($"{name} holds no token. One token a line is expected, its label behind it, and a blank line between sentences.");
        }

        bool isLabelled = layout.LabelColumn >= 0 && !sentences.TrueForAll(s => s.Labels.All(label => label == "_"));
        if (!isLabelled && needsLabels)
        {
            throw new DataFormatException(
                layout.LabelColumn < 0 ? $"{name} has one column, the tokens, but no labels. Put the label behind each token, separated by a tab."
                : $"{name}: column {layout.LabelName} holds no labels, only _. Choose another by --label.");
        }

        return new TokenFile(name, isLabelled ? sentences : [.. sentences.Select(s => s with { Labels = [] })], layout.TokenName, isLabelled ? layout.LabelName : "")
        {
            Notes = Notes(sentences, anyBlank),
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

    // Before the first token nothing is known of the columns: "# text" is a comment, "#tag" may be a token.
    private static bool IsComment(string line) => line.StartsWith("# ", StringComparison.Ordinal) && !line.Contains('\t', StringComparison.Ordinal);

    private static List<string> Notes(List<TokenSentence> sentences, bool anyBlank)
    {
        var notes = new List<string>();
        if (!anyBlank && sentences is [{ Tokens.Count: > LongSentence } only])
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture, $"There is no blank line: the file is read as one sentence of {only.Tokens.Count:N0} tokens. Put a blank line between sentences if there are more."));
        }

        return notes;
    }
}
