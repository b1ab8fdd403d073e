namespace Carousel.Jobs;

/// <summary>What is done with rows in order of time; all of it may be left open.</summary>
internal sealed record RowChoices
{
    /// <summary>Where columns known ahead have no future rows, repeats their last season instead of refusing.</summary>
    public bool RepeatKnown { get; init; }

    /// <summary>Values of columns known ahead in the rows ahead, each as <c>column=number</c>; null for those of the
    /// file.</summary>
    public IReadOnlyList<string>? Set { get; init; }

    /// <summary>Whether the contributions of groups of inputs are computed.</summary>
    public bool Why { get; init; }

    /// <summary>Size of the test set, in rows from the end; null for the rows that had no part in the
    /// training.</summary>
    public int? TestRows { get; init; }

    /// <summary>Rows between the origins of the test; null for a day, or a season.</summary>
    public int? Stride { get; init; }
}
