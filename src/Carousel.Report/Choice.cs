namespace Carousel.Report;

/// <summary>
/// Shows one of several things, picked from a list; without scripts all appear one below the other. Choices of
/// a page that have the same name follow each other.
/// </summary>
/// <param name="Name">What is picked, such as <c>series</c>.</param>
/// <param name="Options">What there is, the first one seen when the page opens.</param>
internal sealed record Choice(string Name, IReadOnlyList<ChoiceOption> Options) : Block;

/// <summary>One thing of a choice.</summary>
/// <param name="Title">How it is picked, different from the others.</param>
/// <param name="Blocks">What is seen, but no maps of states and no further choice.</param>
internal sealed record ChoiceOption(string Title, IReadOnlyList<Block> Blocks);
