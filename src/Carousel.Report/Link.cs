namespace Carousel.Report;

/// <summary>
/// A place on the same page. If the page has no such place, the link becomes plain text, so a section need not know
/// the other sections.
/// </summary>
internal abstract record Link
{
    private protected Link()
    {
    }
}

/// <summary>A section of the page.</summary>
/// <param name="Title">Its title.</param>
internal sealed record SectionLink(string Title) : Link;

/// <summary>A unit of a map of states: a press on it selects the unit there.</summary>
/// <param name="Map">The map's <see cref="StateMap.Name"/>.</param>
/// <param name="Unit">The unit's <see cref="StateMapUnit.Index"/>.</param>
internal sealed record UnitLink(string Map, int Unit) : Link
{
    /// <summary>The first step of a span to show, counted from 0 along the map; null for only the unit.</summary>
    public int? From { get; init; }

    /// <summary>The step after the span's last one; null for one step.</summary>
    public int? To { get; init; }
}
