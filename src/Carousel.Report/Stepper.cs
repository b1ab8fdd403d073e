namespace Carousel.Report;

/// <summary>
/// Shows one thing at successive moments, one moment at a time. A slider selects the moment, also by keyboard. Without
/// scripts the moments appear one below the other.
/// </summary>
/// <param name="Title">What is walked along.</param>
/// <param name="Frames">The moments in order, one at least.</param>
internal sealed record Stepper(string Title, IReadOnlyList<Frame> Frames) : Block
{
    /// <summary>One sentence under the title: what to look for. Empty for none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>What a moment is called, such as <c>step</c>.</summary>
    public string FrameName { get; init; } = "step";

    /// <summary>The moment that is seen first, from 0.</summary>
    public int Start { get; init; }

    /// <summary>
    /// How many moments from there on are seen together where nothing can be walked, as in a terminal.
    /// </summary>
    public int Together { get; init; } = 1;
}

/// <summary>A moment of a <see cref="Stepper"/>.</summary>
/// <param name="Label">What there is at this moment, in a few words. Empty for none.</param>
/// <param name="Blocks">Paragraphs, facts, tables and key figures; no charts, which need a place that is always
/// seen.</param>
internal sealed record Frame(string Label, IReadOnlyList<Block> Blocks);
