namespace Carousel.Report;

/// <summary>A report: a title, the sentence that a reader should remember, and sections in reading order.</summary>
/// <param name="Title">What the report is about, such as the name of the series.</param>
/// <param name="Headline">The result in one sentence of plain words.</param>
/// <param name="Sections">The sections, in the order of reading.</param>
/// <remarks>Every text is plain text: the writer escapes it. The same document gives the same bytes.</remarks>
internal sealed record ReportDocument(string Title, string Headline, IReadOnlyList<Section> Sections)
{
    /// <summary>One quiet line above the title, such as the kind of report. Empty for none.</summary>
    public string Kicker { get; init; } = "";

    /// <summary>One quiet line at the foot of the page, such as the version that wrote it. Empty for none.</summary>
    public string Footer { get; init; } = "";

    /// <summary>The language of the text as a BCP 47 tag.</summary>
    public string Language { get; init; } = "en";
}

/// <summary>A part of a report under one heading.</summary>
/// <param name="Title">The heading, also the entry in the list of sections.</param>
/// <param name="Blocks">What the section holds, from top to bottom.</param>
internal sealed record Section(string Title, IReadOnlyList<Block> Blocks)
{
    /// <summary>One sentence under the heading that says what the section shows. Empty for none.</summary>
    public string Lead { get; init; } = "";

    /// <summary>
    /// Whether a press on the heading shows what it holds: what few readers look for. Maps of states have no place
    /// there.
    /// </summary>
    public bool IsFolded { get; init; }
}
