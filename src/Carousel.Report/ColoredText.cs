namespace Carousel.Report;

/// <summary>
/// A text whose parts have a background by a number: what a model was surprised by, or what drove a decision.
/// </summary>
/// <param name="Title">What the text is.</param>
/// <param name="Parts">The parts, which together are the text.</param>
internal sealed record ColoredText(string Title, IReadOnlyList<ColoredPart> Parts) : Block
{
    /// <summary>What the colour means.</summary>
    public string Caption { get; init; } = "";
}

/// <summary>A part of a coloured text.</summary>
/// <param name="Text">The text; ends of lines are kept.</param>
/// <param name="Share">How deep the colour is, 0 to 1; below 0 in the other colour.</param>
/// <param name="Note">Shown where the pointer rests on it.</param>
internal sealed record ColoredPart(string Text, double Share, string Note = "");
