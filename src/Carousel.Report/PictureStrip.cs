namespace Carousel.Report;

/// <summary>
/// Pictures side by side, each with text under it: a picture unchanged, or dimmed by the attention of a model.
/// </summary>
/// <param name="Title">What is shown.</param>
/// <param name="Pictures">The pictures in order, one at least.</param>
internal sealed record PictureStrip(string Title, IReadOnlyList<ReportPicture> Pictures) : Block
{
    /// <summary>One sentence under the title: what to look for. Empty for none.</summary>
    public string Caption { get; init; } = "";
}

/// <summary>A picture of a <see cref="PictureStrip"/>.</summary>
/// <param name="Png">A PNG file; it becomes part of the page.</param>
/// <param name="Text">The text under it, such as the word that was written.</param>
/// <param name="Description">A description for screen readers.</param>
internal sealed record ReportPicture(ReadOnlyMemory<byte> Png, string Text, string Description)
{
    /// <summary>
    /// How bright each field of a grid over the picture is left, 0 to 1, row by row; empty for no grid.
    /// </summary>
    public IReadOnlyList<float> Light { get; init; } = [];

    /// <summary>Columns of the grid.</summary>
    public int LightColumns { get; init; }
}
