namespace Carousel.Report;

/// <summary>One piece of a section: text, facts, a table, a chart or a command.</summary>
internal abstract record Block
{
    private protected Block()
    {
    }
}

/// <summary>How a paragraph wants to be read.</summary>
internal enum Tone
{
    /// <summary>Running text.</summary>
    Normal,

    /// <summary>A note in smaller, paler letters.</summary>
    Quiet,

    /// <summary>Something that the reader should not miss, such as a baseline that is better than the model.</summary>
    Warning,
}

/// <summary>A paragraph of plain text.</summary>
/// <param name="Text">The text; it is escaped, and line breaks become spaces.</param>
/// <param name="Tone">How it wants to be read.</param>
internal sealed record Paragraph(string Text, Tone Tone = Tone.Normal) : Block;

/// <summary>A few large numbers, each with a name: what a reader looks for first.</summary>
/// <param name="Items">The numbers, at most about six.</param>
internal sealed record KeyFigures(IReadOnlyList<KeyFigure> Items) : Block;

/// <summary>A large number with its name.</summary>
/// <param name="Name">What it measures.</param>
/// <param name="Value">The number as the caller formatted it.</param>
/// <param name="Note">A short line under it, such as the baseline. Empty for none.</param>
internal sealed record KeyFigure(string Name, string Value, string Note = "");

/// <summary>A list of names and values: settings, facts about the data, a fingerprint.</summary>
/// <param name="Items">The facts, in order.</param>
internal sealed record Facts(IReadOnlyList<Fact> Items) : Block;

/// <summary>A name and a value.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value as the caller formatted it.</param>
internal sealed record Fact(string Name, string Value);

/// <summary>Text to be kept letter by letter, with a button that copies it: a command, a piece of code.</summary>
/// <param name="Text">The text; its line breaks are kept.</param>
internal sealed record CodeBlock(string Text) : Block
{
    /// <summary>One line above the text that says what it does. Empty for none.</summary>
    public string Caption { get; init; } = "";
}
