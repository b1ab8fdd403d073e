using Carousel.Jobs.Fitting;

namespace Carousel.Tagging;

/// <summary>What a file of tokens held.</summary>
/// <param name="Name">The file as the user named it.</param>
/// <param name="Sentences">In the file's order.</param>
/// <param name="TokenColumn">Which column the tokens were taken from, for people.</param>
/// <param name="LabelColumn">Which column the labels were taken from; empty without labels.</param>
internal sealed record TokenFile(
    string Name, IReadOnlyList<TokenSentence> Sentences, string TokenColumn, string LabelColumn)
{
    /// <summary>Names of the numbers of each step; none for tokens of text.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>What was decided on the way, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How many tokens.</summary>
    public int Tokens => Sentences.Sum(s => s.Tokens.Count);

    /// <summary>How much it holds, in words.</summary>
    internal string Counted =>
        $"{FigureText.Counted(Sentences.Count, "sentence")}, {FigureText.Counted(Tokens, "token")}";

    /// <summary>
    /// Sentences as text in the format of conlleval: one token per line, tab-separated columns, a blank line after each
    /// sentence.
    /// </summary>
    /// <param name="sentences">The sentences.</param>
    /// <param name="columns">For each column after the tokens, the labels of each sentence.</param>
    internal static string Text(
        IReadOnlyList<TokenSentence> sentences, params IEnumerable<IReadOnlyList<string>>[] columns)
    {
        IReadOnlyList<string>[][] cells = Array.ConvertAll(columns, c => c.ToArray());
        return string.Concat(sentences.Select((sentence, s) => string.Concat(sentence.Tokens.Select(
            (token, t) => $"{token}\t{string.Join('\t', cells.Select(c => c[s][t]))}\n")) + "\n"));
    }
}

/// <summary>A sentence: tokens, and a label for each where labels are known.</summary>
/// <param name="Tokens">One or more.</param>
/// <param name="Labels">As many as tokens, or none where the file has none.</param>
/// <param name="Line">The line of the first token, from 1.</param>
internal sealed record TokenSentence(IReadOnlyList<string> Tokens, IReadOnlyList<string> Labels, long Line)
{
    /// <summary>[tokens · channels]: numbers of each step, row by row; none for tokens of text.</summary>
    public IReadOnlyList<float> Numbers { get; init; } = [];

    /// <summary>What the file calls it; empty where it has no names.</summary>
    public string Name { get; init; } = "";

    /// <summary>[tokens]: the row of the table, from 0, of each step of numbers; none for tokens of text.</summary>
    public IReadOnlyList<int> Rows { get; init; } = [];
}

/// <summary>Which columns of a file are read. Null leaves the choice to the reader.</summary>
internal sealed record TokenColumns
{
    /// <summary>The column of the tokens: a number from 1, or a name of CoNLL-U or of a header.</summary>
    public string? Tokens { get; init; }

    /// <summary>The column of the labels: a number from 1, or a name of CoNLL-U or of a header.</summary>
    public string? Labels { get; init; }
}
