namespace Carousel.Tasks.Tagging;

/// <summary>Which columns of a file are read. Null leaves the choice to the reader.</summary>
public sealed record TokenColumns
{
    /// <summary>The column of the tokens: a number from 1, or a name of CoNLL-U or of a header.</summary>
    public string? Tokens { get; init; }

    /// <summary>The column of the labels: a number from 1, or a name of CoNLL-U or of a header.</summary>
    public string? Labels { get; init; }
}
