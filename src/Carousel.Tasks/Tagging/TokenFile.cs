namespace Carousel.Tasks.Tagging;

/// <summary>What a file of tokens held.</summary>
/// <param name="Name">The file as the user named it.</param>
/// <param name="Sentences">In the file's order.</param>
/// <param name="TokenColumn">Which column the tokens were taken from, for people.</param>
/// <param name="LabelColumn">Which column the labels were taken from; empty where there are none.</param>
public sealed record TokenFile(string Name, IReadOnlyList<TokenSentence> Sentences, string TokenColumn, string LabelColumn)
{
    /// <summary>Names of the numbers of each step; none for tokens of text.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>What was decided on the way, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How many tokens.</summary>
    public int Tokens => Sentences.Sum(s => s.Tokens.Count);

    /// <summary>True where every token has a label.</summary>
    public bool IsLabelled => LabelColumn.Length > 0;
}
