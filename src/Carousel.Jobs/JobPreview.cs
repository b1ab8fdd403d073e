namespace Carousel.Jobs;

/// <summary>The next values that a model tells, small enough for a terminal.</summary>
/// <param name="Columns">The headings; the first column names the rows.</param>
/// <param name="Rows">One text for each column.</param>
internal sealed record JobPreview(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Whether values are left out before the last row.</summary>
    public bool SkipsBeforeLast { get; init; }
}
