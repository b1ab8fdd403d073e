namespace Carousel.Tasks.Tagging;

/// <summary>A sentence: tokens, and a label for each where labels are known.</summary>
/// <param name="Tokens">One or more.</param>
/// <param name="Labels">As many as tokens, or none where the file has none.</param>
/// <param name="Line">The line of the first token, from 1.</param>
public sealed record TokenSentence(IReadOnlyList<string> Tokens, IReadOnlyList<string> Labels, long Line)
{
    /// <summary>[tokens · channels]: numbers of each step, row by row; none for tokens of text.</summary>
    public IReadOnlyList<float> Numbers { get; init; } = [];

    /// <summary>What the file calls it; empty where it has no names.</summary>
    public string Name { get; init; } = "";

    /// <summary>[tokens]: the row of the table, from 0, of each step of numbers; none for tokens of text.</summary>
    public IReadOnlyList<int> Rows { get; init; } = [];

    /// <summary>True where each token has a label.</summary>
    public bool IsLabelled => Labels.Count > 0;
}
